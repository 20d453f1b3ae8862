"""The content-addressed store, on Django's default storage (a folder, or any S3-compatible one)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.apps import apps
from django.core.files.base import File
from django.core.files.storage import default_storage


@dataclass(frozen=True)
class Stored:
    """A file in the store. `width` and `height` in pixels where it is a picture or a video."""

    sha256: str
    mime: str
    size: int
    width: int | None = None
    height: int | None = None


def name_of(sha256: str) -> str:
    """The name under which the storage keeps a digest."""
    return f"{sha256[:2]}/{sha256[2:]}"


def keep(content: IO[bytes]) -> tuple[str, int]:
    """Store bytes, once. Returns their SHA-256 (hex) and size."""
    digest, size = hashlib.sha256(), 0
    content.seek(0)
    while block := content.read(1 << 20):
        digest.update(block)
        size += len(block)
    content.seek(0)
    name = name_of(digest.hexdigest())
    if not default_storage.exists(name):
        default_storage.save(name, File(content))
    return digest.hexdigest(), size


def open_stored(sha256: str) -> IO[bytes]:
    """The stored bytes; FileNotFoundError when there are none."""
    return default_storage.open(name_of(sha256), "rb")


def read_stored(sha256: str) -> bytes:
    """All the stored bytes; FileNotFoundError when there are none."""
    with open_stored(sha256) as content:
        return content.read()


def path_of(sha256: str) -> Path:
    """The file on disk, for adapters that upload it."""
    return Path(default_storage.path(name_of(sha256)))


def forget_unused(sha256: str) -> None:
    """Delete bytes that no row names any more: a column whose name ends in "sha256" holds a digest."""
    for model in apps.get_models():
        columns = [field.name for field in model._meta.concrete_fields if field.name.endswith("sha256")]
        if any(model._default_manager.filter(**{column: sha256}).exists() for column in columns):
            return
    default_storage.delete(name_of(sha256))
