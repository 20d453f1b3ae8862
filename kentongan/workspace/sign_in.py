"""Signing in: nobody registers themselves; every try is kept for its owner to see."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.signals import user_logged_in
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest

from kentongan.offices.models import Person, SignInAttempt


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """People come by invitation, never by registering."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def _keep(request: HttpRequest | None, person: Person, *, succeeded: bool) -> None:
    meta = request.META if request else {}
    SignInAttempt.objects.create(
        person=person,
        succeeded=succeeded,
        address=meta.get("REMOTE_ADDR") or None,
        device=str(meta.get("HTTP_USER_AGENT", ""))[:200],
    )


def _signed_in(request: HttpRequest, user: Person, **_more: Any) -> None:
    _keep(request, user, succeeded=True)


def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_more: Any) -> None:
    address = credentials.get("email") or credentials.get("username") or ""
    person = Person.objects.filter(email__iexact=address).first()
    if person:
        _keep(request, person, succeeded=False)


def watch() -> None:
    """Listen to the sign-in library (the one place where signals are used: it offers nothing else)."""
    user_logged_in.connect(_signed_in, dispatch_uid="kentongan-signed-in")
    user_login_failed.connect(_failed, dispatch_uid="kentongan-sign-in-failed")
