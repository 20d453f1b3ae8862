"""How an action is declared and how its entry is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import models, transaction

from kentongan.law import clock
from kentongan.ledger.models import Entry

P = ParamSpec("P")
R = TypeVar("R")

#: Every declared action by its verb; tests walk over it.
ACTIONS: dict[str, Callable[..., Any]] = {}
_written: ContextVar[list[Entry] | None] = ContextVar("written", default=None)


class NothingRecorded(RuntimeError):  # noqa: N818 (says what happened)
    """An action ended without its ledger entry: a fault of the program. Its transaction is rolled back."""


def action(verb: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare a function that changes something: one transaction, at least one ledger entry, or nothing at all."""

    def declare(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def perform(*args: P.args, **kwargs: P.kwargs) -> R:
            entries: list[Entry] = []
            token = _written.set(entries)
            try:
                with transaction.atomic():
                    result = function(*args, **kwargs)
                    if not entries:
                        raise NothingRecorded(verb)
            finally:
                _written.reset(token)
            return result

        ACTIONS[verb] = perform
        return perform

    return declare


def record(
    verb: str,
    subject: models.Model,
    *,
    by: models.Model | None,
    facts: Mapping[str, Any] | None = None,
    appointment: models.Model | None = None,
) -> Entry:
    """Write the entry of what is being done to `subject`, in the transaction that does it.

    `by` is the person, or None for the program itself. The government is the subject's.
    """
    government_id = getattr(subject, "government_id", None)
    if subject._meta.label == "offices.Government":
        government_id = subject.pk
    entry = Entry.objects.create(
        government_id=government_id,
        at=clock.now(),
        verb=verb,
        by_id=by.pk if by else None,
        appointment_id=appointment.pk if appointment else None,
        subject=subject._meta.label_lower,
        subject_id=subject.pk,
        facts=dict(facts or {}),
    )
    entries = _written.get()
    if entries is not None:
        entries.append(entry)
    return entry
