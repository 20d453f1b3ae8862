"""The one clock of the program. Tests and the example story set it; nothing else reads the time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_set: ContextVar[dt.datetime | None] = ContextVar("clock", default=None)


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return _set.get() or dt.datetime.now(dt.UTC)


@contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """Let the clock stand at an aware moment."""
    if moment.tzinfo is None:
        raise ValueError("the clock needs an aware moment")
    token = _set.set(moment.astimezone(dt.UTC))
    try:
        yield
    finally:
        _set.reset(token)
