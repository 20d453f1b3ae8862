"""Consultations as a subject of procedures: the consulted agency's side of the service flow."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kentongan.cases.models import Case, Clock, Move
from kentongan.cases.subjects import Shown
from kentongan.inbox.consulting import hand_over, redirect
from kentongan.inbox.models import Consultation, ConsultationVersion
from kentongan.law.model import Requirement
from kentongan.law.refusal import Reason
from kentongan.law.vocabulary import Subject as SubjectWords
from kentongan.offices.models import Agency


class ConsultationSubject:
    """What the engine may ask of a consultation. Its case is the consulted agency's; the asker's steps are `elsewhere`."""

    words = SubjectWords(
        requirements={"agency-answer": frozenset()},
        effects=frozenset({"hand-over", "redirect"}),
        titles={
            "agency-answer": _("Jawaban sudah ditulis"),
            "hand-over": _("Menyerahkan jawaban kepada petugas yang bertanya"),
            "redirect": _("Meneruskan kepada instansi lain"),
        },
    )

    def get(self, subject_id: int) -> Consultation:
        rows = Consultation.objects.select_for_update(of=("self",))
        related = ("government", "agency__government", "asker__government", "next_agency", "message")
        return rows.select_related(*related).get(pk=subject_id)

    def content_hash(self, row: Consultation) -> str:
        return hashlib.sha256(row.answer.encode()).hexdigest()

    def missing(self, row: Consultation, requirement: Requirement, citation: str) -> Sequence[Reason]:
        return [] if row.answer.strip() else [Reason(_("Jawaban belum ditulis."), citation, "answer")]

    def author_ids(self, row: Consultation) -> frozenset[int]:
        """The official who wrote the answer is the one who hands it over."""
        return frozenset()

    def event_end(self, row: Consultation) -> dt.datetime | None:
        return None

    def elsewhere(self, row: Consultation) -> Agency | None:
        return row.asker

    def stands(self, row: Consultation, case: Case, running: Clock | None) -> None:
        """Nothing is kept of it beside the case."""

    def moved(self, row: Consultation, move: Move) -> None:
        """Keep what was handed over, each time that it differs."""
        last = row.versions.last()
        if row.answer.strip() and (last is None or last.text != row.answer):
            ConsultationVersion.objects.create(
                government_id=row.government_id,
                consultation=row,
                number=last.number + 1 if last else 1,
                text=row.answer,
                by=move.by,
                at=move.at,
            )

    def shown(self, subject_ids: Sequence[int]) -> dict[int, Shown]:
        rows = Consultation.objects.filter(pk__in=subject_ids).only("pk", "question")
        return {row.pk: Shown(str(row), reverse("inbox:consultation", args=[row.pk])) for row in rows}

    def perform(self, effect: str, row: Consultation, case: Case, move: Move) -> None:
        if effect == "hand-over":
            hand_over(row, case)
        else:
            redirect(row, move)
