"""Messages as a subject of procedures: the service flow, and formal information requests, run on the one engine."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kentongan.cases.models import Case, Clock, Move
from kentongan.cases.subjects import Shown
from kentongan.inbox.consulting import open_consultations
from kentongan.inbox.models import Message
from kentongan.inbox.replying import send, text_limit
from kentongan.law.model import Requirement
from kentongan.law.refusal import Reason
from kentongan.law.text import count_characters
from kentongan.law.vocabulary import Subject as SubjectWords
from kentongan.offices.models import Agency


class MessageSubject:
    """What the engine may ask of a message."""

    words = SubjectWords(
        requirements={"answer": frozenset(), "consultation": frozenset()},
        effects=frozenset({"reply", "consult"}),
        titles={
            "answer": _("Jawaban sudah ditulis"),
            "consultation": _("Instansi dan pertanyaannya sudah ditentukan"),
            "reply": _("Mengirim jawaban kepada penanya"),
            "consult": _("Menghubungi instansi terkait"),
        },
    )

    def get(self, subject_id: int) -> Message:
        rows = Message.objects.select_for_update(of=("self",))
        return rows.select_related("government", "agency__government", "account", "thread").get(pk=subject_id)

    def content_hash(self, row: Message) -> str:
        """Of the reply as it is written: what an approval covers."""
        said = {"message": row.pk, "thread": row.thread.remote_id, "draft": row.draft}
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

    def missing(self, row: Message, requirement: Requirement, citation: str) -> Sequence[Reason]:
        if requirement.name == "consultation":
            asked = row.consultations.open().exists()
            return [] if asked else [Reason(_("Instansi yang dihubungi belum dipilih."), citation, "agency")]
        if not row.draft.strip():
            return [Reason(_("Jawaban belum ditulis."), citation, "text")]
        limit, length = text_limit(row), count_characters(row.draft)
        if limit is None or length <= limit:
            return []
        text = _("Jawaban terlalu panjang: %(length)d dari paling banyak %(limit)d karakter.")
        return [Reason(text % {"length": length, "limit": limit}, citation, "text", _("Gunakan jawaban pendeknya."))]

    def author_ids(self, row: Message) -> frozenset[int]:
        """Where the procedure has replies approved, whoever wrote one does not approve it."""
        reviewed = any(step.sign for step in row.case.procedure.steps)
        return frozenset({row.drafted_by_id}) if reviewed and row.drafted_by_id else frozenset()

    def event_end(self, row: Message) -> dt.datetime | None:
        return None

    def elsewhere(self, row: Message) -> Agency | None:
        """Nobody here: each consultation is a case of its own, at its own agency."""
        return None

    def stands(self, row: Message, case: Case, running: Clock | None) -> None:
        row.open, row.step, row.due_at = running is not None, case.step, running.due_at if running else None
        row.save(update_fields=["open", "step", "due_at"])

    def moved(self, row: Message, move: Move) -> None:
        """What is sent is kept with the reply; a draft is nobody's statement yet."""

    def shown(self, subject_ids: Sequence[int]) -> dict[int, Shown]:
        rows = Message.objects.filter(pk__in=subject_ids).only("pk", "text")
        return {row.pk: Shown(str(row), reverse("inbox:detail", args=[row.pk])) for row in rows}

    def perform(self, effect: str, row: Message, case: Case, move: Move) -> None:
        if effect == "consult":
            open_consultations(row, move)
        else:
            send(row, move)
