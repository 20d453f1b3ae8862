"""What people do with a message: answer, ask an agency, close, reopen, register, assign, note, classify."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kentongan.cases import rules as case_rules
from kentongan.cases.actions import end_case, open_cases
from kentongan.cases.models import Case, Move
from kentongan.cases.rules import Decision
from kentongan.cases.walking import walk_to
from kentongan.inbox import rules
from kentongan.inbox.consulting import Ask, add_consultation, begin
from kentongan.inbox.models import (
    CLOSINGS,
    INTENTS,
    MESSAGE,
    REQUEST,
    ROLES,
    Answer,
    Message,
    Note,
    Registration,
    Suggestion,
)
from kentongan.inbox.rules import service_procedure
from kentongan.law import clock
from kentongan.law.refusal import Reason, Refused
from kentongan.ledger.actions import action, record
from kentongan.offices.actions import refuse_if
from kentongan.offices.authority import authority
from kentongan.offices.models import Person


@dataclass(frozen=True)
class Seen:
    """What the page showed: up to which version of the thread, which move of the case. `confirmed`: for a signature."""

    thread: int
    move: int
    confirmed: str = ""


def locked_message(message: Message) -> Message:
    """The message as it is now; its case is locked first, as everywhere."""
    Case.objects.select_for_update().get(pk=message.case.pk)
    rows = Message.objects.select_for_update(of=("self",))
    return rows.select_related("agency__government", "government", "thread", "account").get(pk=message.pk)


@transaction.atomic
def save_draft(*, by: Person, message: Message, text: str, answer: Answer | None = None) -> Message:
    """Save a reply as far as it is written. Not in the ledger: nothing is decided before it is sent."""
    refuse_if(rules.why_not_close(message, by))
    message.draft, message.draft_answer, message.drafted_by = text, answer, by
    message.save(update_fields=["draft", "draft_answer", "drafted_by"])
    return message


@action("inbox.answer")
def answer_message(*, by: Person, message: Message, text: str, seen: Seen, answer: Answer | None = None) -> list[Move]:
    """Answer: every step of one's own from here to the reply, in one go; or up to where somebody else must approve it."""
    row = locked_message(message)
    refuse_if(rules.why_not_open(row))
    # The case tells a second answer apart more plainly than the thread does: whose turn it was has passed.
    if row.case.moves_made == seen.move:
        refuse_if(rules.why_not_seen(row, seen.thread))
    refuse_if(case_rules.why_not_act(row.case, by))
    save_draft(by=by, message=row, text=text, answer=answer)
    decision = Decision("", seen.move, confirmed=seen.confirmed)
    made = walk_to(by=by, case=row.case, effect="reply", decision=decision)
    if not made:
        raise Refused(Reason(_("Alur ini tidak dapat dijawab dari langkah ini.")))
    alike = [each.pk for each in row.asked_alike]
    facts = {"steps": [move.step for move in made], "answer": answer.pk if answer else None, "alike": alike}
    record("inbox.answer", row, by=by, appointment=made[-1].appointment, facts=facts)
    return made


@action("inbox.consult")
def ask_agencies(*, by: Person, message: Message, asks: Sequence[Ask], seen: Seen) -> None:
    """Contact the agencies concerned: the steps to it are taken, and each agency's hours begin."""
    row = locked_message(message)
    refuse_if(rules.why_not_open(row))
    if not asks:
        raise Refused(Reason(_("Pilih perangkat daerah yang dihubungi."), field="agency"))
    case = row.case
    asking = case.acting is None  # others are being asked already: one more is
    appointment = authority(by, agency=row.agency, roles=[case.procedure.steps[0].actor])
    refuse_if(None if asking else case_rules.why_not_act(case, by))
    consulted = [add_consultation(row, ask, by=by) for ask in asks]
    if asking:
        contacted = case.moves.latest("number")
        for consultation in consulted:
            begin(consultation, contacted)
    else:
        moves = walk_to(by=by, case=case, effect="consult", decision=Decision("", seen.move))
        if not moves:
            raise Refused(Reason(_("Dari langkah ini instansi lain tidak dapat dihubungi.")))
        appointment = moves[-1].appointment
    facts = {"agencies": [ask.agency.pk for ask in asks]}
    record("inbox.consult", row, by=by, appointment=appointment, facts=facts)


