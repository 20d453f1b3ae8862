"""When things are due: by example where people know the answer, by property everywhere else."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kentongan.law.deadlines import IndonesianCalendar, due_at, local_day_end
from kentongan.law.model import Time

WIB, WITA, WIT = (ZoneInfo(f"Asia/{city}") for city in ("Pontianak", "Makassar", "Jayapura"))
CALENDAR = IndonesianCalendar(range(2024, 2031))
UTC = dt.UTC


def at(zone: ZoneInfo, *moment: int) -> dt.datetime:
    return dt.datetime(*moment, tzinfo=zone)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("time", "start", "zone", "due"),
    [
        (Time(days=0), at(WIB, 2026, 3, 2, 9, 0), WIB, "2026-03-02T16:59:59.999999"),
        (Time(days=0), at(WITA, 2026, 3, 2, 9, 0), WITA, "2026-03-02T15:59:59.999999"),
        (Time(days=0), at(WIB, 2026, 3, 2, 23, 30), WITA, "2026-03-03T15:59:59.999999"),  # there it is the next day already
        (Time(days=1), at(WIT, 2026, 12, 31, 12, 0), WIT, "2027-01-01T14:59:59.999999"),
        (Time(hours=24), at(WIB, 2026, 3, 19, 16, 0), WIB, "2026-03-20T09:00:00"),  # across Nyepi and into Lebaran: clock hours
        (Time(minutes=5), at(WITA, 2026, 2, 28, 23, 58), WITA, "2026-02-28T16:03:00"),
        (Time(days=1), at(WIB, 2028, 2, 28, 8, 0), WIB, "2028-02-29T16:59:59.999999"),  # a leap day is a day
        (Time(working_days=1), at(WIB, 2026, 3, 6, 10, 0), WIB, "2026-03-09T16:59:59.999999"),  # Friday to Monday
        (Time(working_days=3), at(WIB, 2026, 3, 17, 10, 0), WIB, "2026-03-27T16:59:59.999999"),  # Nyepi, Lebaran, leave, weekend
        (Time(working_days=1), at(WIB, 2026, 12, 31, 10, 0), WIB, "2027-01-04T16:59:59.999999"),  # New Year and a weekend
    ],
)  # fmt: skip
def test_due_by_example(time: Time, start: dt.datetime, zone: ZoneInfo, due: str) -> None:
    assert due_at(time, {"start": start}, zone, CALENDAR) == dt.datetime.fromisoformat(due).replace(tzinfo=UTC)


def test_a_governments_own_days_go_before_the_national_ones() -> None:
    friday, monday = dt.date(2026, 3, 6), dt.date(2026, 3, 9)
    own = IndonesianCalendar(
        range(2026, 2027), extra_off=frozenset({monday}), extra_on=frozenset({dt.date(2026, 3, 7)})
    )
    assert own.is_working_day(dt.date(2026, 3, 7))
    start = {"start": dt.datetime.combine(friday, dt.time(9), WIB)}
    assert due_at(Time(working_days=2), start, WIB, own) == local_day_end(dt.date(2026, 3, 10), WIB)
    assert own.version != IndonesianCalendar(range(2026, 2027)).version


def test_of_two_deadlines_each_counts_from_its_own_anchor() -> None:
    """Lamandau: a late hand-over makes the upload, which counts from the event, late by construction."""
    anchors = {"start": at(WIB, 2026, 3, 5, 9), "event": at(WIB, 2026, 3, 2, 9), "hand-over": at(WIB, 2026, 3, 5, 8)}
    by_event = due_at(Time.model_validate({"days": 1, "from": "event"}), anchors, WIB, CALENDAR)
    by_handing_over = due_at(Time.model_validate({"days": 1, "from": "hand-over"}), anchors, WIB, CALENDAR)
    assert by_event == local_day_end(dt.date(2026, 3, 3), WIB) < anchors["start"] < by_handing_over


def test_a_calendar_that_does_not_know_a_year_says_so() -> None:
    assert IndonesianCalendar(range(2026, 2027)).unknown_years() == ()
    assert IndonesianCalendar([2026, 9000]).unknown_years() == (9000,)


MOMENTS = st.datetimes(dt.datetime(2024, 6, 1), dt.datetime(2029, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001
ZONES = st.sampled_from([WIB, WITA, WIT])


@given(MOMENTS, ZONES, st.integers(0, 60))
def test_days_end_with_the_local_day_and_never_shrink(start: dt.datetime, zone: ZoneInfo, days: int) -> None:
    due, later = (due_at(Time(days=n), {"start": start}, zone, CALENDAR) for n in (days, days + 1))
    local = due.astimezone(zone)
    assert local.time() == dt.time.max
    assert (local.date() - start.astimezone(zone).date()).days == days
    assert later - due == dt.timedelta(days=1), "no daylight saving anywhere in Indonesia"


@given(MOMENTS, ZONES, st.integers(0, 20))
def test_working_days_are_worked_and_as_many_as_asked(start: dt.datetime, zone: ZoneInfo, count: int) -> None:
    due = due_at(Time(working_days=count), {"start": start}, zone, CALENDAR).astimezone(zone).date()
    first = start.astimezone(zone).date()
    assert CALENDAR.is_working_day(due)
    between = [first + dt.timedelta(days=n) for n in range(1, (due - first).days + 1)]
    worked = sum(CALENDAR.is_working_day(day) for day in between)
    assert worked == count or (count == 0 and not CALENDAR.is_working_day(first) and worked == 1)


@given(MOMENTS, ZONES, st.integers(0, 100_000))
def test_clock_time_knows_no_zone_and_no_holiday(start: dt.datetime, zone: ZoneInfo, minutes: int) -> None:
    assert due_at(Time(minutes=minutes), {"start": start}, zone, CALENDAR) - start == dt.timedelta(minutes=minutes)
