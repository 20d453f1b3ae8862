"""Workers killed while they publish to a real WordPress over a bad line: every message there, exactly once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from urllib.parse import quote

import pytest
from django.db import connection

from kentongan.accounts.actions import AccountDetails, connect_account, designate_account
from kentongan.ledger.sealing import seal, verify
from kentongan.networks.testing.faulty_proxy import FAULTS, faulty_proxy, seeded
from kentongan.networks.testing.wordpress_server import wordpress
from kentongan.posts.models import Attempt, Delivery
from kentongan.workspace.stories import Cast, found, run_through, write

KILLS = 50


def database_environment() -> dict[str, str]:
    """How another process reaches the tests' database."""
    database = connection.settings_dict
    address = f"postgresql://postgres@{quote(str(database['HOST']), safe='')}/{database['NAME']}"
    return {"DATABASE_URL": address, "LOG_LEVEL": "CRITICAL"}


def start_worker() -> subprocess.Popen[bytes]:
    """A worker as `kentongan serve` runs it, on the tests' database, with short leases."""
    environment = {**os.environ, **database_environment(), "LEASE_SECONDS": "4", "SETTLE_SECONDS": "1"}
    command = [sys.executable, "-W", "ignore", "-m", "kentongan.config.cli", "worker"]
    return subprocess.Popen(command, env=environment, start_new_session=True)


def publish(cast: Cast, number: int) -> None:
    post = write(cast, number)
    run_through(cast, post)


def pending() -> int:
    return Delivery.objects.filter(state__in=["waiting", "sending", "unknown"]).count()


def wait_for_a_call(after: int, seconds: float) -> int:
    """Wait until a worker has begun a call that was not there before and is not over; the newest attempt's id."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        begun = Attempt.objects.filter(pk__gt=after, result=None).order_by("-pk").first()
        if begun:
            return begun.pk
        time.sleep(0.02)
    return after


@pytest.mark.server
@pytest.mark.timeout(900)
@pytest.mark.django_db(transaction=True)
def test_fifty_kills_lose_nothing_and_repeat_nothing() -> None:
    chance = random.Random(20260302)
    with wordpress() as site, faulty_proxy(site.base_url, delay=0.5) as line:
        cast = found("lamandau")
        details = AccountDetails("wordpress", "blog", "Blog kabupaten")
        blog = designate_account(by=cast.operator, agency=cast.agency, decree=cast.decree, details=details)
        connect_account(by=cast.operator, account=blog, credentials=site.credentials("author", base_url=line.base_url))
        cast.accounts[:] = [blog]
        line.plan(seeded(7, share=0.15, of=[fault for fault in FAULTS if fault != "429"]))
        made, seen, rounds = 0, 0, 0
        workers = [start_worker(), start_worker()]
        try:
            while rounds < KILLS:
                while pending() < 5:
                    publish(cast, made)
                    made += 1
                begun = wait_for_a_call(seen, 20)
                rounds, seen = rounds + (begun > seen), begun
                time.sleep(chance.random() * 0.4)
                # Both at once: whichever made the call, it dies at this moment.
                for worker in workers:
                    worker.send_signal(signal.SIGKILL)
                for worker in workers:
                    worker.wait()
                workers = [start_worker(), start_worker()]
            line.plan([])
            end = time.monotonic() + 240
            while pending() and time.monotonic() < end:
                time.sleep(0.5)
        finally:
            for worker in workers:
                worker.kill()
                worker.wait()
        deliveries = list(Delivery.objects.all())
        counted = {delivery.key: site.count_public(delivery.key) for delivery in deliveries}
        cut_off = Attempt.objects.filter(result=None).count()
    assert {delivery.state for delivery in deliveries} == {"accepted"}, [(d.state, d.detail) for d in deliveries]
    assert set(counted.values()) == {1}
    assert len(deliveries) == made
    assert cut_off > 0, "no kill fell into a call: the test would prove nothing"
    print(f"{KILLS} kills, {made} messages, {cut_off} calls cut off, faults {dict(line.faults)}")  # noqa: T201
    while seal():
        pass
    assert verify() is None