def _withdraw_consultations(message: Message, by: Person, reason: str) -> None:
    for consultation in message.consultations.open():
        case = consultation.case
        appointment = authority(by, agency=message.agency, roles=ROLES)
        consultation.outcome = "withdrawn"
        consultation.save(update_fields=["outcome"])
        end_case(case=case, appointment=appointment, outcome="withdrawn", reason=reason)


@action("inbox.close")
def close_message(*, by: Person, message: Message, closing: str, reason: str = "", number: str = "") -> None:
    """End it without an answer of ours: thanks, spam, abuse, a complaint handed to the national system (its number)."""
    row = locked_message(message)
    refuse_if(rules.why_not_close(row, by))
    if closing not in CLOSINGS:
        raise Refused(Reason(_("Pilih alasan menutup."), field="closing"))
    if closing == "national":
        _register(row, "national", number.strip(), by)
    elif closing not in ("thanks", "spam") and not reason.strip():
        raise Refused(Reason(_("Alasan wajib diisi."), field="reason"))
    appointment = authority(by, agency=row.agency, roles=ROLES)
    _withdraw_consultations(row, by, reason or str(CLOSINGS[closing]))
    words = reason.strip() or str(CLOSINGS[closing])
    end_case(case=row.case, appointment=appointment, outcome=closing, reason=words)
    Message.objects.filter(pk=row.pk).update(closed_as=closing)
    record("inbox.close", row, by=by, appointment=appointment, facts={"as": closing, "reason": reason})


@action("inbox.spam")
def mark_spam(*, by: Person, messages: Sequence[Message]) -> int:
    """Close many as spam at once. Each can be opened again."""
    for message in messages:
        close_message(by=by, message=message, closing="spam")
        decide_suggestion(by=by, message=message, question="spam", label="spam")
    if not messages:
        raise Refused(Reason(_("Pilih dahulu masukannya.")))
    record("inbox.spam", messages[0], by=by, facts={"messages": [message.pk for message in messages]})
    return len(messages)


@action("inbox.reopen")
def reopen_message(*, by: Person, message: Message, reason: str) -> None:
    """Take it up again from the beginning: what was closed by mistake, or is not settled after all."""
    row = locked_message(message)
    refuse_if(rules.why_not_work(row, by))
    if row.open:
        raise Refused(Reason(_("Masukan ini masih terbuka.")))
    if not reason.strip():
        raise Refused(Reason(_("Alasan membuka kembali wajib diisi."), field="reason"))
    _start_anew(row, by, MESSAGE)
    Message.objects.filter(pk=row.pk).update(closed_as="", merged_into=None)
    appointment = authority(by, agency=row.agency, roles=ROLES)
    record("inbox.reopen", row, by=by, appointment=appointment, facts={"reason": reason.strip()})


def _start_anew(row: Message, by: Person, runs_on: str) -> Case:
    procedure = service_procedure(row.agency, runs_on)
    if procedure is None:
        raise Refused(Reason(_("Paket peraturan ini tidak memuat alur untuk itu.")))
    Message.objects.filter(pk=row.pk).update(closed_as="", draft="", draft_answer=None)
    (case,) = open_cases(agency=row.agency, procedure=procedure, subject_ids=[row.pk], by=by)
    running = case.clocks.get()
    Message.objects.filter(pk=row.pk).update(open=True, step=case.step, due_at=running.due_at)
    return case


