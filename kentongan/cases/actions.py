"""Everything that changes a case: start, move, sign, send back after an edit, withdraw."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from kentongan.cases import rules
from kentongan.cases.bulk import insert
from kentongan.cases.clocks import extend, start_clock, start_clocks
from kentongan.cases.models import Case, Clock, Extension, Move, ProcedureVersion, Signature, Waiver
from kentongan.cases.rules import Decision
from kentongan.cases.subjects import Subject, subject_of
from kentongan.law import clock
from kentongan.law.flow import first_review, next_step
from kentongan.law.model import Procedure, Step
from kentongan.law.refusal import Reason, Refused
from kentongan.ledger.actions import action, record
from kentongan.offices.actions import refuse_if
from kentongan.offices.authority import authority
from kentongan.offices.models import Agency, Appointment, Government, Person


def version_of(government: Government, procedure: Procedure) -> ProcedureVersion:
    """The stored version of a procedure, made when it is used for the first time."""
    definition = procedure.model_dump(mode="json")
    digest = hashlib.sha256(json.dumps(definition, sort_keys=True).encode()).hexdigest()
    version, _made = ProcedureVersion.objects.get_or_create(
        government=government, key=procedure.key, digest=digest, defaults={"definition": definition}
    )
    return version


@action("cases.start")
def start_case(*, by: Person, agency: Agency, procedure: Procedure, subject_id: int) -> Case:
    """Start a procedure on a subject; the first step's actor starts it."""
    first = procedure.steps[0]
    appointment = authority(by, agency=agency, roles=[first.actor])
    case = Case.objects.create(
        government=agency.government,
        agency=agency,
        acting=agency,
        procedure_version=version_of(agency.government, procedure),
        subject_kind=procedure.subject,
        subject_id=subject_id,
        step=first.key,
        started_by=by,
        started_at=clock.now(),
    )
    subject = subject_of(case)
    row = subject.get(subject_id)
    subject.stands(row, case, start_clock(case, first, event=subject.event_end(row)))
    record("cases.start", case, by=by, appointment=appointment, facts={"procedure": procedure.key})
    return case


def locked(case: Case) -> tuple[Case, Subject, Any]:
    """The case as it is now, locked, with its subject and the subject's row (locked as well)."""
    fresh = (
        Case.objects.select_for_update(of=("self",))
        .select_related("procedure_version", "agency__government", "acting__government", "government")
        .get(pk=case.pk)
    )
    subject = subject_of(fresh)
    return fresh, subject, subject.get(fresh.subject_id)


def _add_move(case: Case, step: Step, decision: Decision, appointment: Appointment, content_hash: str) -> Move:
    case.moves_made += 1
    return Move.objects.create(
        government=case.government,
        case=case,
        number=case.moves_made,
        step=step.key,
        outcome=decision.outcome,
        by=appointment.person,
        appointment=appointment,
        response=decision.response.strip(),
        late_reason=decision.late_reason.strip(),
        content_hash=content_hash,
        revision=case.revision,
        at=clock.now(),
    )


def _stop_clock(case: Case, move: Move) -> Clock:
    running = case.clocks.get(stopped_at=None)
    running.stopped_at, running.stopped_by = move.at, move
    running.save(update_fields=["stopped_at", "stopped_by"])
    return running


def _go_to(case: Case, step: Step | None, subject: Subject, row: Any) -> None:
    case.step = step.key if step else ""
    case.ended_at = None if step else clock.now()
    case.acting = None if step is None else subject.elsewhere(row) if step.elsewhere else case.agency
    case.save()
    subject.stands(row, case, start_clock(case, step, event=subject.event_end(row)) if step else None)


def _sign(case: Case, appointment: Appointment, content_hash: str, method: str) -> Signature:
    return Signature.objects.create(
        government=case.government,
        case=case,
        content_hash=content_hash,
        revision=case.revision,
        role=appointment.role,
        by=appointment.person,
        appointment=appointment,
        method=method,
        at=clock.now(),
    )


