"""Taking a step, signing, affirming the ethics, withdrawing."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kentongan.cases import actions
from kentongan.cases.web import add_signature, decide
from kentongan.offices.web import PersonRequest, attempt, signed_in
from kentongan.posts import actions as post_actions
from kentongan.posts.views.access import post_or_404
from kentongan.posts.views.reading import detail_context


@require_POST
@signed_in
def move(request: PersonRequest, pk: int, outcome: str) -> HttpResponse:
    """Take the current step with this outcome. What was written stays on the page when it is refused."""
    post = post_or_404(request, pk)
    given, refused = decide(request, post.case, outcome)
    if not refused:
        return redirect("posts:detail", pk)
    page = {**detail_context(request, post_or_404(request, pk)), "refused": refused, "tried": outcome, "entered": given}
    return render(request, "posts/detail.html", page, status=409 if given else 422)


@require_POST
@signed_in
def sign(request: PersonRequest, pk: int, role: str) -> HttpResponse:
    """Add a signature in one's role."""
    add_signature(request, post_or_404(request, pk).case, role)
    return redirect("posts:detail", pk)


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
