"""Credentials at rest: encrypted with keys of their own, newest first, so that they can be rotated."""

from __future__ import annotations

import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from kentongan.networks.base import Unavailable


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.ENCRYPTION_KEYS])


def seal(credentials: Mapping[str, str]) -> bytes:
    """Encrypt credentials with the newest key."""
    return _fernet().encrypt(json.dumps(dict(credentials)).encode())


def unseal(sealed: bytes) -> dict[str, str]:
    """Decrypt credentials. `Unavailable` when no key fits: what they open is out of reach until the key is back."""
    try:
        return dict(json.loads(_fernet().decrypt(bytes(sealed)))) if sealed else {}
    except InvalidToken:
        raise Unavailable("Kunci yang tersimpan tidak dapat dibuka. Hubungkan sekali lagi.") from None
