"""Plain static files, cheap passwords, and triggers aside only where a test's rows are cleared."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from django.core.management.base import CommandError
from django.db import connection
from django.test import TransactionTestCase


@pytest.fixture(autouse=True, scope="session")
def _plain_static_files() -> None:
    """Pages in tests name static files as they are, without a manifest."""
    from django.conf import settings

    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


_flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]  # private, and the only hook there is


def _flush_without_guards(self: TransactionTestCase) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
    try:
        _flush(self)
    except CommandError:  # a page that was just closed may still have had a request under way: deadlock
        time.sleep(2)
        _flush(self)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = origin")


TransactionTestCase._fixture_teardown = _flush_without_guards  # type: ignore[attr-defined]  # the same
