"""Taking in what was said, each once: whatever comes twice, late, out of order or from eight workers at once.

One lock a batch and account; what makes a message one is the database's: (account, remote id).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.db import connection, transaction
from django.db.models import F

from kentongan.accounts.models import Account
from kentongan.cases.actions import open_cases
from kentongan.cases.bulk import insert, reserve
from kentongan.inbox.models import MESSAGE, Change, Message, Thread
from kentongan.inbox.rules import why_not_hear
from kentongan.law import clock
from kentongan.ledger.actions import record
from kentongan.networks.base import Incoming
from kentongan.posts.models import Delivery
from kentongan.procedures.rules import procedure_of
from kentongan.reading.folding import visible

MOST_TEXT = 20_000  # characters; what is longer is cut, and says so
_CUT = "\n[…]"
_LONGEST_ID = 200


@dataclass(frozen=True)
class Taken:
    """What came of a batch: messages that are new, and those that had changed over there."""

    new: list[Message] = field(default_factory=list)
    changed: list[Message] = field(default_factory=list)


@transaction.atomic
def take(account: Account, items: Sequence[Incoming]) -> Taken:
    """Keep what is new of a batch, note what has changed, and start the service flow on what people said.

    Nothing where the regulation has no such flow: what nobody is told to answer is not kept.
    """
    if why_not_hear(account.government):
        return Taken()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [account.pk])
    latest = {item.remote_id: _fit(item) for item in items if _is_named(item)}
    known = {
        message.remote_id: message
        for message in Message.objects.filter(account=account, remote_id__in=list(latest)).defer("search")
    }
    unheard = [item for remote_id, item in latest.items() if remote_id not in known and not item.gone]
    unheard = _without_echoes(account, unheard)
    taken = Taken(_add(account, unheard), _note_changes(known, latest))
    touched = {message.thread_id for message in (*taken.new, *taken.changed)}
    Thread.objects.filter(pk__in=touched).update(version=F("version") + 1)
    if touched:
        said = {"new": sum(not message.own for message in taken.new), "changed": len(taken.changed)}
        record("inbox.collect", account, by=None, facts={**said, "own": len(taken.new) - said["new"]})
    return taken


def _is_named(item: Incoming) -> bool:
    return 0 < len(item.remote_id) <= _LONGEST_ID


def _fit(item: Incoming) -> Incoming:
    """The item in words that can be shown and stored: nothing invisible, nothing endless."""
    text = visible(item.text[: MOST_TEXT * 2])
    return replace(
        item,
        text=text if len(text) <= MOST_TEXT and len(item.text) <= MOST_TEXT * 2 else text[:MOST_TEXT] + _CUT,
        author=visible(item.author)[:200].strip(),
        author_id=item.author_id[:_LONGEST_ID],
        title=visible(item.title)[:300].strip(),
        thread=item.thread[:_LONGEST_ID] or item.remote_id,
        parent=item.parent[:_LONGEST_ID],
        about=item.about[:_LONGEST_ID],
        permalink=item.permalink
        if len(item.permalink) <= 500 and item.permalink.startswith(("http://", "https://"))
        else "",
    )


def _without_echoes(account: Account, items: list[Incoming]) -> list[Incoming]:
    """Without our own replies and posts, which their deliveries know."""
    own = Delivery.objects.filter(account=account, remote_id__in=[item.remote_id for item in items])
    sent = set(own.values_list("remote_id", flat=True))
    return [item for item in items if item.remote_id not in sent]


def _threads(account: Account, items: Iterable[Incoming]) -> dict[str, int]:
    wanted = {item.thread: item for item in items}
    Thread.objects.bulk_create(
        (
            Thread(
                government_id=account.government_id,
                account=account,
                remote_id=item.thread,
                title=item.title,
                url=item.permalink,
                about=item.about,
            )
            for item in wanted.values()
        ),
        ignore_conflicts=True,
    )
    rows = Thread.objects.filter(account=account, remote_id__in=list(wanted))
    return dict(rows.values_list("remote_id", "pk"))


def _add(account: Account, items: list[Incoming]) -> list[Message]:
    if not items:
        return []
    threads, now = _threads(account, items), clock.now()
    messages = [
        Message(
            government_id=account.government_id,
            agency_id=account.agency_id,
            account=account,
            thread_id=threads[item.thread],
            remote_id=item.remote_id,
            heard=item.kind,
            parent=item.parent,
            text=item.text,
            author=item.author,
            author_id=item.author_id,
            permalink=item.permalink,
            own=item.own,
            open=not item.own,
            at=believable(item.at, now),
            received_at=now,
        )
        for item in items
    ]
    # Their cases first: a message is then written once, with its deadline.
    reserve(messages)
    _begin(account, [message for message in messages if not message.own])
    insert(messages)
    return messages


def believable(at: dt.datetime, now: dt.datetime) -> dt.datetime:
    """A network's clock may be wrong: nobody asked in the future, nor before there were networks."""
    return now if at > now or at.year < 1990 else at


def _note_changes(known: dict[str, Message], latest: dict[str, Incoming]) -> list[Message]:
    """Keep edits and deletions as such: what was said before stays beside it."""
    changed, now = [], clock.now()
    for remote_id, message in known.items():
        item = latest[remote_id]
        kind = _kind_of_change(message, item)
        if not kind:
            continue
        Change.objects.create(
            government_id=message.government_id, message=message, kind=kind, before=message.text, at=now
        )
        message.gone_at = now if kind == "deleted" else None
        if kind == "edited":
            message.text, message.edited_at = item.text, now
        message.save(update_fields=["text", "edited_at", "gone_at"])
        changed.append(message)
    return changed


def _kind_of_change(message: Message, item: Incoming) -> str:
    if message.erased_at is not None:
        return ""
    if item.gone:
        return "" if message.gone_at else "deleted"
    if item.text != message.text:
        return "edited"
    return "restored" if message.gone_at else ""


def _begin(account: Account, messages: list[Message]) -> None:
    """Start the agency's service flow on them."""
    if not messages:
        return
    procedure = procedure_of(account.agency, MESSAGE)
    cases = open_cases(agency=account.agency, procedure=procedure, subject_ids=[message.pk for message in messages])
    running = cases[0].clocks.get()
    for message in messages:
        message.step, message.due_at = running.step, running.due_at
