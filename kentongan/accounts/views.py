"""Accounts: the list, one account, designating, connecting, pausing."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kentongan.accounts import actions, rules
from kentongan.accounts.actions import AccountDetails
from kentongan.accounts.forms import AccountForm, CredentialsForm
from kentongan.accounts.models import Account
from kentongan.law.refusal import Refused
from kentongan.offices.web import PersonRequest, attempt, put_into, signed_in


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
    form = AccountForm(request.POST or None, government=request.user.government)
    if request.method == "POST" and form.is_valid():
        entered = dict(form.cleaned_data)
        agency, decree = entered.pop("agency"), entered.pop("decree")
        try:
            account = actions.designate_account(
                by=request.user, agency=agency, decree=decree, details=AccountDetails(**entered)
            )
        except (Refused, ValidationError) as error:
            put_into(form, error)
        else:
            return redirect("accounts:detail", account.pk)
    page = {"form": form, "title": _("Tunjuk akun resmi"), "back": reverse("accounts:index")}
    return render(request, "workspace/form.html", page, status=422 if form.errors else 200)


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
            actions.connect_account(by=request.user, account=account, credentials=form.cleaned_data)
        except Refused as error:
            put_into(form, error)
        else:
            attempt(request, lambda: None, _("Tersambung."))
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
