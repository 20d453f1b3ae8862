"""When a step is due. Hours and minutes are clock time; days end with the local day (its last microsecond)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.metadata import version
from typing import Protocol
from zoneinfo import ZoneInfo

import holidays

from kentongan.law.model import Time


class Calendar(Protocol):
    """Which days are worked."""

    version: str

    def is_working_day(self, day: dt.date) -> bool: ...


class IndonesianCalendar:
    """Monday to Friday without national holidays and collective leave; a government's own days go before both."""

    def __init__(
        self,
        years: Iterable[int],
        extra_off: frozenset[dt.date] = frozenset(),
        extra_on: frozenset[dt.date] = frozenset(),
    ) -> None:
        self.years = tuple(years)
        self.extra_off, self.extra_on = extra_off, extra_on
        self._public = _public_days(self.years)
        own = f"+{len(extra_off)}-{len(extra_on)}" if extra_off or extra_on else ""
        self.version = f"holidays {version('holidays')} ID {self.years[0]}-{self.years[-1]}{own}"

    def is_working_day(self, day: dt.date) -> bool:
        if day in self.extra_on:
            return True
        return day.weekday() < 5 and day not in self.extra_off and day not in self._public

    def unknown_years(self) -> tuple[int, ...]:
        """Years without any published holiday: deadlines there count weekends alone, and people should be warned."""
        return tuple(year for year in self.years if not any(day.year == year for day in self._public))


@lru_cache(maxsize=16)
def _public_days(years: tuple[int, ...]) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("ID", years=years, categories=("public", "government")))


def local_day_end(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """The last microsecond of a day in a zone, in UTC."""
    return dt.datetime.combine(day, dt.time.max, zone).astimezone(dt.UTC)


def _working_day_after(day: dt.date, count: int, calendar: Calendar) -> dt.date:
    """The `count`-th working day after `day`; for 0 the day itself, or the next one that is worked."""
    while not calendar.is_working_day(day) and count == 0:
        day += dt.timedelta(days=1)
    while count > 0:
        day += dt.timedelta(days=1)
        count -= calendar.is_working_day(day)
    return day


def due_at(time: Time, anchors: Mapping[str, dt.datetime], zone: ZoneInfo, calendar: Calendar) -> dt.datetime:
    """When something is due, in UTC. `anchors` has "start" and "case"; an anchor that is not known yet falls back to it."""
    anchor = anchors.get(time.from_, anchors["start"])
    minutes = time.clock_minutes
    if minutes is not None:
        return anchor.astimezone(dt.UTC) + dt.timedelta(minutes=minutes)
    day = anchor.astimezone(zone).date()
    if time.days is not None:
        return local_day_end(day + dt.timedelta(days=time.days), zone)
    return local_day_end(_working_day_after(day, time.working_days or 0, calendar), zone)
