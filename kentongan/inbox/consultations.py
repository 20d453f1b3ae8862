"""What people do with a consultation: prepare the answer, name the next agency, withdraw it. Its steps are the engine's."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kentongan.cases import rules as case_rules
from kentongan.cases.actions import end_case, move_case
from kentongan.cases.models import Case
from kentongan.cases.rules import Decision
from kentongan.inbox import rules
from kentongan.inbox.consulting import settle
from kentongan.inbox.models import ROLES, Consultation
from kentongan.law.refusal import Reason, Refused
from kentongan.ledger.actions import action, record
from kentongan.offices.actions import refuse_if
from kentongan.offices.authority import authority
from kentongan.offices.models import Agency, Person


def locked_consultation(consultation: Consultation) -> Consultation:
    Case.objects.select_for_update().get(pk=consultation.case.pk)
    related = ("agency__government", "asker__government", "message__agency__government", "government")
    rows = Consultation.objects.select_for_update(of=("self",)).select_related(*related)
    return rows.get(pk=consultation.pk)


@transaction.atomic
def draft_answer(*, by: Person, consultation: Consultation, text: str) -> Consultation:
    """Save the agency's answer as far as it is written. Handing it over is the official's step."""
    row = locked_consultation(consultation)
    refuse_if(rules.why_not_answer_consultation(row, by))
    row.answer = text
    row.full_clean(exclude=["next_agency"])
    row.save(update_fields=["answer"])
    return row


@action("inbox.hand_over")
def hand_over_answer(*, by: Person, consultation: Consultation, text: str, decision: Decision) -> None:
    """Hand the answer over as it is written now: the official's step, with the words that were on the page."""
    row = draft_answer(by=by, consultation=consultation, text=text)
    move = move_case(by=by, case=row.case, decision=decision)
    facts = {"hash": move.content_hash, "outcome": move.outcome}
    record("inbox.hand_over", row, by=by, appointment=move.appointment, facts=facts)


@action("inbox.redirect")
def pass_on(*, by: Person, consultation: Consultation, agency: Agency | None, seen_move: int) -> None:
    """After “not ours”: ask that agency next; None takes the question back."""
    row = locked_consultation(consultation)
    case = row.case
    refuse_if(case_rules.why_not_act(case, by))
    step = case.current_step
    if step is None or step.effect != "redirect":
        raise Refused(Reason(_("Konsultasi ini tidak menunggu diteruskan.")))
    if agency is not None and agency.pk in (row.agency_id, row.asker_id):
        raise Refused(Reason(_("Pilih perangkat daerah lain di pemerintah daerah Anda."), field="agency"))
    row.next_agency = agency
    row.save(update_fields=["next_agency"])
    move = move_case(by=by, case=case, decision=Decision("done", seen_move))
    facts = {"to": agency.pk if agency else None}
    record("inbox.redirect", row, by=by, appointment=move.appointment, facts=facts)


@action("inbox.withdraw_consultation")
def withdraw_consultation(*, by: Person, consultation: Consultation, reason: str) -> None:
    """Ask no longer. The message goes on with what others have answered, or back to whoever decides how to go on."""
    row = locked_consultation(consultation)
    refuse_if(rules.why_not_ask(row, by))
    if row.outcome:
        raise Refused(Reason(_("Konsultasi ini sudah selesai.")))
    if not reason.strip():
        raise Refused(Reason(_("Alasan penarikan wajib diisi."), field="reason"))
    appointment = authority(by, agency=row.asker, roles=ROLES)
    row.outcome = "withdrawn"
    row.save(update_fields=["outcome"])
    move = end_case(case=row.case, appointment=appointment, outcome="withdrawn", reason=reason.strip())
    settle(row.message, last=move)
    record("inbox.withdraw_consultation", row, by=by, appointment=appointment, facts={"reason": reason.strip()})
