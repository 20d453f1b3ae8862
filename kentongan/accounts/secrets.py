"""Credentials at rest: encrypted with keys of their own, newest first, so that they can be rotated."""

from __future__ import annotations

import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.ENCRYPTION_KEYS])


def seal(credentials: Mapping[str, str]) -> bytes:
    """Encrypt credentials."""
    return _fernet().encrypt(json.dumps(dict(credentials)).encode())


def unseal(sealed: bytes) -> dict[str, str]:
    """Decrypt credentials; `cryptography.fernet.InvalidToken` when no key fits."""
    return dict(json.loads(_fernet().decrypt(bytes(sealed)))) if sealed else {}


def reseal(sealed: bytes) -> bytes:
    """The same credentials under the newest key."""
    return _fernet().rotate(bytes(sealed)) if sealed else b""
