from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from kentongan.accounts.models import Account
from kentongan.inbox.collecting import take
from kentongan.inbox.models import Message
from kentongan.law import clock
from kentongan.networks.base import Incoming
from kentongan.offices.actions import PersonDetails, Term, add_agency, add_person, appoint
from kentongan.offices.models import Agency, Person
from kentongan.workspace.stories import Cast, found
from kentongan.workspace.tests.acts import decree_of

BEGUN = dt.datetime(2026, 1, 5, 3, 0, tzinfo=dt.UTC)


@dataclass
class Office:
    """A government that answers: the first agency's officer and official, and another agency with its own."""

    cast: Cast
    other: Agency
    people: dict[str, Person]

    @property
    def account(self) -> Account:
        return self.cast.accounts[0]

    def hear(self, text: str = "Kapan jadwal perbaikan jalan Desa Melati?", **given: object) -> Message:
        """One message that came in on the first account."""
        number = Message.objects.count()
        words: dict[str, object] = {
            "remote_id": f"c-{number}",
            "thread": f"t-{number}",
            "kind": "comment",
            "text": text,
        }
        words |= {"author": "Budi", "at": clock.now(), **given}
        (message,) = take(self.account, [Incoming(**words)]).new  # type: ignore[arg-type]
        return again(message)


def again(row: Message) -> Message:
    return Message.objects.select_related("agency__government", "government", "thread", "account").get(pk=row.pk)


def person(cast: Cast, agency: Agency, role: str, name: str) -> Person:
    """Somebody appointed there."""
    number = Person.objects.count()
    details = PersonDetails(name, f"{role}-{number}@uji.example", f"1990010120150110{number:02d}")
    made = add_person(by=cast.operator, agency=agency, details=details)
    term = Term(cast.government.today() - dt.timedelta(days=1))
    decree = decree_of(cast, agency, f"{role}/{number}")
    appoint(by=cast.operator, person=made, role=role, decree=decree, term=term)
    return made


@pytest.fixture
def office(db: None) -> Office:
    with clock.at(BEGUN):
        cast = found("kapuas")
        other = add_agency(by=cast.operator, government=cast.government, name="Dinas Pekerjaan Umum dan Penataan Ruang")
        people = {
            "second": person(cast, cast.agency, "officer", "Petugas Kedua"),
            "other officer": person(cast, other, "officer", "Petugas PUPR"),
            "other official": person(cast, other, "official", "Pejabat PUPR"),
        }
    return Office(cast, other, {**cast.people, **people})
