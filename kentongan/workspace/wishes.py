"""When a person wants to hear of something."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from kentongan.workspace.models import Notice, Wishes

URGENT = frozenset({"emergency"})
_BUNDLED = frozenset({"new"})  # many a day: mailed together, on the hour
_MORNING = dt.time(7)


def plan(notice: Notice, wishes: Wishes, zone: ZoneInfo) -> Notice:
    """The notice with when it may be mailed and sent."""
    if notice.kind in URGENT:
        notice.mail_at = notice.push_at = notice.at
        return notice
    notice.push_at = _after_quiet(notice.at, wishes, zone)
    if wishes.mail == "soon":
        notice.mail_at = _after_quiet(_next_hour(notice.at) if notice.kind in _BUNDLED else notice.at, wishes, zone)
    elif wishes.mail == "daily":
        notice.mail_at = next_time(notice.at, _MORNING, zone)
    return notice


def _next_hour(at: dt.datetime) -> dt.datetime:
    return at.replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=1)


def next_time(at: dt.datetime, wanted: dt.time, zone: ZoneInfo) -> dt.datetime:
    """The first moment after `at` at which the clocks of the zone show `wanted`."""
    local = at.astimezone(zone)
    day = local.date() if local.time() < wanted else local.date() + dt.timedelta(days=1)
    return dt.datetime.combine(day, wanted, zone)


def is_quiet(local: dt.time, start: dt.time, end: dt.time) -> bool:
    """Whether a time of day lies from `start` (included) to `end` (not), around midnight as well."""
    return start <= local < end if start < end else local >= start or local < end


def _after_quiet(at: dt.datetime, wishes: Wishes, zone: ZoneInfo) -> dt.datetime:
    start, end = wishes.quiet_from, wishes.quiet_until
    if start is None or end is None or not is_quiet(at.astimezone(zone).time(), start, end):
        return at
    return next_time(at, end, zone)
