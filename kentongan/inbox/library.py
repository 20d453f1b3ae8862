"""The answer library: what was answered once is there for the next who asks, as long as it holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kentongan.inbox import rules
from kentongan.inbox.models import Answer, AnswerVersion, Consultation, Message, Reply
from kentongan.law import clock
from kentongan.law.refusal import Reason, Refused
from kentongan.ledger.actions import action, record
from kentongan.offices.actions import refuse_if
from kentongan.offices.models import Agency, Government, Person
from kentongan.reading.ranking import Entry, Library

FIELDS = ("questions", "text", "short", "legal_basis", "shared", "public", "valid_until")
REVIEW_DAYS = 180  # an answer that was not looked at for so long comes up for review


@dataclass(frozen=True)
class Fit:
    """An answer that may fit, with why, and how old it is."""

    answer: Answer
    certainty: float
    reason: str
    age: dt.timedelta


def usable(government: Government, agency: Agency | None = None) -> QuerySet[Answer]:
    """Approved answers that hold today; with an agency, those it may use: its own and shared ones."""
    rows = Answer.objects.filter(government=government, retired_at=None, approved_at__isnull=False)
    rows = rows.filter(Q(valid_until=None) | Q(valid_until__gte=government.today()))
    return rows if agency is None else rows.filter(Q(agency=agency) | Q(shared=True))


def due_for_review(government: Government, agencies: list[int] | None) -> QuerySet[Answer]:
    """Answers whose time is over, soon over, or that nobody has looked at for long; None for every agency's."""
    today = government.today()
    old = clock.now() - dt.timedelta(days=REVIEW_DAYS)
    rows = Answer.objects.filter(government=government, retired_at=None)
    rows = rows if agencies is None else rows.filter(agency__in=agencies)
    return rows.filter(Q(valid_until__lt=today + dt.timedelta(days=14)) | Q(changed_at__lt=old))


def suggest(message: Message, most: int = 5) -> list[Fit]:
    """Answers that may fit what was said, best first: by their words, and by what they were accepted for before."""
    government = message.government
    stamp = Answer.objects.filter(government=government).aggregate(last=Max("changed_at"))["last"]
    replies = Reply.objects.filter(government=government, answer__isnull=False).aggregate(last=Max("id"))["last"]
    if stamp is None:
        return []
    rows, now = usable(government, message.agency), clock.now()
    among = set(rows.values_list("pk", flat=True))
    matches = _library(government.pk, stamp, replies or 0).suggest(message.text, most, among)
    known = rows.select_related("agency", "approved_by").in_bulk([match.id for match in matches])
    fitting = ((known.get(match.id), match) for match in matches)
    return [Fit(answer, match.certainty, match.reason, now - answer.changed_at) for answer, match in fitting if answer]


@lru_cache(maxsize=64)
def _library(government_id: int, stamp: dt.datetime, replies: int) -> Library:
    """Read anew whenever an answer changes or is used; what may be used, and by whom, is asked each time."""
    rows = Answer.objects.filter(government_id=government_id, retired_at=None)
    accepted: dict[int, list[str]] = {}
    used = Reply.objects.filter(government_id=government_id, answer__isnull=False).order_by("-id")
    for answer_id, text in used.values_list("answer_id", "message__text")[:2000]:
        accepted.setdefault(answer_id or 0, []).append(text)
    entries = [
        Entry(row.pk, tuple(row.questions.splitlines()), row.text, tuple(accepted.get(row.pk, ())[:20])) for row in rows
    ]
    return Library(entries)


def _checked(answer: Answer, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        if name in FIELDS:
            setattr(answer, name, value)
    answer.questions = "\n".join(line.strip() for line in answer.questions.splitlines() if line.strip())
    if not answer.questions:
        raise Refused(Reason(_("Tulis setidaknya satu pertanyaan."), field="questions"))
    answer.changed_at = clock.now()
    answer.full_clean()


def _keep_version(answer: Answer, by: Person) -> None:
    content = {name: getattr(answer, name) for name in FIELDS}
    until = answer.valid_until.isoformat() if answer.valid_until else None
    AnswerVersion.objects.create(
        government_id=answer.government_id,
        answer=answer,
        number=answer.version,
        content={**content, "valid_until": until},
        by=by,
        at=answer.changed_at,
    )


@action("answers.write")
def write_answer(
    *, by: Person, agency: Agency, fields: Mapping[str, Any], consultation: Consultation | None = None
) -> Answer:
    """Add an answer; it is suggested once an official has approved it."""
    refuse_if(rules.why_not_keep_answer(agency, by))
    if consultation is not None and consultation.government_id != agency.government_id:
        raise Refused(Reason(_("Konsultasi ini bukan milik pemerintah daerah Anda.")))
    answer = Answer(government=agency.government, agency=agency, written_by=by, consultation=consultation)
    _checked(answer, fields)
    answer.save()
    _keep_version(answer, by)
    record("answers.write", answer, by=by, facts={"consultation": consultation.pk if consultation else None})
    return answer


def _locked(answer: Answer) -> Answer:
    rows = Answer.objects.select_for_update(of=("self",)).select_related("agency__government", "government")
    return rows.get(pk=answer.pk)


@action("answers.change")
def change_answer(*, by: Person, answer: Answer, fields: Mapping[str, Any]) -> Answer:
    """Change an answer: a new version, which must be approved anew."""
    row = _locked(answer)
    refuse_if(rules.why_not_keep_answer(row.agency, by))
    _checked(row, fields)
    row.version, row.written_by, row.approved_by, row.approved_at = row.version + 1, by, None, None
    row.save()
    _keep_version(row, by)
    record("answers.change", row, by=by, facts={"version": row.version})
    return row


@action("answers.approve")
def approve_answer(*, by: Person, answer: Answer, seen_version: int) -> None:
    """Let it be suggested and used, as it was read."""
    row = _locked(answer)
    refuse_if(rules.why_not_approve_answer(row, by))
    if row.version != seen_version:
        raise Refused(Reason(_("Jawaban ini berubah sejak halaman Anda dibuka."), remedy=_("Baca kembali.")))
    row.approved_by, row.approved_at, row.changed_at = by, clock.now(), clock.now()
    row.save()
    record("answers.approve", row, by=by, facts={"version": row.version})


@action("answers.retire")
def retire_answer(*, by: Person, answer: Answer) -> None:
    """Take an answer out of use; what was answered with it stays."""
    row = _locked(answer)
    refuse_if(rules.why_not_keep_answer(row.agency, by))
    row.retired_at = row.changed_at = clock.now()
    row.save()
    record("answers.retire", row, by=by)
