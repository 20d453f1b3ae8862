"""What waits for a person: steps that are theirs, deliveries that need a hand, sorted by deadline."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kentongan.cases.models import Clock
from kentongan.cases.subjects import Shown, shown_of
from kentongan.offices.authority import agencies_of
from kentongan.offices.models import Person
from kentongan.posts.models import Delivery

MOST = 100


@dataclass(frozen=True)
class Waiting:
    """One thing to do. `due_at` None: no clock runs on it."""

    shown: Shown
    what: object
    since: dt.datetime
    due_at: dt.datetime | None = None
    clock: Clock | None = None


def waiting_for(person: Person) -> list[Waiting]:
    """Everything that waits for this person, most urgent first. A constant number of queries."""
    held = agencies_of(person)
    found = [*_steps(person, held), *_deliveries(person, held)]
    return sorted(found, key=lambda waiting: (waiting.due_at is None, waiting.due_at or waiting.since))


def running_clocks(person: Person) -> QuerySet[Clock]:
    """Running clocks of the person's government, with their cases."""
    return (
        Clock.objects.running()
        .filter(government_id=person.government_id)
        .select_related("case__procedure_version", "case__acting")
    )


def _steps(person: Person, held: list[tuple[int | None, str]]) -> list[Waiting]:
    agencies = {agency for agency, _role in held}
    mine = running_clocks(person) if None in agencies else running_clocks(person).filter(case__acting__in=agencies)
    clocks = []
    for running in mine.order_by("due_at")[: MOST * 5]:
        step = running.case.current_step
        acting = running.case.acting_id
        if step and acting and ((acting, step.actor) in held or (None, step.actor) in held):
            clocks.append((running, step))
    shown = shown_of(running.case for running, _step in clocks)
    return [
        Waiting(shown[running.case_id], step.activity, running.started_at, running.due_at, running)
        for running, step in clocks
    ][:MOST]


_HANDS = {
    "by_hand": _("Tayangkan sendiri lalu catat buktinya"),
    "unknown": _("Periksa apakah sudah tayang"),
    "stopped": _("Pengiriman dihentikan: lihat sebabnya"),
    "rejected": _("Ditolak jejaring: lihat sebabnya"),
}


def _deliveries(person: Person, held: list[tuple[int | None, str]]) -> list[Waiting]:
    """Deliveries that only a person can carry on, at the agencies where this one answers for accounts or publishes."""
    agencies = {agency for agency, _role in held}
    rows = Delivery.objects.filter(government_id=person.government_id).filter(
        Q(state__in=["by_hand", "stopped", "rejected"]) | Q(state="unknown", next_at=None)
    )
    if None not in agencies:
        rows = rows.filter(account__agency__in=agencies)
    rows = rows.select_related("account", "move__case__procedure_version")
    found, deliveries = [], list(rows.order_by("pk")[:MOST])
    shown = shown_of(delivery.move.case for delivery in deliveries)
    for delivery in deliveries:
        step = delivery.move.case.procedure.step(delivery.move.step)
        if {
            (place, role)
            for place in (delivery.account.agency_id, None)
            for role in (step.actor, "officer", "official")
        } & set(held):
            what = f"{_HANDS[delivery.state]} · {delivery.account.name}"
            path = reverse("posts:delivery", args=[delivery.pk])
            found.append(Waiting(Shown(shown[delivery.move.case_id].title, path), what, delivery.created_at))
    return found
