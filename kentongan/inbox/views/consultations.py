"""The consulted agency's page, and the asker's side of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kentongan.cases.rules import Decision
from kentongan.cases.web import case_context, decide
from kentongan.inbox import consultations as acts
from kentongan.inbox import rules
from kentongan.inbox.consultation import ConsultationSubject
from kentongan.inbox.forms import ConsultationAnswerForm, PassOnForm
from kentongan.inbox.models import Consultation, Message
from kentongan.inbox.views.access import agencies_for, consultation_or_404, other_agencies
from kentongan.law.refusal import Refused
from kentongan.offices.web import PersonRequest, attempt, reasons_of, signed_in


@require_safe
@signed_in
def index(request: PersonRequest) -> HttpResponse:
    """What one's agencies were asked, and what they asked."""
    rows = Consultation.objects.visible_to(request.user).select_related("agency", "asker")
    page = {"waiting": rows.open().order_by("-id")[:100], "done": rows.exclude(outcome="").order_by("-id")[:50]}
    return render(request, "inbox/consultations.html", page)


def _context(request: PersonRequest, row: Consultation) -> dict[str, Any]:
    case = row.case
    seen = {"seen_move": case.moves_made, "answer": row.answer}
    asking = rules.why_not_ask(row, request.user) is None
    return {
        "consultation": row,
        "row": row,
        "move_url": "inbox:consultation_move",
        **case_context(request, case, row, ConsultationSubject().content_hash(row)),
        "may_draft": rules.why_not_answer_consultation(row, request.user) is None,
        "may_ask": asking,
        "readable": asking and Message.objects.visible_to(request.user).filter(pk=row.message_id).exists(),
        "form": ConsultationAnswerForm(initial=seen),
        "pass_form": PassOnForm(
            agencies=other_agencies(row.asker_id, row.government_id).exclude(pk=row.agency_id), initial=seen
        ),
        "versions": row.versions.select_related("by"),
        "own": agencies_for(request.user),
    }


@require_safe
@signed_in
def detail(request: PersonRequest, pk: int) -> HttpResponse:
    return render(request, "inbox/consultation.html", _context(request, consultation_or_404(request, pk)))


def _done(request: PersonRequest, pk: int, act: Callable[[dict[str, Any]], None], done: str) -> HttpResponse:
    form = ConsultationAnswerForm(request.POST)
    row = consultation_or_404(request, pk)
    try:
        if not form.is_valid():
            return redirect("inbox:consultation", pk)
        act(form.cleaned_data)
    except Refused as error:
        page = {**_context(request, row), "form": form, "refused": reasons_of(error)}
        return render(request, "inbox/consultation.html", page, status=409)
    messages.success(request, done)
    return redirect("inbox:consultation", pk)


@require_POST
@signed_in
def save(request: PersonRequest, pk: int) -> HttpResponse:
    """Keep the answer as far as it is written (called by the page while one types)."""
    row, form = consultation_or_404(request, pk), ConsultationAnswerForm(request.POST)
    text = form.data.get("answer", "")
    try:
        acts.draft_answer(by=request.user, consultation=row, text=text)
    except Refused as error:
        return HttpResponse(str(error), status=409, content_type="text/plain; charset=utf-8")
    return HttpResponse(_("Tersimpan."), content_type="text/plain; charset=utf-8")


@require_POST
@signed_in
def hand_over(request: PersonRequest, pk: int) -> HttpResponse:
    """Send the answer to whoever asked."""
    row = consultation_or_404(request, pk)

    def act(given: dict[str, Any]) -> None:
        decision = Decision("accepted", given["seen_move"], late_reason=given["late_reason"])
        acts.hand_over_answer(by=request.user, consultation=row, text=given["answer"], decision=decision)

    return _done(request, pk, act, _("Jawaban dikirim kepada petugas."))


@require_POST
@signed_in
def move(request: PersonRequest, pk: int, outcome: str) -> HttpResponse:
    """Take the current step as the procedure has it: not ours, accept, return."""
    row = consultation_or_404(request, pk)
    given, refused = decide(request, row.case, outcome)
    if refused:
        page = {
            **_context(request, consultation_or_404(request, pk)),
            "refused": refused,
            "entered": given,
            "tried": outcome,
        }
        return render(request, "inbox/consultation.html", page, status=409)
    return redirect("inbox:consultation", pk)


@require_POST
@signed_in
def pass_on(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask another agency, or take the question back."""
    row = consultation_or_404(request, pk)
    form = PassOnForm(request.POST, agencies=other_agencies(row.asker_id, row.government_id))
    if form.is_valid():
        given = form.cleaned_data
        attempt(
            request,
            lambda: acts.pass_on(
                by=request.user, consultation=row, agency=given["agency"], seen_move=given["seen_move"]
            ),
            _("Diteruskan."),
        )
    return redirect("inbox:consultation", pk)


@require_POST
@signed_in
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask no longer."""
    row, reason = consultation_or_404(request, pk), request.POST.get("reason", "")
    attempt(
        request,
        lambda: acts.withdraw_consultation(by=request.user, consultation=row, reason=reason),
        _("Konsultasi ditarik."),
    )
    return redirect("inbox:consultation", pk)