def _register(row: Message, kind: str, number: str, by: Person) -> Registration:
    if not number:
        raise Refused(Reason(_("Nomor pengaduan wajib diisi."), field="number"))
    if Registration.objects.filter(government_id=row.government_id, kind=kind, number=number).exists():
        raise Refused(Reason(_("Nomor ini sudah dicatat pada masukan lain."), field="number"))
    made = Registration(government_id=row.government_id, message=row, kind=kind, number=number, by=by, at=clock.now())
    made.full_clean()
    made.save()
    return made


@action("inbox.register")
def register_request(*, by: Person, message: Message) -> Registration:
    """Enter a formal information request in the register: its own procedure, with its own days, begins."""
    row = locked_message(message)
    refuse_if(rules.why_not_close(row, by))
    if service_procedure(row.agency, REQUEST) is None:
        raise Refused(Reason(_("Paket peraturan ini tidak memuat alur untuk itu.")))
    appointment = authority(by, agency=row.agency, roles=ROLES)
    year = row.government.today().year
    _withdraw_consultations(row, by, str(_("Dicatat sebagai permohonan informasi.")))
    end_case(case=row.case, appointment=appointment, outcome=REQUEST, reason=str(_("Permohonan informasi")))
    # The government's row is the register: who enters next waits for this number.
    type(row.government).objects.select_for_update().get(pk=row.government_id)
    entered = Registration.objects.filter(government_id=row.government_id, kind=REQUEST, at__year=year).count()
    registered = _register(row, REQUEST, f"{entered + 1:03d}/PI/{year}", by)
    case = _start_anew(row, by, REQUEST)
    facts = {"number": registered.number, "due": case.clocks.get().due_at.isoformat()}
    record("inbox.register", row, by=by, appointment=appointment, facts=facts)
    return registered


@action("inbox.assign")
def assign_message(*, by: Person, message: Message, to: Person | None) -> None:
    """Say who sees to it; None for nobody in particular."""
    row = locked_message(message)
    refuse_if(rules.why_not_close(row, by))
    if to is not None and (to.government_id != row.government_id or rules.why_not_work(row, to)):
        raise Refused(Reason(_("Orang ini tidak ditunjuk di perangkat daerah ini."), field="to"))
    Message.objects.filter(pk=row.pk).update(assignee=to)
    record("inbox.assign", row, by=by, facts={"to": to.pk if to else None})


@action("inbox.note")
def add_note(*, by: Person, message: Message, text: str) -> Note:
    """Leave a remark for colleagues."""
    refuse_if(rules.why_not_work(message, by))
    if not text.strip():
        raise Refused(Reason(_("Catatan masih kosong."), field="text"))
    note = Note.objects.create(
        government_id=message.government_id, message=message, text=text.strip()[:4000], by=by, at=clock.now()
    )
    record("inbox.note", message, by=by)
    return note


QUESTIONS = ("intent", "topic", "agency", "spam", "sentiment", "emergency")


@action("inbox.classify")
def decide_suggestion(*, by: Person, message: Message, question: str, label: str) -> None:
    """Confirm or correct what the text seems to say. The person's word stands, and is learned from."""
    refuse_if(rules.why_not_work(message, by))
    label = label.strip()[:60]
    if question not in QUESTIONS or not label or (question == "intent" and label not in INTENTS):
        raise Refused(Reason(_("Pilih salah satu."), field=question))
    Suggestion.objects.update_or_create(
        message=message,
        question=question,
        defaults={"decided": label, "by": by, "at": clock.now()},
        create_defaults={
            "government_id": message.government_id,
            "label": label,
            "certainty": 1.0,
            "reason": "",
            "decided": label,
            "by": by,
            "at": clock.now(),
        },
    )
    if question in ("intent", "topic"):
        Message.objects.filter(pk=message.pk).update(**{question: label})
    if question == "emergency":
        Message.objects.filter(pk=message.pk).update(emergency=label == "yes")
    record("inbox.classify", message, by=by, facts={"question": question, "label": label})
