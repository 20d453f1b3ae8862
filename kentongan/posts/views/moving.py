"""Taking a step, signing, affirming the ethics, withdrawing."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kentongan.cases import actions
from kentongan.cases.rules import Decision
from kentongan.law.refusal import Reason, Refused
from kentongan.offices.web import PersonRequest, attempt, confirmed_as, signed_in
from kentongan.posts import actions as post_actions
from kentongan.posts.forms import DecisionForm
from kentongan.posts.views.access import post_or_404
from kentongan.posts.views.reading import detail_context


@require_POST
@signed_in
def move(request: PersonRequest, pk: int, outcome: str) -> HttpResponse:
    """Take the current step with this outcome. What was written stays on the page when it is refused."""
    post = post_or_404(request, pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return render(
            request,
            "posts/detail.html",
            {**detail_context(request, post), "refused": [_("Muat ulang halaman ini.")]},
            status=422,
        )
    entered = form.cleaned_data
    decision = Decision(
        outcome=outcome,
        seen_move=entered["seen_move"],
        seen_hash=entered["seen_hash"],
        response=entered["response"],
        late_reason=entered["late_reason"],
        confirmed=confirmed_as(request, entered["password"]),
    )
    try:
        made = actions.move_case(by=request.user, case=post.case, decision=decision)
    except Refused as error:
        page = {**detail_context(request, post), "refused": error.reasons, "tried": outcome, "entered": entered}
        return render(request, "posts/detail.html", page, status=409)
    attempt(
        request, lambda: None, _("Tercatat: langkah %(step)s.") % {"step": post.case.procedure.step(made.step).number}
    )
    return redirect("posts:detail", pk)


@require_POST
@signed_in
def sign(request: PersonRequest, pk: int, role: str) -> HttpResponse:
    """Add a signature in one's role."""
    post = post_or_404(request, pk)
    method = confirmed_as(request, request.POST.get("password", ""))

    def act() -> None:
        if not method:
            raise Refused(_wrong_password())
        actions.sign_case(
            by=request.user, case=post.case, role=role, seen_hash=request.POST.get("seen_hash", ""), method=method
        )

    attempt(request, act, _("Tanda tangan dicatat."))
    return redirect("posts:detail", pk)


def _wrong_password() -> Reason:
    return Reason(
        _("Kata sandi tidak cocok."),
        field="password",
        remedy=_("Masukkan kembali kata sandi Anda untuk menandatangani."),
    )


@require_POST
@signed_in
def affirm(request: PersonRequest, pk: int) -> HttpResponse:
    """Sign the checklist of ethics for the content that was read."""
    post = post_or_404(request, pk)
    attempt(
        request,
        lambda: post_actions.affirm_ethics(by=request.user, post=post, seen_hash=request.POST.get("seen_hash", "")),
        _("Daftar periksa etika ditandatangani."),
    )
    return redirect("posts:detail", pk)


@require_POST
@signed_in
def waive(request: PersonRequest, pk: int, requirement: str) -> HttpResponse:
    """Let this post do without something the step requires, with a written reason."""
    post = post_or_404(request, pk)
    reason = request.POST.get("reason", "")
    attempt(
        request,
        lambda: actions.waive_requirement(by=request.user, case=post.case, requirement=requirement, reason=reason),
        _("Pengecualian dicatat."),
    )
    return redirect("posts:detail", pk)


@require_POST
@signed_in
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Give the post up, with a reason."""
    post = post_or_404(request, pk)
    reason = request.POST.get("reason", "")
    attempt(request, lambda: actions.withdraw_case(by=request.user, case=post.case, reason=reason), _("Pesan ditarik."))
    return redirect("posts:detail", pk)
