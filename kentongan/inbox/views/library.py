"""The answer library."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kentongan.inbox import library, rules
from kentongan.inbox.forms import AnswerForm
from kentongan.inbox.models import Answer, Consultation
from kentongan.inbox.views.access import agencies_for, answer_or_404
from kentongan.law.refusal import Reason
from kentongan.offices.web import PersonRequest, attempt, entered, page_of, signed_in


@require_safe
@signed_in
def index(request: PersonRequest) -> HttpResponse:
    rows = Answer.objects.filter(government_id=request.user.government_id, retired_at=None)
    words = request.GET.get("q", "").strip()[:200]
    if words:
        rows = rows.filter(questions__icontains=words) | rows.filter(text__icontains=words)
    own = list(agencies_for(request.user))
    page = {
        "page": page_of(rows.select_related("agency"), request),
        "review": library.due_for_review(request.user.government, [agency.pk for agency in own]).select_related(
            "agency"
        )[:20],
        "may_write": bool(own),
        "words": words,
    }
    return render(request, "inbox/answers.html", page)


@require_safe
@signed_in
def detail(request: PersonRequest, pk: int) -> HttpResponse:
    answer = answer_or_404(request, pk)
    page = {
        "answer": answer,
        "versions": answer.versions.select_related("by"),
        "refused": rules.why_not_keep_answer(answer.agency, request.user),
        "why_not_approve": rules.why_not_approve_answer(answer, request.user),
    }
    return render(request, "inbox/answer.html", page)


@signed_in
def write(request: PersonRequest) -> HttpResponse:
    """A new answer; from an accepted consultation it begins with what was answered."""
    agencies = agencies_for(request.user)
    source = _source(request)
    initial: dict[str, Any] = {}
    if source is not None:
        initial = {"questions": source.question, "text": source.used or source.answer}
        own = agencies.filter(pk__in=[source.agency_id, source.asker_id])
        initial["agency"] = own.filter(pk=source.agency_id).first() or own.first()
    form = AnswerForm(request.POST or None, agencies=agencies, initial=initial)

    def act(given: dict[str, Any]) -> None:
        agency = given.pop("agency")
        library.write_answer(by=request.user, agency=agency, fields=given, consultation=source)

    refused = None if agencies else Reason(_("Anda belum ditunjuk di suatu perangkat daerah."))
    return entered(request, form, act, title=_("Jawaban baru"), back=reverse("inbox:answers"), refused=refused)


def _source(request: PersonRequest) -> Consultation | None:
    pk = request.GET.get("konsultasi", "")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    return get_object_or_404(Consultation.objects.visible_to(request.user).filter(outcome="accepted"), pk=int(pk))


@signed_in
def change(request: PersonRequest, pk: int) -> HttpResponse:
    answer = answer_or_404(request, pk)
    form = AnswerForm(request.POST or None, instance=answer, agencies=agencies_for(request.user))

    def act(given: dict[str, Any]) -> None:
        given.pop("agency")
        library.change_answer(by=request.user, answer=answer, fields=given)

    refused = rules.why_not_keep_answer(answer.agency, request.user)
    back = reverse("inbox:library_answer", args=[pk])
    return entered(request, form, act, title=_("Ubah jawaban"), back=back, refused=refused)


@require_POST
@signed_in
def approve(request: PersonRequest, pk: int) -> HttpResponse:
    """Let it be suggested, as it was read."""
    answer, seen = answer_or_404(request, pk), request.POST.get("version", "")
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0
    attempt(
        request,
        lambda: library.approve_answer(by=request.user, answer=answer, seen_version=version),
        _("Disetujui; mulai sekarang disarankan."),
    )
    return redirect("inbox:library_answer", pk)


@require_POST
@signed_in
def retire(request: PersonRequest, pk: int) -> HttpResponse:
    answer = answer_or_404(request, pk)
    attempt(request, lambda: library.retire_answer(by=request.user, answer=answer), _("Tidak dipakai lagi."))
    return redirect("inbox:library_answer", pk)