@action("cases.move")
def move_case(*, by: Person, case: Case, decision: Decision) -> Move:
    """Take the current step with one of its outcomes, and let the case go on to the next."""
    case, subject, row = locked(case)
    reasons = rules.why_not_move(case, by, row, decision)
    step = case.current_step
    if reasons or step is None:
        raise Refused(*reasons)
    assert case.acting is not None  # noqa: S101 (why_not_move has said so)
    appointment = authority(by, agency=case.acting, roles=[step.actor])
    content_hash = subject.content_hash(row)
    move = _add_move(case, step, decision, appointment, content_hash)
    running = _stop_clock(case, move)
    if step.sign and decision.outcome != "rejected":
        _sign(case, appointment, content_hash, decision.confirmed)
    if decision.outcome == "rejected":
        case.revision += 1
    subject.moved(row, move)
    _go_to(case, next_step(case.procedure, step.key, decision.outcome), subject, row)
    if step.effect and decision.outcome != "rejected":
        subject.perform(step.effect, row, case, move)
    facts = {"step": step.key, "outcome": decision.outcome, "hash": content_hash, "late": running.is_late()}
    record(
        "cases.move",
        case,
        by=by,
        appointment=appointment,
        facts={**facts, "move": move.number, "response": move.response},
    )
    return move


@action("cases.sign")
def sign_case(*, by: Person, case: Case, role: str, seen_hash: str, method: str) -> Signature:
    """Add a signature that the waiting step accepts (L row 5: "dan/atau")."""
    case, subject, row = locked(case)
    refuse_if(rules.why_not_sign(case, by, row, role))
    content_hash = subject.content_hash(row)
    if content_hash != seen_hash:
        raise Refused(
            Reason(_("Isi konten berubah sejak halaman Anda dibuka."), remedy=_("Baca kembali sebelum bertindak."))
        )
    appointment = authority(by, agency=case.agency, roles=[role])
    signature = _sign(case, appointment, content_hash, method)
    record("cases.sign", case, by=by, appointment=appointment, facts={"role": role, "hash": content_hash})
    return signature


@action("cases.waive")
def waive_requirement(*, by: Person, case: Case, requirement: str, reason: str) -> Waiver:
    """Let this case do without a requirement, with a written reason (L row 1: fewer than four photos)."""
    case, _subject, row = locked(case)
    refuse_if(rules.why_not_waive(case, by, row, requirement))
    if not reason.strip():
        raise Refused(Reason(_("Alasan pengecualian wajib diisi."), field="reason"))
    appointment = authority(by, agency=case.agency, roles=[rules.waiving_role(case, requirement) or ""])
    waiver = Waiver(
        government=case.government,
        case=case,
        requirement=requirement,
        reason=reason.strip(),
        by=by,
        appointment=appointment,
        at=clock.now(),
    )
    waiver.full_clean()
    waiver.save()
    facts = {"requirement": requirement, "reason": waiver.reason}
    record("cases.waive", case, by=by, appointment=appointment, facts=facts)
    return waiver


def send_back_after_edit(*, case: Case, appointment: Appointment, reason: str) -> Move | None:
    """An edit outside its step voids what was approved: the case goes back to its first review. Part of the edit's action.

    None when the case stands there already, or has no review.
    """
    case, subject, row = locked(case)
    review, step = first_review(case.procedure), case.current_step
    if review is None or step is None or step.key in (review.key, case.procedure.steps[0].key):
        return None
    decision = Decision(outcome="edited", seen_move=case.moves_made, response=reason)
    move = _add_move(case, step, decision, appointment, subject.content_hash(row))
    _stop_clock(case, move)
    case.revision += 1
    subject.moved(row, move)
    _go_to(case, review, subject, row)
    return move


def open_cases(
    *, agency: Agency, procedure: Procedure, subject_ids: Sequence[int], by: Person | None = None
) -> list[Case]:
    """Start a procedure on many subjects at once, for an agency that did not ask for it. Part of an action.

    The caller keeps what `Subject.stands` would say: all stand on the first step, with the same clock.
    """
    version, now, first = version_of(agency.government, procedure), clock.now(), procedure.steps[0]
    cases = [
        Case(
            government=agency.government,
            agency=agency,
            acting=agency,
            procedure_version=version,
            subject_kind=procedure.subject,
            subject_id=subject_id,
            step=first.key,
            started_by=by,
            started_at=now,
        )
        for subject_id in subject_ids
    ]
    insert(cases)
    start_clocks(cases, first, started_at=now)
    return cases


