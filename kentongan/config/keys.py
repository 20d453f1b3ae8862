"""Secrets of the installation: from the environment, or made once and kept in the data folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet


def _kept(path: Path, fresh: str) -> str:
    """The content of a key file, created with `fresh` (readable by its owner alone) where it does not exist."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(fresh)
    return fresh


def secret_key(folder: Path) -> str:
    """Django's SECRET_KEY."""
    return os.environ.get("SECRET_KEY") or _kept(folder / "keys" / "secret", secrets.token_urlsafe(48))


def encryption_keys(folder: Path) -> list[str]:
    """Fernet keys for credentials of accounts, newest first (ENCRYPTION_KEYS, separated by commas)."""
    given = os.environ.get("ENCRYPTION_KEYS")
    return (given or _kept(folder / "keys" / "encryption", Fernet.generate_key().decode())).split(",")
