"""Asking other agencies, and what becomes of the message when they have answered. Parts of actions, not actions."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kentongan.cases.actions import carry_on, open_cases, take_back
from kentongan.cases.models import Case, Move
from kentongan.inbox.models import CONSULTATION, Consultation, Message
from kentongan.law import clock
from kentongan.law.flow import first_review
from kentongan.law.refusal import Reason, Refused
from kentongan.ledger.actions import record
from kentongan.offices.models import Agency, Person
from kentongan.procedures.rules import default_procedure
from kentongan.reading.personal import mask


@dataclass(frozen=True)
class Ask:
    """What is asked of which agency; `excerpt` is what it may read of the message."""

    agency: Agency
    question: str
    excerpt: str


def add_consultation(message: Message, ask: Ask, *, by: Person, follows: Consultation | None = None) -> Consultation:
    """Write down what an agency is to be asked; it hears of it when the message's case gets there."""
    if not ask.question.strip():
        raise Refused(Reason(_("Tuliskan apa yang ditanyakan."), field="question"))
    if ask.agency.government_id != message.government_id or not ask.agency.active:
        raise Refused(Reason(_("Pilih perangkat daerah di pemerintah daerah Anda."), field="agency"))
    if ask.agency.pk == message.agency_id:
        text, remedy = _("Ini perangkat daerah Anda sendiri."), _("Pilih “telusuri sendiri”.")
        raise Refused(Reason(text, field="agency", remedy=remedy))
    if message.consultations.open().filter(agency=ask.agency).exists():
        raise Refused(Reason(_("Perangkat daerah ini sedang ditanya tentang pesan ini."), field="agency"))
    return Consultation.objects.create(
        government_id=message.government_id,
        message=message,
        asker=message.agency,
        agency=ask.agency,
        question=mask(ask.question.strip()),
        excerpt=mask(ask.excerpt.strip()),
        follows=follows,
        asked_by=by,
        asked_at=clock.now(),
    )


def open_consultations(message: Message, move: Move) -> None:
    """Hand over what was written down and not handed over yet: now the agency's hours run."""
    started = Case.objects.filter(government_id=message.government_id, subject_kind=CONSULTATION)
    waiting = message.consultations.open().select_related("agency__government")
    begun = set(started.filter(subject_id__in=[each.pk for each in waiting]).values_list("subject_id", flat=True))
    for consultation in waiting:
        if consultation.pk not in begun:
            begin(consultation, move)


def begin(consultation: Consultation, move: Move) -> None:
    """Start the consulted agency's case."""
    procedure = default_procedure(consultation.agency.government, CONSULTATION)
    (case,) = open_cases(agency=consultation.agency, procedure=procedure, subject_ids=[consultation.pk], by=move.by)
    facts = {"procedure": procedure.key, "message": consultation.message_id, "asker": consultation.asker_id}
    record("cases.start", case, by=move.by, appointment=move.appointment, facts=facts)


def hand_over(consultation: Consultation, case: Case) -> None:
    """The officer has accepted the answer."""
    consultation.outcome = "accepted"
    consultation.save(update_fields=["outcome"])
    settle(consultation.message, last=None)


def redirect(consultation: Consultation, move: Move) -> None:
    """“Not ours”: on to the next agency. The message's own hours go on running; only the new agency's begin."""
    consultation.outcome = "declined"
    consultation.save(update_fields=["outcome"])
    if consultation.next_agency is None:
        settle(consultation.message, last=move)
        return
    ask = Ask(consultation.next_agency, consultation.question, consultation.excerpt)
    begin(add_consultation(consultation.message, ask, by=move.by, follows=consultation), move)


def settle(message: Message, *, last: Move | None) -> None:
    """When nobody is asked any more: on to the reply with what was answered, or back to whoever decides how to go on."""
    if message.consultations.open().exists():
        return
    answered = message.consultations.filter(outcome="accepted").last()
    case = message.case
    if answered:
        given = answered.case.moves.filter(outcome="accepted").first()
        assert given is not None  # noqa: S101 (accepted answers were handed over)
        carry_on(case=case, done=given)
        return
    again = first_review(case.procedure) or case.procedure.steps[0]
    assert last is not None  # noqa: S101 (nothing accepted: somebody has just given up)
    take_back(case=case, appointment=last.appointment, to=again, reason=last.response or str(_("Tidak ada jawaban.")))
