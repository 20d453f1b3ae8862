"""How often somebody may try something: counted in the database, so that every process counts together."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.conf import settings
from django.db import connection

from kentongan.inbox.models import Hit
from kentongan.law import clock


def _window(minutes: int) -> dt.datetime:
    now = clock.now()
    return now - dt.timedelta(minutes=now.minute % minutes, seconds=now.second, microseconds=now.microsecond)


def _key(what: str, who: str) -> str:
    return hashlib.sha256(f"{settings.SECRET_KEY}|{what}|{who}".encode()).hexdigest()


def hits(what: str, who: str, *, minutes: int) -> int:
    """Count one try of `what` by `who`; how many there were in this stretch of time. Of `who` only a keyed hash is kept."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO inbox_hit (key, "window", count) VALUES (%s, %s, 1)
            ON CONFLICT (key, "window") DO UPDATE SET count = inbox_hit.count + 1 RETURNING count""",
            [_key(what, who), _window(minutes)],
        )
        return int(cursor.fetchone()[0])


def tried(what: str, who: str, *, minutes: int) -> int:
    """How often `who` has tried `what` in this stretch of time, without counting."""
    found = Hit.objects.filter(key=_key(what, who), window=_window(minutes)).values_list("count", flat=True).first()
    return found or 0
