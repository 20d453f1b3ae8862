"""Each message once: eight processes at once, killed in the middle, pages out of order, one message fifty times."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections import Counter

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kentongan.cases.models import Case, Clock
from kentongan.inbox.collecting import take
from kentongan.inbox.models import Change, Message, Thread
from kentongan.inbox.tests.collector import item
from kentongan.inbox.tests.conftest import Office
from kentongan.ledger.models import Entry
from kentongan.ledger.sealing import seal, verify
from kentongan.networks.base import Incoming
from kentongan.posts.tests.test_kills import database_environment
from kentongan.workspace.stories import found

COUNT, WORKERS = 10_000, 8


def start(account: int, seed: int) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "kentongan.inbox.tests.collector",
        str(account),
        str(seed),
        str(COUNT),
    ]
    return subprocess.Popen(command, env={**os.environ, **database_environment()}, stdout=subprocess.PIPE, text=True)


@pytest.mark.timeout(600)
@pytest.mark.django_db(transaction=True)
def test_ten_thousand_messages_by_eight_processes_killed_in_the_middle_are_each_there_once() -> None:
    cast = found("kapuas")
    account, chance = cast.accounts[0].pk, random.Random(11)
    running = {seed: start(account, seed) for seed in range(WORKERS)}
    for seed in range(WORKERS // 2):
        process = running[seed]
        assert process.stdout is not None
        for _page in range(chance.randrange(1, 6)):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        running[seed] = start(account, seed)
    for process in running.values():
        process.communicate(timeout=500)
        assert process.returncode == 0
    assert Message.objects.count() == COUNT
    assert set(Message.objects.values_list("remote_id", flat=True)) == {f"m-{number}" for number in range(COUNT)}
    assert Thread.objects.count() == 997
    kept = Counter(Case.objects.filter(subject_kind="message").values_list("subject_id", flat=True))
    assert (len(kept), set(kept.values())) == (COUNT, {1})
    assert Clock.objects.running().count() == COUNT
    assert not Message.objects.filter(due_at=None).exists()
    assert not Change.objects.exists()
    told = sum(entry.facts["new"] for entry in Entry.objects.filter(verb="inbox.collect"))
    assert told == COUNT
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM inbox_message WHERE at > now()")
        assert cursor.fetchone() == (0,)
    while seal():
        pass
    assert verify() is None


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.tuples(st.integers(0, 25), st.integers(0, 3)), max_size=30), max_size=8))
@pytest.mark.django_db
def test_whatever_order_pages_come_in_each_message_is_there_once_and_says_what_it_said_last(
    office: Office, pages: list[list[tuple[int, int]]]
) -> None:
    """A page holds (number, edition); edition 3 is a deletion. What is there says what the last page said of it."""
    before = Message.objects.count()
    last: dict[str, int] = {}
    for page in pages:
        items = [_edition(number, edition, before) for number, edition in page]
        take(office.account, items)
        for number, edition in page:
            name = f"x{before}-{number}"
            if edition != 3 or name in last:
                last[name] = edition
        seen_last = {f"x{before}-{number}": edition for number, edition in page}
        for name, edition in seen_last.items():
            if edition == 3 and name in last and not _was_there(name):
                del last[name]
    rows = {row.remote_id: row for row in Message.objects.filter(remote_id__startswith=f"x{before}-")}
    assert set(rows) == {name for name in last if name in rows}
    for name, row in rows.items():
        edition = last[name]
        assert (row.gone_at is not None) == (edition == 3)
        if edition != 3:
            assert row.text == f"kata {edition}"
        assert Case.objects.filter(subject_kind="message", subject_id=row.pk).count() == 1


def _edition(number: int, edition: int, before: int) -> Incoming:
    plain = item(number)
    return Incoming(
        f"x{before}-{number}", plain.thread, "comment", f"kata {edition}", "Budi", plain.at, gone=edition == 3
    )


def _was_there(name: str) -> bool:
    return Message.objects.filter(remote_id=name).exists()
