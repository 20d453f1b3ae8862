"""SOPs as a subject of procedures: an SOP's own approval runs on the same engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kentongan.cases.actions import version_of
from kentongan.cases.models import Case, Clock, Move
from kentongan.cases.subjects import Shown
from kentongan.law import clock
from kentongan.law.model import Identity, Procedure, Requirement, Signatory
from kentongan.law.refusal import Reason, Refused
from kentongan.law.vocabulary import Subject as SubjectWords
from kentongan.offices.models import Agency
from kentongan.procedures import rules
from kentongan.procedures.models import Edition, Sop


class SopSubject:
    """What the engine may ask of an SOP."""

    words = SubjectWords(
        requirements={"sound": frozenset(), "decree": frozenset()},
        effects=frozenset({"enact"}),
        documents=frozenset({"sop"}),
    )

    def get(self, subject_id: int) -> Sop:
        rows = Sop.objects.select_for_update(of=("self",)).select_related("government", "agency__government", "decree")
        return rows.get(pk=subject_id)

    def content_hash(self, row: Sop) -> str:
        return row.content_hash

    def missing(self, row: Sop, requirement: Requirement, citation: str) -> Sequence[Reason]:
        found = _unsound(row) if requirement.name == "sound" else _undecreed(row)
        source = f"{citation}; {requirement.added}" if requirement.added else citation
        return [Reason(reason.text, source, reason.field, reason.remedy) for reason in found]

    def author_ids(self, row: Sop) -> frozenset[int]:
        return frozenset({row.author_id})

    def event_end(self, row: Sop) -> dt.datetime | None:
        return None

    def elsewhere(self, row: Sop) -> Agency | None:
        return row.agency

    def stands(self, row: Sop, case: Case, running: Clock | None) -> None:
        """Nothing is kept of it beside the case."""

    def moved(self, row: Sop, move: Move) -> None:
        """The draft changes only in its own step, so that what was approved is what stands there."""

    def shown(self, subject_ids: Sequence[int]) -> dict[int, Shown]:
        titles = Sop.objects.filter(pk__in=subject_ids).values_list("pk", "title")
        return {pk: Shown(title, reverse("procedures:detail", args=[pk])) for pk, title in titles}

    def perform(self, effect: str, row: Sop, case: Case, move: Move) -> None:
        procedure, faults = rules.read(row)
        if procedure is None or faults or row.decree is None or row.effective_on is None:
            raise Refused(Reason(_("SOP ini belum lengkap.")))
        Edition.objects.create(
            government=row.government,
            sop=row,
            agency=row.agency,
            runs_on=row.runs_on,
            version=version_of(row.government, _enacted(procedure, row, move)),
            decree=row.decree,
            effective_on=row.effective_on,
            move=move,
            at=clock.now(),
        )


def _unsound(row: Sop) -> Iterator[Reason]:
    _procedure, faults = rules.read(row)
    for fault in faults:
        yield Reason(f"{fault.fault}.", field=f"line-{fault.line}", remedy=fault.remedy)


def _undecreed(row: Sop) -> Iterator[Reason]:
    if row.decree is None:
        yield Reason(_("Keputusan yang menetapkan SOP ini belum dipilih."), field="decree")
    elif not row.decree.holds(row.government.today()):
        yield Reason(_("Keputusan ini tidak berlaku."), field="decree", remedy=row.decree.number)


def _enacted(procedure: Procedure, row: Sop, move: Move) -> Procedure:
    """The procedure with the identity block that its decree gives it."""
    assert row.decree is not None  # noqa: S101 (looked at by the caller)
    person = move.by
    head = Signatory(
        position=person.position or f"Kepala {row.agency.name}", name=person.name, rank=person.rank, nip=person.nip
    )
    changes: dict[str, object] = {"effective": row.effective_on, "approved_by": head}
    if not procedure.identity.number:
        changes |= {"number": row.decree.number, "made": row.decree.made_on}
    identity = Identity.model_validate({**procedure.identity.model_dump(), **changes})
    return procedure.model_copy(update={"identity": identity})
