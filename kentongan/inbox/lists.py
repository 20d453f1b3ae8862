"""Lists of messages: one authorised query, narrowed by what somebody asks for, a page at a time by keyset."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery
from django.db.models import F, Max, Q
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from kentongan.inbox.models import INTENTS, Consultation, Message, MessageQuerySet
from kentongan.law import clock
from kentongan.offices.models import Person

SIZE = 25
_NEAR = 10_000  # messages that a search reads one by one before it asks the index of words
LISTS = {
    "menunggu": _("Perlu ditindak"),
    "saya": _("Untuk saya"),
    "instansi": _("Menunggu instansi"),
    "darurat": _("Darurat"),
    "semua": _("Semua"),
}
_NARROWING = ("agency", "account", "intent", "topic")


@dataclass(frozen=True)
class Asked:
    """Which list, narrowed how: what an address says, made sound."""

    which: str = "menunggu"
    words: str = ""
    agency: int | None = None
    account: int | None = None
    intent: str = ""
    topic: str = ""
    after: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Asked:
        """Read an address's query; what makes no sense is left out."""
        given = {name: value.replace("\x00", "") for name, value in given.items()}
        which, intent = given.get("daftar", ""), given.get("jenis", "")
        return cls(
            which if which in LISTS else "semua" if given.get("q") else "menunggu",
            given.get("q", "").strip()[:200],
            number_of(given.get("perangkat", "")),
            number_of(given.get("akun", "")),
            intent if intent in INTENTS else "",
            given.get("topik", "")[:60],
            given.get("sesudah", ""),
        )

    @property
    def by_due(self) -> bool:
        """Whether the list runs from the most urgent, rather than from the newest."""
        return self.which != "semua" and not self.words


def number_of(text: str) -> int | None:
    """A number from an address or a form; None when it is none that the database could have."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


@dataclass(frozen=True)
class Page:
    """One page of messages. `after`: what continues it, "" on the last."""

    rows: list[Message]
    after: str


def query_of(words: str) -> SearchQuery:
    """What is looked for, as people type it: by stems, with quotes, OR and -."""
    return SearchQuery(words, config="indonesian", search_type="websearch")


def narrowed(person: Person, asked: Asked) -> MessageQuerySet:
    """What this person may read of what was asked for. Lists, search, bulk actions and exports all start here."""
    rows = Message.objects.visible_to(person)
    if asked.which != "semua":
        rows = rows.filter(open=True)
    if asked.which == "saya":
        rows = rows.filter(assignee=person)
    if asked.which == "instansi":
        rows = rows.filter(
            pk__in=Consultation.objects.filter(government_id=person.government_id, outcome="").values("message")
        )
    if asked.which == "darurat":
        rows = rows.filter(emergency=True)
    for name in _NARROWING:
        if value := getattr(asked, name):
            rows = rows.filter(**{name: value})
    if asked.words:
        rows = rows.filter(search=query_of(asked.words))
    return rows


def page_of(person: Person, asked: Asked) -> Page:
    """One page: the most urgent first, or the newest first; as fast on the last page as on the first.

    What looks like an emergency stands before all that is only due, on the first page.
    """
    rows = narrowed(person, asked).defer("search").select_related("agency", "account", "assignee")
    if asked.which == "darurat" and asked.by_due:
        return _by_due(rows, asked.after)
    if asked.by_due:
        urgent = [] if asked.after else _by_due(rows.filter(emergency=True), "").rows
        page = _by_due(rows.filter(emergency=False), asked.after)
        return Page([*urgent, *page.rows], page.after)
    before = number_of(asked.after)
    rows = rows.filter(pk__lt=before) if before else rows
    found = _found(rows, before) if asked.words else list(rows.order_by("-pk")[: SIZE + 1])
    return Page(found[:SIZE], str(found[SIZE - 1].pk) if len(found) > SIZE else "")


def _found(rows: MessageQuerySet, before: int | None) -> list[Message]:
    """Newest first: a frequent word soon fills a page from the newest messages, a rare one is in the index of words.

    PostgreSQL cannot tell which a word is and would read a million messages for a rare one; "+ 0" keeps it from that.
    """
    top = before or Message.objects.aggregate(last=Max("pk"))["last"] or 0
    found = list(rows.filter(pk__gte=top - _NEAR).order_by("-pk")[: SIZE + 1])
    return found if len(found) > SIZE else list(rows.order_by((F("pk") + 0).desc())[: SIZE + 1])


def _by_due(rows: MessageQuerySet, after: str) -> Page:
    moment, _underscore, number = after.partition("_")
    since, last = _moment(moment), number_of(number)
    if since and last:
        rows = rows.filter(Q(due_at__gt=since) | Q(due_at=since, pk__gt=last), due_at__gte=since)
    found = list(rows.order_by("due_at", "pk")[: SIZE + 1])
    edge = found[SIZE - 1] if len(found) > SIZE else None
    return Page(found[:SIZE], f"{edge.due_at.isoformat()}_{edge.pk}" if edge and edge.due_at else "")


def _moment(text: str) -> dt.datetime | None:
    try:
        found = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        return None
    return found if found and found.tzinfo else None


def emergencies(person: Person) -> int:
    """How many open messages look like an emergency; counted to 100."""
    return narrowed(person, Asked("darurat"))[:100].count()


def present(message: Message, person: Person) -> list[tuple[Person, bool]]:
    """Who else has the message open, and whether they are writing."""
    now = clock.now()
    rows = message.present.filter(seen_at__gt=now - dt.timedelta(seconds=40)).exclude(person=person)
    return [
        (row.person, bool(message.open and row.typing_at and row.typing_at > now - dt.timedelta(seconds=20)))
        for row in rows.select_related("person")
    ]
