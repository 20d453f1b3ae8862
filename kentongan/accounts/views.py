"""Accounts: the list, one account, designating, connecting, pausing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kentongan.accounts import actions, rules
from kentongan.accounts.actions import AccountDetails
from kentongan.accounts.forms import AccountForm, ChangeForm, CredentialsForm, RedesignateForm, SegmentForm
from kentongan.accounts.models import Account, Segment
from kentongan.law.refusal import Refused
from kentongan.offices.web import PersonRequest, attempt, entered, put_into, signed_in


@require_safe
@signed_in
def index(request: PersonRequest) -> HttpResponse:
    rows = (
        Account.objects.open()
        .filter(government_id=request.user.government_id)
        .select_related("agency__government", "decree", "government")
    )
    return render(
        request, "accounts/index.html", {"accounts": [(account, rules.why_not_usable(account)) for account in rows]}
    )


@signed_in
def designate(request: PersonRequest) -> HttpResponse:
    """Make an account official."""

    def act(given: dict[str, Any]) -> None:
        agency, decree = given.pop("agency"), given.pop("decree")
        actions.designate_account(by=request.user, agency=agency, decree=decree, details=AccountDetails(**given))

    form = AccountForm(request.POST or None, government=request.user.government)
    return entered(request, form, act, title=_("Tunjuk akun resmi"), back=reverse("accounts:index"))


@signed_in
def change(request: PersonRequest, pk: int) -> HttpResponse:
    """Name, address, custody and audience of an account."""
    account = _account(request, pk)

    def act(given: dict[str, Any]) -> None:
        segments = list(given.pop("segments"))
        actions.change_account(by=request.user, account=account, changes=given, segments=segments)

    form = ChangeForm(request.POST or None, instance=account)
    return _about(request, account, form, act, _("Ubah %(name)s"))


@signed_in
def redesignate(request: PersonRequest, pk: int) -> HttpResponse:
    """Put an account on another decree."""
    account = _account(request, pk)
    form = RedesignateForm(request.POST or None, account=account)
    return _about(
        request,
        account,
        form,
        lambda given: actions.redesignate_account(by=request.user, account=account, **given),
        _("Tunjuk ulang %(name)s"),
    )


def _about(request: PersonRequest, account: Account, form: BaseForm, act: Any, title: str) -> HttpResponse:
    back = reverse("accounts:detail", args=[account.pk])
    refused = rules.why_not_manage(request.user, account.agency)
    return entered(request, form, act, title=title % {"name": account.name}, back=back, refused=refused)


@require_POST
@signed_in
def close(request: PersonRequest, pk: int) -> HttpResponse:
    """Give an account up; its posts stay."""
    account = _account(request, pk)
    attempt(request, lambda: actions.close_account(by=request.user, account=account), _("Akun ditutup."))
    return redirect("accounts:index")


@require_safe
@signed_in
def segments(request: PersonRequest) -> HttpResponse:
    """The audience, and which of its parts no account reaches (K9b, W9b, B8b)."""
    rows = Segment.objects.filter(government_id=request.user.government_id).prefetch_related("accounts")
    return render(request, "accounts/segments.html", {"segments": rows})


@signed_in
def add_segment(request: PersonRequest) -> HttpResponse:
    government = request.user.government
    return entered(
        request,
        SegmentForm(request.POST or None),
        lambda given: actions.add_segment(by=request.user, government=government, **given),
        title=_("Segmen khalayak baru"),
        back=reverse("accounts:segments"),
        refused=rules.why_not_describe_audience(request.user, government),
    )


def _account(request: PersonRequest, pk: int) -> Account:
    rows = Account.objects.select_related("agency__government", "decree", "government")
    return get_object_or_404(rows, pk=pk, government_id=request.user.government_id)


def _context(request: PersonRequest, account: Account, form: CredentialsForm) -> dict[str, Any]:
    return {
        "account": account,
        "adapter": account.adapter,
        "unusable": rules.why_not_usable(account),
        "refused": rules.why_not_manage(request.user, account.agency),
        "form": form,
    }


@require_safe
@signed_in
def detail(request: PersonRequest, pk: int) -> HttpResponse:
    account = _account(request, pk)
    return render(request, "accounts/detail.html", _context(request, account, CredentialsForm(account=account)))


@require_POST
@signed_in
def connect(request: PersonRequest, pk: int) -> HttpResponse:
    """Store credentials after the network has confirmed them."""
    account = _account(request, pk)
    form = CredentialsForm(request.POST, account=account)
    if form.is_valid():
        try:
            health = actions.connect_account(by=request.user, account=account, credentials=form.cleaned_data)
        except Refused as error:
            put_into(form, error)
        else:
            messages.success(request, f"{_('Tersambung.')} {health.detail}")
            return redirect("accounts:detail", pk)
    return render(request, "accounts/detail.html", _context(request, _account(request, pk), form), status=409)


@require_POST
@signed_in
def pause(request: PersonRequest, pk: int) -> HttpResponse:
    account = _account(request, pk)
    attempt(
        request,
        lambda: actions.pause_account(by=request.user, account=account, reason=request.POST.get("reason", "")),
        _("Akun dijeda."),
    )
    return redirect("accounts:detail", pk)


@require_POST
@signed_in
def resume(request: PersonRequest, pk: int) -> HttpResponse:
    account = _account(request, pk)
    attempt(request, lambda: actions.resume_account(by=request.user, account=account), _("Akun dilanjutkan."))
    return redirect("accounts:detail", pk)
