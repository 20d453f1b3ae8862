"""Asking networks what is new, and reading what they sent by themselves."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import logging

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from kentongan.accounts import secrets
from kentongan.accounts.models import Account
from kentongan.accounts.rules import why_not_usable
from kentongan.inbox.collecting import believable, take
from kentongan.inbox.models import Event, Message, Stream
from kentongan.inbox.rules import why_not_hear
from kentongan.law import clock
from kentongan.ledger.actions import record
from kentongan.networks.base import Hooked, Incoming, Listening, NetworkError

logger = logging.getLogger(__name__)
MOST_PAGES = 20  # of one stream in one go; the next minute goes on
MOST_TRIES = 8
SILENT = dt.timedelta(hours=1)  # after so long without a successful look, people are told
_REREAD = 50
_BEFORE_CONNECTED = dt.timedelta(days=30)
_OPEN_WATCHED = dt.timedelta(days=14)


def heard_accounts() -> QuerySet[Account]:
    """Accounts that a program may read now."""
    return Account.objects.open().exclude(credentials=b"").select_related("agency__government", "government", "decree")


def collect(account: Account) -> int:
    """Read every stream of the account as far as it goes now. How many messages were new."""
    adapter = account.adapter
    if not isinstance(adapter, Listening) or account.closed_at or not account.credentials:
        return 0
    if why_not_hear(account.government):
        return 0
    return sum(_collect_stream(account, adapter, name) for name in adapter.streams)


def _collect_stream(account: Account, adapter: Listening, name: str) -> int:
    stream, _made = Stream.objects.get_or_create(
        account=account, name=name, defaults={"government_id": account.government_id}
    )
    new = 0
    for _page in range(MOST_PAGES):
        try:
            collected = adapter.collect(name, stream.cursor, secrets.unseal(bytes(account.credentials)))
        except NetworkError as error:
            _failed(stream, error.detail)
            break
        # The mark moves in the transaction that keeps what lies before it: a crash reads the page again.
        with transaction.atomic():
            taken = take(account, [item for item in collected.items if _is_recent(account, item)])
            stream.cursor, stream.checked_at = collected.cursor, clock.now()
            stream.failing_since, stream.alarmed_at, stream.detail = None, None, ""
            if taken.new:
                stream.received_at = clock.now()
            stream.save()
        new += len(taken.new)
        if not collected.more:
            break
    return new


def _is_recent(account: Account, item: Incoming) -> bool:
    """What was said long before the account was connected is history: nobody waits for its answer any more."""
    said = believable(item.at, clock.now())
    return account.verified_at is None or said > account.verified_at - _BEFORE_CONNECTED


def _failed(stream: Stream, detail: str) -> None:
    stream.failing_since, stream.detail = stream.failing_since or clock.now(), detail[:500]
    stream.save(update_fields=["failing_since", "detail"])


def look_again(account: Account) -> int:
    """Ask for the messages that still wait as they are now: edited or deleted over there. How many had changed."""
    adapter = account.adapter
    if not isinstance(adapter, Listening) or why_not_usable(account) or not account.credentials:
        return 0
    waiting = Message.objects.filter(
        Q(open=True) | Q(received_at__gt=clock.now() - dt.timedelta(days=1)),
        account=account,
        received_at__gt=clock.now() - _OPEN_WATCHED,
        own=False,
    ).exclude(heard="hand")
    ids = list(waiting.order_by("-id").values_list("remote_id", flat=True)[: _REREAD * 4])
    changed = 0
    for start in range(0, len(ids), _REREAD):
        try:
            items = adapter.reread(ids[start : start + _REREAD], secrets.unseal(bytes(account.credentials)))
        except NetworkError:
            break
        changed += len(take(account, items).changed)
    return changed


def silent_streams() -> QuerySet[Stream]:
    """Streams that nobody has read for an hour, whatever the cause: people are told, for silence looks like peace."""
    rows = Stream.objects.filter(account__closed_at=None).exclude(account__credentials=b"")
    rows = rows.alias(since=Coalesce("failing_since", "checked_at"))
    return rows.filter(since__lt=clock.now() - SILENT).select_related("account")


@transaction.atomic
def raise_alarms() -> int:
    """Tell once of each stream that has fallen silent. How many."""
    silent = list(silent_streams().filter(alarmed_at=None).select_for_update(of=("self",), skip_locked=True))
    for stream in silent:
        stream.alarmed_at = clock.now()
        stream.save(update_fields=["alarmed_at"])
        record("inbox.silent", stream.account, by=None, facts={"stream": stream.name})
    return len(silent)


def is_signed(account: Account, body: bytes, signature: str) -> bool:
    """Whether the body was signed with this account's own secret (HMAC-SHA256 over the raw bytes, "sha256=hex").

    Closed without a secret that can be read; compared in constant time.
    """
    try:
        secret = secrets.unseal(bytes(account.hook_secret)).get("secret", "")
    except NetworkError:
        return False
    if not secret:
        return False
    right = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(right.encode(), signature.encode("utf-8", "replace"))


def store_event(account: Account, body: bytes) -> Event:
    """Keep what came before anything is made of it."""
    return Event.objects.create(
        government_id=account.government_id, account=account, body=body, received_at=clock.now()
    )


def read_event(event_id: int) -> int:
    """Make messages of one stored event. How many were new; 0 when somebody else reads it, or it must be tried later."""
    try:
        return _read_event(event_id)
    except Exception:  # whatever is wrong with one event: those behind it do not wait for it
        logger.exception("event %s could not be read", event_id)
        Event.objects.filter(pk=event_id).update(tries=F("tries") + 1, detail="Kesalahan program; lihat catatannya.")
        return 0


def _read_event(event_id: int) -> int:
    with transaction.atomic():
        rows = Event.objects.select_for_update(skip_locked=True, of=("self",)).select_related(
            "account__agency__government"
        )
        event = rows.filter(pk=event_id, read_at=None, tries__lt=MOST_TRIES).first()
        if event is None:
            return 0
        account, adapter = event.account, event.account.adapter
        event.tries += 1
        try:
            if not isinstance(adapter, Hooked):
                raise NetworkError(f"{account.adapter.title} tidak mengirim kabar sendiri.")
            items = adapter.read_hook(bytes(event.body), secrets.unseal(bytes(account.credentials)))
            taken = take(account, items)
            event.read_at, event.detail = clock.now(), ""
        except NetworkError as error:
            taken, event.detail = None, error.detail[:500]
        event.save()
        return len(taken.new) if taken else 0
