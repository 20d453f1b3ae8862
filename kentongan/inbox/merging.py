"""The same question asked more than once: one message is answered, and whoever asked it elsewhere hears the answer."""

from __future__ import annotations

from django.contrib.postgres.search import SearchRank
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from kentongan.inbox import rules
from kentongan.inbox.actions import close_message, locked_message
from kentongan.inbox.lists import query_of
from kentongan.inbox.models import Message, MessageQuerySet
from kentongan.law.refusal import Reason
from kentongan.ledger.actions import action, record
from kentongan.offices.actions import refuse_if
from kentongan.offices.models import Person
from kentongan.reading.slang import words_of

MOST_ALIKE = 10
_MOST_WORDS = 20
_SHORT = 3  # letters; such words say little of what is asked


def into_which(person: Person, message: Message) -> MessageQuerySet:
    """What a message may be merged into: what waits at the same agency and whose hours end no later than its own."""
    rows = Message.objects.visible_to(person).filter(agency=message.agency_id, open=True).exclude(pk=message.pk)
    return rows.filter(due_at__lte=message.due_at) if message.due_at else rows


def alike(person: Person, message: Message, words: str = "") -> list[Message]:
    """Of these the likest to the message, or to some words, likest first."""
    telling = list(dict.fromkeys(word for word in words_of(message.text) if len(word) > _SHORT))
    query = query_of(words or " OR ".join(telling[:_MOST_WORDS]))
    rows = into_which(person, message).filter(search=query).annotate(rank=SearchRank(F("search"), query))
    rows = rows.defer("search").select_related("account", "agency", "assignee")
    return list(rows.order_by("-rank", "pk")[:MOST_ALIKE])


@action("inbox.merge")
def merge_message(*, by: Person, message: Message, into: Message) -> None:
    """Say that it asks the same as another one: that one is answered, this one is closed, and its asker told likewise.

    Nobody waits longer for it: the other one's hours end no later, and whoever answers it holds the same agency's office.
    """
    # In one order, so that two who merge the other way round wait for each other.
    rows = {row.pk: locked_message(row) for row in sorted({message, into}, key=lambda row: row.pk)}
    message, into = rows[message.pk], rows[into.pk]
    refuse_if(rules.why_not_close(message, by))
    refuse_if(_why_not_merge(message, into, by))
    words = _("Digabungkan dengan masukan %(id)d.") % {"id": into.pk}
    close_message(by=by, message=message, closing="duplicate", reason=words)
    moved = [message.pk, *message.merged.values_list("pk", flat=True)]
    Message.objects.filter(pk__in=moved).update(merged_into=into)
    record("inbox.merge", message, by=by, facts={"into": into.pk, "moved": moved})


def _why_not_merge(message: Message, into: Message, by: Person) -> Reason | None:
    if into.pk == message.pk:
        return Reason(_("Pilih masukan lain."), field="into")
    if into.agency_id != message.agency_id or rules.why_not_work(into, by):
        return Reason(_("Masukan tujuan tidak ditemukan."), field="into")
    if not into.open:
        remedy = _("Jawab masukan ini, atau pilih yang masih menunggu.")
        return Reason(_("Masukan tujuan sudah selesai."), field="into", remedy=remedy)
    if message.due_at and (into.due_at is None or into.due_at > message.due_at):
        remedy = _("Gabungkan yang itu ke masukan ini.")
        return Reason(_("Penanya ini akan menunggu lebih lama."), field="into", remedy=remedy)
    return None
