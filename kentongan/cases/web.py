"""What the page of any subject shows of its case: the procedure with where it stands, and what can be decided now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from kentongan.cases import actions, rules
from kentongan.cases.models import Case, Clock, Move
from kentongan.cases.rules import Decision
from kentongan.law.flow import standard_minutes
from kentongan.law.model import Outcome, Step
from kentongan.law.refusal import Reason, Refused
from kentongan.law.svg import to_svg
from kentongan.offices.models import Person
from kentongan.offices.web import PersonRequest, attempt, confirmed_as, has_passkey


class DecisionForm(forms.Form):
    """What goes with a decision: the written response, why it is late, the signature's password."""

    response = forms.CharField(label=_("Tanggapan tertulis"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    late_reason = forms.CharField(label=_("Alasan terlambat"), required=False, max_length=300)
    password = forms.CharField(
        label=_("Kata sandi Anda, untuk menandatangani"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    seen_move = forms.IntegerField(widget=forms.HiddenInput)
    seen_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)


@dataclass(frozen=True)
class Stage:
    """One step of the procedure as the page draws it."""

    step: Step
    actor: str
    state: str  # "done", "here", "ahead"
    move: Move | None
    clock: Clock | None


def stages_of(case: Case, ran: Sequence[Clock]) -> list[Stage]:
    """The whole procedure with where it stands; a step taken several times shows its last time."""
    moves = {move.step: move for move in case.moves.select_related("by").all() if move.outcome != "edited"}
    clocks = {running.step: running for running in ran}
    here = case.current_step
    found = []
    for step in case.procedure.steps:
        done = here is None or step.number < here.number
        state = "here" if here and step.key == here.key else "done" if done and step.key in moves else "ahead"
        found.append(
            Stage(
                step,
                case.procedure.actors.get(step.actor, step.actor),
                state,
                moves.get(step.key),
                clocks.get(step.key),
            )
        )
    return found


@dataclass(frozen=True)
class Choice:
    """A decision that the page offers, with every reason why it would be refused now."""

    outcome: Outcome
    reasons: list[Reason]
    form: DecisionForm


def choices_of(case: Case, row: Any, person: Person, content_hash: str) -> list[Choice]:
    """The outcomes of the current step, for whose turn it is, with the reasons that the action itself would give."""
    step = case.current_step
    if step is None:
        return []
    found = []
    for outcome in step.outcomes:
        # What the form will bring is taken as given: the page shows what stands against the decision itself.
        decision = Decision(outcome.key, case.moves_made, content_hash, response="-", confirmed="password")
        form = DecisionForm(
            initial={"seen_move": case.moves_made, "seen_hash": content_hash}, prefix=None, auto_id=f"{outcome.key}-%s"
        )
        found.append(Choice(outcome, list(rules.why_not_move(case, person, row, decision)), form))
    return found


def signable_roles(case: Case, row: Any, person: Person) -> list[str]:
    """Roles in which this person can add a signature now."""
    step = case.current_step
    if step is None or step.signed_by is None:
        return []
    return [role for role in step.signed_by.of if rules.why_not_sign(case, person, row, role) is None]


def case_context(request: PersonRequest, case: Case, row: Any, content_hash: str) -> dict[str, Any]:
    """What the shared templates of a case read."""
    step, ran = case.current_step, list(case.clocks.order_by("id"))
    turn = rules.why_not_act(case, request.user) if step else None
    return {
        "case": case,
        "step": step,
        "running": case.running[0] if case.running else None,  # type: ignore[attr-defined]  # prefetched by with_clock
        "stages": stages_of(case, ran),
        "choices": [] if turn else choices_of(case, row, request.user, content_hash),
        "turn": turn,
        "missing": rules.missing(case, step, row) if step else [],
        "signable": signable_roles(case, row, request.user),
        "signatures": case.signatures.on(content_hash, case.revision).select_related("by"),
        "moves": case.moves.select_related("by"),
        "content_hash": content_hash,
        "drawing": to_svg(case.procedure, here=case.step or None),
        "standard": standard_minutes(case.procedure),
        "taken": sum((each.took() for each in ran), dt.timedelta()),
        "confirmed": confirmed_as(request, ""),
        "has_passkey": step is not None and (step.sign or bool(step.signed_by)) and has_passkey(request.user),
    }


def decide(request: PersonRequest, case: Case, outcome: str) -> tuple[dict[str, Any], Sequence[Any]]:
    """Take the step with what was posted. Returns what was entered and the reasons against; none means it is done."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return {}, [translate("Muat ulang halaman ini.")]
    given = form.cleaned_data
    decision = Decision(
        outcome=outcome,
        seen_move=given["seen_move"],
        seen_hash=given["seen_hash"],
        response=given["response"],
        late_reason=given["late_reason"],
        confirmed=confirmed_as(request, given["password"]),
    )
    try:
        made = actions.move_case(by=request.user, case=case, decision=decision)
    except Refused as error:
        return given, error.reasons
    done = translate("Tercatat: langkah %(step)s.") % {"step": case.procedure.step(made.step).number}
    messages.success(request, done)
    return given, ()


def add_signature(request: PersonRequest, case: Case, role: str) -> bool:
    """Sign in one's role with what was posted; say that it is done, or why it was refused."""
    method = confirmed_as(request, request.POST.get("password", ""))

    def act() -> None:
        if not method:
            text, remedy = _("Kata sandi tidak cocok."), _("Masukkan kembali kata sandi Anda untuk menandatangani.")
            raise Refused(Reason(text, field="password", remedy=remedy))
        seen = request.POST.get("seen_hash", "")
        actions.sign_case(by=request.user, case=case, role=role, seen_hash=seen, method=method)

    return attempt(request, act, translate("Tanda tangan dicatat."))
