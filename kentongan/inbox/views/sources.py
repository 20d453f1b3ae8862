"""Where messages come from: what was last heard of each account, and the address to which its network may call."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from kentongan.accounts import actions as accounts
from kentongan.accounts.models import Account
from kentongan.accounts.rules import why_not_manage
from kentongan.inbox import listening
from kentongan.inbox.limiting import hits, tried
from kentongan.inbox.models import INTENTS
from kentongan.inbox.rules import why_not_hear
from kentongan.inbox.suggesting import state_of_learning
from kentongan.inbox.tasks import read_soon
from kentongan.networks.base import Hooked, Listening
from kentongan.offices.web import PersonRequest, attempt, signed_in

_MOST_BODY = 1024 * 1024
_MOST_FORGED = 20  # wrong signatures from one address in ten minutes


@require_safe
@signed_in
def index(request: PersonRequest) -> HttpResponse:
    """Each account with when it was last read, and what is silent."""
    rows = Account.objects.open().filter(government_id=request.user.government_id).select_related("agency__government")
    sources = [
        {
            "account": account,
            "listens": isinstance(account.adapter, Listening),
            "hooked": isinstance(account.adapter, Hooked),
            "streams": list(account.streams.all()),
            "refused": why_not_manage(request.user, account.agency),
        }
        for account in rows.prefetch_related("streams")
    ]
    page = {
        "sources": sources,
        "silent": listening.silent_streams().filter(government_id=request.user.government_id),
        "learning": state_of_learning(request.user.government),
        "intents": INTENTS,
        "unheard": why_not_hear(request.user.government),
    }
    return render(request, "inbox/sources.html", page)


@require_POST
@signed_in
def make_hook(request: PersonRequest, pk: int) -> HttpResponse:
    """Make the account's secret and show it once."""
    account = get_object_or_404(
        Account.objects.select_related("agency__government"), pk=pk, government_id=request.user.government_id
    )
    made: list[str] = []
    attempt(request, lambda: made.append(accounts.make_hook_secret(by=request.user, account=account)))
    address = settings.PUBLIC_URL + reverse("hook", args=[account.hook])
    page = {"account": account, "secret": made[0] if made else "", "address": address}
    return render(request, "inbox/hook.html", page, status=200 if made else 409)


@csrf_exempt
@require_POST
def hook(request: HttpRequest, key: str) -> HttpResponse:
    """A network tells that something was said. Signed calls are stored and answered at once; others only counted."""
    account = Account.objects.open().filter(hook=key).first()
    address = request.META.get("REMOTE_ADDR", "")
    if tried("forged", address, minutes=10) >= _MOST_FORGED:
        signed = account is not None and _is_signed(request, account)
        if not signed:
            return HttpResponse(status=429, headers={"Retry-After": "600"})
    if account is None or int(request.META.get("CONTENT_LENGTH") or 0) > _MOST_BODY or not _is_signed(request, account):
        hits("forged", address, minutes=10)
        return HttpResponse(status=403)
    read_soon(listening.store_event(account, request.body))
    return HttpResponse(status=200)


def _is_signed(request: HttpRequest, account: Account) -> bool:
    if int(request.META.get("CONTENT_LENGTH") or 0) > _MOST_BODY:
        return False
    return listening.is_signed(account, request.body, request.headers.get("X-Kentongan-Signature", ""))
