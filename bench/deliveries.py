"""Deliveries a second to a network that answers at once, with one and with two workers, against empty jobs.

Each run fills the queue first, lets the workers start, and measures from the signal to begin until the queue is empty.
The last line is JSON: deliveries a second over Procrastinate's own empty jobs a second, for one and for two workers.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence

DELIVERIES, EMPTY_JOBS = 1_000, 2_000
NETWORK = "instant"


def prepare() -> None:
    """Settings, and a network that has nothing to wait for."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kentongan.config.settings")
    from kentongan.config import embedded

    if embedded.is_embedded():
        embedded.start()
    import django

    django.setup()
    from kentongan.networks import registry
    from kentongan.networks.base import Health, Limits, Published

    class Instant:
        key, title, kind, verified, by_hand = NETWORK, "Instant", "blog", "none", False
        fields: Sequence[object] = ()
        limits = Limits()

        def check(self, credentials: object) -> Health:
            return Health("bench")

        def reserve(self, outgoing: object, credentials: object) -> str:
            return "reserved"

        def publish(self, outgoing: object, reservation: str, credentials: object) -> Published:
            return Published("1", "https://bench.example/1")

        def find(self, outgoing: object, reservation: str, credentials: object) -> Published | None:
            return None

    registry.register(Instant())  # type: ignore[arg-type]
    from procrastinate.contrib.django import app

    @app.task(name="bench.empty", queue="deliveries")
    def empty() -> None:
        """Nothing."""


def work() -> None:
    """A worker process: say ready, wait for the word, take jobs until there are none."""
    prepare()
    from django.db import connections
    from procrastinate.contrib.django import app

    worker = app.with_connector(app.connector.get_worker_connector())
    connections.close_all()
    print("ready", flush=True)
    sys.stdin.readline()
    worker.run_worker(wait=False, concurrency=4, delete_jobs="successful", queues=["deliveries"])


def drain(workers: int) -> float:
    """Seconds that so many workers need to empty the queue."""
    started = [
        subprocess.Popen([sys.executable, __file__, "--work"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _each in range(workers)
    ]
    for process in started:
        assert process.stdout is not None
        process.stdout.readline()
    begin = time.perf_counter()
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in started:
        process.wait()
    return time.perf_counter() - begin


def fill_deliveries() -> None:
    """One approved message, and so many versions of it waiting to go to the instant network."""
    from kentongan.law import clock
    from kentongan.posts.models import Delivery, PostVersion
    from kentongan.posts.publishing import queue

    pattern = Delivery.objects.select_related("version").get(account__network=NETWORK, version__number__lt=1000)
    first = PostVersion.objects.order_by("-number").values_list("number", flat=True)[0] + 1000
    seen = pattern.version
    versions = PostVersion.objects.bulk_create(
        PostVersion(
            government_id=seen.government_id, post_id=seen.post_id, number=first + number, content=seen.content,
            content_hash=seen.content_hash, by_id=seen.by_id, at=seen.at,
        )
        for number in range(DELIVERIES)
    )  # fmt: skip
    made = Delivery.objects.bulk_create(
        Delivery(
            government_id=seen.government_id, version=version, account_id=pattern.account_id, move_id=pattern.move_id,
            appointment_id=pattern.appointment_id, key=Delivery.new_key(), next_at=clock.now(),
        )
        for version in versions
    )  # fmt: skip
    for delivery in made:
        queue(delivery)


def story() -> None:
    """A government whose message goes to the instant network."""
    from django.core.management import call_command
    from django.db import connection

    from kentongan.accounts.actions import AccountDetails, designate_account
    from kentongan.posts.models import Delivery
    from kentongan.workspace.stories import found, run_through, write

    call_command("migrate", verbosity=0)
    cast = found("lamandau")
    account = designate_account(
        by=cast.operator, agency=cast.agency, decree=cast.decree, details=AccountDetails(NETWORK, "blog", "Bench")
    )
    cast.accounts[:] = [account]
    run_through(cast, write(cast, 0))
    Delivery.objects.update(state="cancelled", next_at=None)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


def main() -> None:
    if "--work" in sys.argv:
        work()
        return
    print((__doc__ or "").strip())
    with tempfile.TemporaryDirectory(prefix="kb-") as folder:
        os.environ["KENTONGAN_DATA"] = folder
        prepare()
        story()
        from procrastinate.contrib.django import app

        from kentongan.posts.models import Delivery

        ratios = {}
        for workers in (1, 2):
            for _number in range(EMPTY_JOBS):
                app.tasks["bench.empty"].defer()
            empty = EMPTY_JOBS / drain(workers)
            fill_deliveries()
            delivered = DELIVERIES / drain(workers)
            done = Delivery.objects.filter(state="accepted").count()
            assert done == DELIVERIES * workers, done
            print(f"{workers} worker(s): {empty:.0f} empty jobs a second, {delivered:.0f} deliveries a second")
            ratios[f"deliveries_over_empty_jobs_{workers}"] = round(delivered / empty, 3)
        print(json.dumps(ratios))


if __name__ == "__main__":
    main()
