"""Erasing what identifies askers: after the pack's period, or when somebody asks for it. Counts and decisions stay."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kentongan.inbox import rules
from kentongan.inbox.models import Change, Event, Hit, Message, Presence, Thread
from kentongan.law import clock
from kentongan.law.refusal import Reason, Refused
from kentongan.ledger.actions import action, record
from kentongan.offices.actions import refuse_if
from kentongan.offices.models import Government, Person
from kentongan.offices.packs import pack_of
from kentongan.reading.personal import mask

_BATCH = 500
_EVENT_DAYS = 7


def _erase(messages: list[Message], *, words: bool) -> None:
    """Take out name, contact and address; of the words what identifies people, or all of them."""
    now = clock.now()
    for message in messages:
        message.author = message.author_id = message.permalink = message.screenshot_sha256 = message.tracking_sha256 = (
            ""
        )
        message.contact, message.erased_at = b"", now
        message.text = "" if words else mask(message.text)
        message.draft = "" if words else mask(message.draft)
    fields = ["author", "author_id", "permalink", "screenshot_sha256", "tracking_sha256", "contact", "erased_at"]
    Message.objects.bulk_update(messages, [*fields, "text", "draft"])
    Change.objects.filter(message__in=messages).update(before="")
    Thread.objects.filter(messages__in=messages).update(url="")


@transaction.atomic
def erase_old(government: Government) -> int:
    """Erase, a batch at a time, what the pack's period is over for. How many; nothing where the pack names no period."""
    days = pack_of(government).regulation.personal_data_days
    if days is None:
        return 0
    before = clock.now() - dt.timedelta(days=days)
    rows = Message.objects.filter(government=government, erased_at=None, received_at__lt=before, open=False)
    batch = list(rows.defer("search").select_for_update(skip_locked=True).order_by("received_at")[:_BATCH])
    if batch:
        _erase(batch, words=False)
        facts = {"count": len(batch), "first": min(each.pk for each in batch), "last": max(each.pk for each in batch)}
        record("inbox.erased", government, by=None, facts={**facts, "days": days})
    return len(batch)


@action("inbox.erase")
def erase_message(*, by: Person, message: Message, reason: str) -> None:
    """Erase what somebody asked to have erased: words, name and contact. That something was asked and answered stays."""
    refuse_if(rules.why_not_work(message, by))
    if not reason.strip():
        raise Refused(Reason(_("Alasan penghapusan wajib diisi."), field="reason"))
    row = Message.objects.select_for_update(of=("self",)).defer("search").get(pk=message.pk)
    if row.open:
        raise Refused(Reason(_("Selesaikan dahulu masukan ini."), remedy=_("Jawab atau tutup, lalu hapus.")))
    _erase([row], words=True)
    record("inbox.erase", row, by=by, facts={"reason": reason.strip()[:300]})


def sweep() -> None:
    """Forget what has served: read events, counted tries, who looked at what."""
    now = clock.now()
    Event.objects.filter(Q(read_at__lt=now - dt.timedelta(days=_EVENT_DAYS))).delete()
    Hit.objects.filter(window__lt=now - dt.timedelta(days=1)).delete()
    Presence.objects.filter(seen_at__lt=now - dt.timedelta(hours=1)).delete()
