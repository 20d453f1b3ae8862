"""Erasing what identifies askers: after the pack's period, or when somebody asks for it. Counts and decisions stay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from functools import partial
from typing import Any, cast

from django.db import transaction
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from kentongan.files.store import forget_unused
from kentongan.inbox import rules
from kentongan.inbox.models import Change, Consultation, Event, Hit, Message, Note, Presence, Reply, Thread
from kentongan.law import clock
from kentongan.law.refusal import Reason, Refused
from kentongan.ledger.actions import action, record
from kentongan.offices.actions import refuse_if
from kentongan.offices.models import Government, Person
from kentongan.offices.packs import pack_of
from kentongan.posts.models import Delivery
from kentongan.reading.personal import mask

_BATCH = 500
_EVENT_DAYS = 7
_UNREAD_EVENT_DAYS = 30
_IDENTIFYING = ("author", "author_id", "permalink", "screenshot_sha256", "tracking_sha256")


def _erase(messages: list[Message], *, words: bool) -> None:
    """Take out name, contact, picture; of what the asker said what identifies people, or all of it (`words`).

    What officials said of it stays as their act, without the name and numbers of who asked. What an agency handed over
    (versions of a consultation) is the agency's own statement and stays.
    """
    names = {message.pk: (message.author, message.author_id) for message in messages}
    pictures = {message.screenshot_sha256 for message in messages} - {""}
    for message in messages:
        message.text = "" if words else mask(message.text, names[message.pk])
        message.draft = "" if words else mask(message.draft, names[message.pk])
        for field in _IDENTIFYING:
            setattr(message, field, "")
        message.contact, message.erased_at = b"", clock.now()
    Message.objects.bulk_update(messages, [*_IDENTIFYING, "contact", "erased_at", "text", "draft"])
    Change.objects.filter(message__in=messages).update(before="")
    _hide(Note.objects.filter(message__in=messages), names, said=["text"])
    asked = [] if words else ["question", "excerpt"]
    consultations = Consultation.objects.filter(message__in=messages)
    _hide(consultations, names, said=["answer", "used", *asked])
    if words:
        consultations.update(question="", excerpt="")
    merged = Message.objects.filter(merged_into__in=messages).values_list("pk", "merged_into")
    copied = {pk: (*names.get(pk, ()), *names[into]) for pk, into in merged if into}
    replies = Reply.objects.filter(message__in=[*names, *copied])
    _hide(replies, {**names, **copied}, said=["text"])
    _hide_deliveries(replies, of=names)
    _hide_threads(messages, words=words)
    for sha256 in pictures:
        transaction.on_commit(partial(forget_unused, sha256))


def _hide(rows: QuerySet[Any], names: Mapping[int, tuple[str, ...]], *, said: list[str]) -> None:
    found = list(rows)
    for row in found:
        for field in said:
            setattr(row, field, mask(getattr(row, field), names[row.message_id]))
    rows.model._default_manager.bulk_update(found, said)


def _hide_deliveries(replies: QuerySet[Reply], *, of: Collection[int]) -> None:
    """What was handed to the delivery machinery says what the reply says; the conversations `of` messages go."""
    for reply in replies.filter(delivery__isnull=False).select_related("delivery"):
        delivery = cast(Delivery, reply.delivery)
        hidden = {"title": "", "thread": ""} if reply.message_id in of else {}
        delivery.reply = {**cast(dict[str, str], delivery.reply), **hidden, "text": reply.text}
        delivery.save(update_fields=["reply"])


def _hide_threads(messages: list[Message], *, words: bool) -> None:
    """A conversation's title is what its first message says; on a talk page it is part of its name, too."""
    ids = {message.thread_id for message in messages}
    said = Message.objects.filter(thread__in=ids)
    ended = ids - set(said.filter(open=True).values_list("thread", flat=True))
    threads = list(Thread.objects.filter(pk__in=ended))
    for thread in threads:
        thread.url, thread.title = "", "" if words else mask(thread.title)
    Thread.objects.bulk_update(threads, ["url", "title"])
    silent = ended - set(said.filter(erased_at=None).values_list("thread", flat=True))
    Thread.objects.filter(pk__in=silent).exclude(account=None).update(
        remote_id=Concat(Value("erased-"), Cast("pk", CharField()))
    )


def _on_their_way() -> Q:
    """Messages whose reply, or its copy for who asked the same, has still to be sent with its words."""
    waiting = Reply.objects.filter(delivery__state__in=["waiting", "sending", "unknown"])
    copies = waiting.filter(message__merged_into__isnull=False)
    return Q(pk__in=waiting.values("message")) | Q(pk__in=copies.values("message__merged_into"))


@transaction.atomic
def erase_old(government: Government) -> int:
    """Erase, a batch at a time, what the pack's period is over for. How many; nothing where the pack names no period."""
    days = pack_of(government).regulation.personal_data_days
    if days is None:
        return 0
    before = clock.now() - dt.timedelta(days=days)
    rows = Message.objects.filter(government=government, erased_at=None, received_at__lt=before, open=False)
    rows = rows.exclude(_on_their_way())
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
    if Message.objects.filter(_on_their_way(), pk=row.pk).exists():
        raise Refused(Reason(_("Jawabannya masih dalam pengiriman."), remedy=_("Tunggu sampai terkirim, lalu hapus.")))
    _erase([row], words=True)
    record("inbox.erase", row, by=by, facts={"reason": reason.strip()[:300]})


def sweep() -> None:
    """Forget what has served: events, counted tries, who looked at what. An event that could not be read is kept longer."""
    now = clock.now()
    unread = Q(read_at=None, received_at__lt=now - dt.timedelta(days=_UNREAD_EVENT_DAYS))
    Event.objects.filter(Q(read_at__lt=now - dt.timedelta(days=_EVENT_DAYS)) | unread).delete()
    Hit.objects.filter(window__lt=now - dt.timedelta(days=1)).delete()
    Presence.objects.filter(seen_at__lt=now - dt.timedelta(hours=1)).delete()
