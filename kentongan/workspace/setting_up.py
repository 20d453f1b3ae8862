"""The first minutes: a one-time link, then a government with its coordinating agency and its first people."""

from __future__ import annotations

import secrets

from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse

from kentongan.offices.models import Government

_SALT = "kentongan.set-up"
_HOURS = 24


def setup_link() -> str:
    """A signed path that opens the set-up page while no government exists; "" once there is one."""
    if Government.objects.exists():
        return ""
    token = TimestampSigner(salt=_SALT).sign(secrets.token_urlsafe(8))
    return reverse("workspace:set_up", args=[token])


def is_ours(token: str) -> bool:
    """Whether the link was given out here, a day ago at most."""
    try:
        TimestampSigner(salt=_SALT).unsign(token, max_age=_HOURS * 3600)
    except BadSignature:
        return False
    return True


def is_valid(token: str) -> bool:
    """Whether the link is ours and no government exists yet (which is what makes it one-time)."""
    return is_ours(token) and not Government.objects.exists()
