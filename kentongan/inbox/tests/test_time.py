"""Clocks of the service flow: hours are hours, whatever the day; alerts are told once, whoever is killed."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kentongan.cases.clocks import raise_due_alerts
from kentongan.cases.models import Alert, Clock
from kentongan.inbox.models import Message
from kentongan.inbox.tests.conftest import BEGUN, Office
from kentongan.inbox.tests.test_service import ask
from kentongan.law import clock
from kentongan.networks.base import Incoming
from kentongan.posts.tests.test_kills import database_environment
from kentongan.workspace.stories import found

DAY = dt.timedelta(days=1)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 60 * 24 * 700))
@pytest.mark.django_db
def test_a_consultation_has_24_clock_hours_over_midnight_weekend_and_holiday(office: Office, minutes: int) -> None:
    with clock.at(BEGUN + dt.timedelta(minutes=minutes)):
        running = ask(office, office.hear()).case.clocks.get()
    assert running.due_at == BEGUN + dt.timedelta(minutes=minutes) + DAY
    assert running.is_late(running.due_at + dt.timedelta(microseconds=1))
    assert not running.is_late(running.due_at)


@pytest.mark.parametrize(
    "begun",
    [
        dt.datetime(2026, 3, 20, 16, 59, tzinfo=dt.UTC),  # a Friday night, before Idulfitri
        dt.datetime(2026, 12, 31, 16, 30, tzinfo=dt.UTC),  # midnight of the new year in the government's zone
        dt.datetime(2026, 8, 16, 17, 30, tzinfo=dt.UTC),  # Independence Day there
    ],
)
@pytest.mark.django_db
def test_the_examples_of_it(office: Office, begun: dt.datetime) -> None:
    with clock.at(begun):
        assert ask(office, office.hear()).case.clocks.get().due_at == begun + DAY


@pytest.mark.django_db
def test_alerts_at_half_three_hours_before_and_breach_once_each(office: Office) -> None:
    begun = dt.datetime(2026, 6, 5, 9, 0, tzinfo=dt.UTC)
    with clock.at(begun):
        running = ask(office, office.hear()).case.clocks.get()
    for hours, levels in (
        (11.9, set()), (12.1, {"half"}), (20.9, {"half"}), (21.1, {"half", "soon"}), (23.9, {"half", "soon"}), (24.1, {"half", "soon", "late"})
    ):  # fmt: skip
        with clock.at(begun + dt.timedelta(hours=hours)):
            raise_due_alerts()
            raise_due_alerts()
        assert set(running.alerts.values_list("level", flat=True)) == levels, hours
    assert running.alerts.count() == 3


@pytest.mark.timeout(300)
@pytest.mark.django_db(transaction=True)
def test_alerts_are_told_once_although_their_workers_are_killed() -> None:
    from kentongan.inbox.collecting import take

    with clock.at(clock.now() - 3 * DAY):
        cast = found("kapuas")
        items = [
            Incoming(f"k-{number}", f"k-{number}", "comment", "Tanya", "Budi", clock.now()) for number in range(600)
        ]
        take(cast.accounts[0], items)
    command = [sys.executable, "-W", "ignore", "-c", _RAISE]
    environment = {**os.environ, **database_environment(), "DJANGO_SETTINGS_MODULE": "kentongan.config.settings"}
    told, kills = 0, 0
    while told < 600:
        workers = [subprocess.Popen(command, env=environment) for _each in range(2)]
        end = time.monotonic() + 20
        while Alert.objects.count() < min(told + 100, 600) and time.monotonic() < end:
            time.sleep(0.02)
        for worker in workers:
            kills += worker.poll() is None
            worker.send_signal(signal.SIGKILL)
            worker.wait()
        told = Alert.objects.count()
    assert kills >= 4
    assert Clock.objects.late(clock.now()).count() == Alert.objects.filter(level="late").count() == 600
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_entry WHERE verb = 'cases.alert'")
        assert cursor.fetchone() == (600,)
    assert Message.objects.count() == 600


_RAISE = """
import django
django.setup()
from kentongan.cases.clocks import raise_due_alerts
raise_due_alerts()
"""
