"""Who is looking at a message, who is writing; and lists that somebody asks for again. Nobody's decision: not in the ledger."""

from __future__ import annotations

from kentongan.inbox.models import Filter, Message, Presence
from kentongan.law import clock
from kentongan.offices.models import Person


def look_at(*, by: Person, message: Message, typing: bool) -> None:
    """Say that this person has the message open now."""
    now = clock.now()
    defaults = {"seen_at": now, **({"typing_at": now} if typing else {})}
    Presence.objects.update_or_create(message=message, person=by, defaults=defaults)


def keep_filter(*, by: Person, name: str, query: str) -> Filter:
    """Keep a list under a name."""
    kept, _made = Filter.objects.update_or_create(person=by, name=name.strip()[:60], defaults={"query": query[:500]})
    return kept


def forget_filter(*, by: Person, pk: int) -> None:
    Filter.objects.filter(person=by, pk=pk).delete()