def carry_on(*, case: Case, done: Move) -> Move:
    """Other agencies' cases have done the current step's work: go on in the name of who did it. Part of an action."""
    case, subject, row = locked(case)
    step = case.current_step
    if step is None or not step.elsewhere or case.acting is not None:
        raise Refused(Reason(_("Langkah ini tidak menunggu instansi lain."), remedy=_("Muat ulang halaman.")))
    decision = Decision(step.outcomes[0].key, case.moves_made, response=done.response)
    move = _add_move(case, step, decision, done.appointment, subject.content_hash(row))
    _stop_clock(case, move)
    subject.moved(row, move)
    _go_to(case, next_step(case.procedure, step.key, decision.outcome), subject, row)
    return move


def take_back(*, case: Case, appointment: Appointment, to: Step, reason: str) -> Move:
    """The current step's work is not to be had elsewhere: the case goes to `to`, with the reason. Part of an action."""
    case, subject, row = locked(case)
    step = case.current_step
    if step is None:
        raise Refused(Reason(_("Alur ini sudah selesai.")))
    decision = Decision("returned", case.moves_made, response=reason)
    move = _add_move(case, step, decision, appointment, subject.content_hash(row))
    _stop_clock(case, move)
    subject.moved(row, move)
    _go_to(case, to, subject, row)
    return move


def end_case(*, case: Case, appointment: Appointment, outcome: str, reason: str) -> Move:
    """End a case before its last step, for a reason that the procedure does not know. Part of an action."""
    case, subject, row = locked(case)
    step = case.current_step
    if step is None:
        raise Refused(Reason(_("Alur ini sudah selesai.")))
    decision = Decision(outcome=outcome, seen_move=case.moves_made, response=reason)
    move = _add_move(case, step, decision, appointment, subject.content_hash(row))
    _stop_clock(case, move)
    case.withdrawn = True
    _go_to(case, None, subject, row)
    return move


@action("cases.withdraw")
def withdraw_case(*, by: Person, case: Case, reason: str) -> Move:
    """Give a case up before it has had its effect. Kept with its reason; only those who may start it may end it so."""
    appointment = authority(by, agency=case.agency, roles=[case.procedure.steps[0].actor])
    if not reason.strip():
        raise Refused(Reason(_("Alasan penarikan wajib diisi."), field="reason"))
    move = end_case(case=case, appointment=appointment, outcome="withdrawn", reason=reason)
    record("cases.withdraw", case, by=by, appointment=appointment, facts={"reason": reason})
    return move


@action("cases.extend")
def extend_clock(*, by: Person, case: Case, reason: str) -> Extension:
    """Give the current step the extension that the procedure allows once, with its reason."""
    case, subject, row = locked(case)
    step = case.current_step
    refuse_if(rules.why_not_extend(case, by))
    assert step is not None  # noqa: S101 (the rule has said so)
    assert case.acting is not None  # noqa: S101 (the same)
    if not reason.strip():
        raise Refused(Reason(_("Alasan perpanjangan wajib diisi."), field="reason"))
    appointment = authority(by, agency=case.acting, roles=[step.actor])
    running = case.clocks.get(stopped_at=None)
    extension = Extension.objects.create(
        government=case.government,
        clock=running,
        due_before=running.due_at,
        reason=reason.strip(),
        by=by,
        appointment=appointment,
        at=clock.now(),
    )
    extend(running, case, step, event=subject.event_end(row))
    subject.stands(row, case, running)
    facts = {"step": step.key, "from": extension.due_before.isoformat(), "to": running.due_at.isoformat()}
    record("cases.extend", case, by=by, appointment=appointment, facts={**facts, "reason": extension.reason})
    return extension
