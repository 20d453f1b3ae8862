"""One delivery: where it is, its attempts, and what a person can do about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kentongan.cases.subjects import Shown, shown_of
from kentongan.files.store import open_stored
from kentongan.law.refusal import Refused
from kentongan.networks.manual.guide import guide
from kentongan.offices.web import PersonRequest, attempt, put_into, signed_in
from kentongan.posts import rules, tending
from kentongan.posts.content import outgoing
from kentongan.posts.forms import EvidenceForm
from kentongan.posts.models import Delivery
from kentongan.posts.tending import Evidence
from kentongan.posts.views.access import delivery_or_404


def _context(request: PersonRequest, delivery: Delivery, form: EvidenceForm) -> dict[str, Any]:
    message = outgoing(delivery)
    return {
        "delivery": delivery,
        "shown": _shown(delivery),
        "post": delivery.version.post if delivery.version else None,
        "message": message,
        "guide": guide(message, delivery.account.network) if delivery.state == "by_hand" else None,
        "attempts": delivery.attempts.select_related("result"),
        "refused": rules.why_not_tend(delivery, request.user),
        "blocked": rules.why_not_send(delivery) if delivery.state in ("by_hand", "stopped") else None,
        "form": form,
    }


def _shown(delivery: Delivery) -> Shown:
    """What it is part of: the post, or the message that it answers."""
    return shown_of([delivery.move.case])[delivery.move.case_id]


@require_safe
@signed_in
def detail(request: PersonRequest, pk: int) -> HttpResponse:
    return render(request, "posts/delivery.html", _context(request, delivery_or_404(request, pk), EvidenceForm()))


def _with_evidence(request: PersonRequest, pk: int, act: Any, done: str) -> HttpResponse:
    delivery = delivery_or_404(request, pk)
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        entered = form.cleaned_data
        evidence = Evidence(entered["permalink"], entered["published_at"], entered["screenshot"])
        try:
            act(by=request.user, delivery=delivery, evidence=evidence)
        except (Refused, ValidationError) as error:
            put_into(form, error)
        else:
            messages.success(request, done)
            return redirect(_shown(delivery).path)
    return render(request, "posts/delivery.html", _context(request, delivery_or_404(request, pk), form), status=409)


@require_POST
@signed_in
def record(request: PersonRequest, pk: int) -> HttpResponse:
    """Record a publication by hand with its evidence."""
    return _with_evidence(request, pk, tending.record_by_hand, _("Bukti tayang dicatat."))


@require_POST
@signed_in
def confirm(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that an unknown delivery is there."""
    return _with_evidence(request, pk, tending.confirm_unknown, _("Dipastikan tayang."))


@require_POST
@signed_in
def again(request: PersonRequest, pk: int) -> HttpResponse:
    """Try once more."""
    delivery = delivery_or_404(request, pk)
    attempt(request, lambda: tending.send_again(by=request.user, delivery=delivery), _("Akan dicoba lagi."))
    return redirect("posts:delivery", pk)


@require_POST
@signed_in
def call_off(request: PersonRequest, pk: int) -> HttpResponse:
    """Give it up, with a reason."""
    delivery = delivery_or_404(request, pk)
    reason = request.POST.get("reason", "")
    attempt(
        request,
        lambda: tending.call_off(by=request.user, delivery=delivery, reason=reason),
        _("Pengiriman dibatalkan."),
    )
    return redirect("posts:delivery", pk)


@require_safe
@signed_in
def evidence(request: PersonRequest, pk: int) -> FileResponse:
    """The picture that proves a publication by hand."""
    delivery = delivery_or_404(request, pk)
    if not delivery.evidence_sha256:
        raise Http404
    response = FileResponse(open_stored(delivery.evidence_sha256), content_type="image/jpeg")
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
