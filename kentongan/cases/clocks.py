"""Deadlines of a case, computed once from the pack's rule; and the alerts that go before and after them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache

from django.db import transaction
from django.db.models import Max

from kentongan.cases.bulk import insert
from kentongan.cases.models import Alert, Case, Clock
from kentongan.law import clock
from kentongan.law.deadlines import Calendar, IndonesianCalendar, due_at
from kentongan.law.model import Step
from kentongan.ledger.actions import action, record
from kentongan.offices.models import Government

SOON = dt.timedelta(hours=3)


def calendar_of(government: Government) -> IndonesianCalendar:
    """Working days of the government: national holidays, with its own days off and extra working days."""
    own = list(government.days_off.values_list("day", "working"))
    off = frozenset(day for day, working in own if not working)
    return _calendar(government.today().year, off, frozenset(day for day, working in own if working))


@lru_cache(64)
def _calendar(year: int, off: frozenset[dt.date], on: frozenset[dt.date]) -> IndonesianCalendar:
    """Working the holidays of four years out takes longer than all else about a deadline."""
    return IndonesianCalendar(years=range(year - 1, year + 3), extra_off=off, extra_on=on)


def due_of(
    case: Case, step: Step, *, started_at: dt.datetime, event: dt.datetime | None
) -> tuple[dt.datetime, Calendar]:
    """When `step` is due if it became current at `started_at`, and the calendar that was used."""
    done = case.moves.values_list("step").annotate(last=Max("at")) if case.moves_made else ()
    anchors = {**dict(done), "start": started_at, "case": case.started_at}
    if event is not None:
        anchors["event"] = event
    calendar = calendar_of(case.government)
    rule = step.time.in_working_days() if case.government.working_days_only else step.time
    return due_at(rule, anchors, case.government.zone, calendar), calendar


def _clock(case: Case, step: Step, started_at: dt.datetime, due: dt.datetime, calendar: Calendar) -> Clock:
    running = Clock(
        government=case.government,
        case=case,
        step=step.key,
        started_at=started_at,
        due_at=due,
        rule=step.time.model_dump(mode="json"),
        calendar_version=calendar.version,
    )
    running.next_alert_at = _next_alert(running, started_at)
    return running


def start_clock(case: Case, step: Step, *, event: dt.datetime | None) -> Clock:
    """Start the clock of the step that has become current."""
    now = clock.now()
    running = _clock(case, step, now, *due_of(case, step, started_at=now, event=event))
    running.save()
    return running


def start_clocks(cases: Sequence[Case], step: Step, *, started_at: dt.datetime) -> list[Clock]:
    """Start the clock of the first step of cases of one government that all began now; their due time is the same."""
    if not cases:
        return []
    due, calendar = due_of(cases[0], step, started_at=started_at, event=None)
    clocks = [_clock(case, step, started_at, due, calendar) for case in cases]
    insert(clocks)
    return clocks


def extend(running: Clock, case: Case, step: Step, *, event: dt.datetime | None) -> None:
    """Compute anew, once, when a running clock is due with its rule's extension."""
    longer = step.model_copy(update={"time": step.time.extended()})
    running.due_at, calendar = due_of(case, longer, started_at=running.started_at, event=event)
    running.rule, running.calendar_version = longer.time.model_dump(mode="json"), calendar.version
    running.next_alert_at = _next_alert(running, clock.now())
    running.save(update_fields=["due_at", "rule", "calendar_version", "next_alert_at"])


def level_of(running: Clock, now: dt.datetime) -> str | None:
    """Which alert a running clock deserves: "late", "soon" (3 hours or a fifth left), "half", or None."""
    reached = [level for level, at in _levels(running) if at <= now]
    return reached[-1] if reached else None


def _levels(running: Clock) -> list[tuple[str, dt.datetime]]:
    """Each level with when it is reached, the earliest first."""
    whole = running.due_at - running.started_at
    soon, late = running.due_at - min(SOON, whole / 5), running.due_at + dt.timedelta(microseconds=1)
    return [("half", running.due_at - whole / 2), ("soon", soon), ("late", late)]


def _next_alert(running: Clock, now: dt.datetime) -> dt.datetime | None:
    return next((at for _level, at in _levels(running) if at > now), None)


@action("cases.alert")
def raise_alert(*, by: None, running: Clock, level: str) -> Alert:
    """Tell once that a clock has reached a level."""
    now = clock.now()
    alert = Alert.objects.create(government_id=running.government_id, clock=running, level=level, at=now)
    running.next_alert_at = _next_alert(running, now)
    running.save(update_fields=["next_alert_at"])
    record("cases.alert", running.case, by=by, facts={"step": running.step, "level": level})
    return alert


def raise_due_alerts() -> int:
    """Raise every alert that is due and not told yet. Returns how many. Any number of workers may do so at once."""
    raised = 0
    while some := raise_some_alerts():
        raised += some
    return raised


@transaction.atomic
def raise_some_alerts(most: int = 100) -> int:
    """Raise some of what is due; what another worker has in hand is left to it."""
    now = clock.now()
    due = Clock.objects.running().filter(next_alert_at__lte=now).select_related("case").order_by("next_alert_at")
    some = list(due.select_for_update(of=("self",), skip_locked=True)[:most])
    told = set(Alert.objects.filter(clock__in=some).values_list("clock_id", "level"))
    for running in some:
        level = level_of(running, now)
        if level and (running.pk, level) not in told:
            raise_alert(by=None, running=running, level=level)
        else:
            running.next_alert_at = _next_alert(running, now)
            running.save(update_fields=["next_alert_at"])
    return len(some)
