"""Forgetting: what identifies askers goes after the pack's period or on request; counts, decisions and the ledger stay."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from kentongan.accounts import secrets
from kentongan.cases.models import Case, Move
from kentongan.files.store import path_of
from kentongan.inbox import tasks
from kentongan.inbox.actions import add_note, answer_message, close_message, decide_suggestion, save_draft
from kentongan.inbox.collecting import take
from kentongan.inbox.entering import Asked, Heard, ask_on_portal, enter_message
from kentongan.inbox.forgetting import erase_message, erase_old, sweep
from kentongan.inbox.listening import store_event
from kentongan.inbox.models import Change, Event, Hit, Message, Presence, Reply
from kentongan.inbox.presence import look_at
from kentongan.inbox.suggesting import suggest_for_new
from kentongan.inbox.tests.conftest import BEGUN, Office, again
from kentongan.inbox.tests.test_service import ask, seen
from kentongan.law import clock
from kentongan.law.refusal import Refused
from kentongan.ledger.models import Batch, Entry
from kentongan.ledger.sealing import seal, verify
from kentongan.networks.base import Incoming
from kentongan.offices.models import Government
from kentongan.offices.packs import pack_of
from kentongan.workspace.stories import found, photo

pytestmark = pytest.mark.django_db
PERIOD = dt.timedelta(days=365)  # of the pack these tests run on
DAY = dt.timedelta(days=1)
NAME, MAIL, PHONE, NIK, HANDLE = (
    "Rinawati",
    "rinawati@example.test",
    "081234567890",
    "6203010101900001",
    "rina_sriwidari",
)
ADDRESS = "https://situs.example/rinawati/5"
IDENTIFYING = (NAME, MAIL, PHONE, NIK, HANDLE, "rinawati", "sriwidari")
SPECIAL = "zebrakuning"  # a word that nothing but the asker's own text holds
WORDS = f"Kapan {SPECIAL} dicat ulang? Hubungi {PHONE} atau {MAIL}, NIK {NIK}"


def found_in_inbox(*needles: str) -> list[str]:
    """Every column of every inbox table in which one of these stands, whatever its type."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name LIKE 'inbox\\_%'"
        )
        columns, places = cursor.fetchall(), []
        tables = {model._meta.db_table for model in apps.get_app_config("inbox").get_models()}
        assert {table for table, _column, _kind in columns} == tables
        for table, column, kind in columns:
            said = f"encode({column}, 'escape')" if kind == "bytea" else f'"{column}"::text'
            for needle in needles:
                cursor.execute(f'SELECT count(*) FROM "{table}" WHERE {said} ILIKE %s', [f"%{needle}%"])
                if cursor.fetchone()[0]:
                    places.append(f"{table}.{column}: {needle}")
    return places


def sealed_contacts() -> list[bytes]:
    return [bytes(contact) for contact in Message.objects.values_list("contact", flat=True) if bytes(contact)]


def hear(office: Office, text: str = WORDS, **given: object) -> Message:
    words = {"author": NAME, "author_id": HANDLE, "permalink": ADDRESS, "title": "Pertanyaan"}
    return office.hear(text, **{**words, **given})


def on_portal(office: Office, text: str = WORDS) -> Message:
    asked = Asked(text, uuid.uuid4(), NAME, MAIL, photo(3))
    ask_on_portal(by=None, agency=office.cast.agency, asked=asked)
    return again(Message.objects.latest("id"))


def edit(office: Office, message: Message, text: str) -> None:
    """The asker edits it over there: what it said before is kept as a change."""
    edited = Incoming(message.remote_id, message.thread.remote_id, "comment", text, NAME, message.at)
    take(office.account, [edited])


def answer(office: Office, message: Message, text: str = "Minggu depan.") -> None:
    answer_message(by=office.people["officer"], message=again(message), text=text, seen=seen(message))


def settled(office: Office) -> Message:
    """A message with everything that is kept beside one: an edit, a suggestion, a reader, an answer."""
    message = hear(office)
    edit(office, message, f"{WORDS}. Terima kasih")
    suggest_for_new()
    decide_suggestion(by=office.people["officer"], message=message, question="intent", label="question")
    look_at(by=office.people["officer"], message=message, typing=True)
    answer(office, message)
    return message


def counts() -> dict[str, int]:
    return {
        "messages": Message.objects.count(),
        "answered": Message.objects.filter(replies__isnull=False).distinct().count(),
        "closed": Message.objects.exclude(closed_as="").count(),
        "open": Message.objects.filter(open=True).count(),
        "questions": Message.objects.filter(intent="question").count(),
        "replies": Reply.objects.count(),
        "changes": Change.objects.count(),
        "cases": Case.objects.count(),
        "moves": Move.objects.count(),
    }


def test_the_packs_period_is_the_one_these_tests_name(office: Office) -> None:
    assert pack_of(office.cast.government).regulation.personal_data_days == PERIOD.days


def test_after_the_period_nobody_can_be_recognised_and_the_counts_stay(office: Office) -> None:
    with clock.at(BEGUN):
        message, form, spam = settled(office), on_portal(office), hear(office, f"Slot {PHONE}")
        answer(office, form)
        close_message(by=office.people["officer"], message=spam, closing="spam")
    before = counts()
    assert found_in_inbox(*IDENTIFYING)
    assert sealed_contacts()
    assert Change.objects.exclude(before="").exists()
    with clock.at(BEGUN + PERIOD + DAY):
        tasks.forget(timestamp=0)
        assert found_in_inbox(*IDENTIFYING, "situs.example") == []
        assert sealed_contacts() == []
        for each in (message, form, spam):
            row = again(each)
            assert (row.author, row.author_id, row.permalink, row.screenshot_sha256) == ("", "", "", "")
            assert (row.tracking_sha256, row.erased_at) == ("", BEGUN + PERIOD + DAY)
        # What was asked is still there to count and to learn from, without whom it came from.
        assert (
            again(message).text
            == f"Kapan {SPECIAL} dicat ulang? Hubungi [telepon] atau [surel], NIK [NIK]. Terima kasih"
        )
        assert erase_old(office.cast.government) == 0
    assert counts() == before
    entry = Entry.objects.get(verb="inbox.erased")
    assert (entry.facts["count"], entry.facts["days"], entry.by) == (3, PERIOD.days, None)
    assert not any(needle in str(list(Entry.objects.values())) for needle in IDENTIFYING[:5])


def test_nothing_younger_is_touched_to_the_day(office: Office) -> None:
    with clock.at(BEGUN):
        old = hear(office)
        answer(office, old)
    with clock.at(BEGUN + dt.timedelta(seconds=1)):
        young = on_portal(office)
        answer(office, young)
    kept = Message.objects.defer("search").filter(pk=young.pk)
    as_it_was = kept.values().get()
    with clock.at(BEGUN + PERIOD):
        assert erase_old(office.cast.government) == 0
    with clock.at(BEGUN + PERIOD + dt.timedelta(seconds=1)):
        assert erase_old(office.cast.government) == 1
        assert again(old).erased_at is not None
        assert kept.values().get() == as_it_was
        assert secrets.unseal(bytes(again(young).contact)) == {"email": MAIL}
    with clock.at(BEGUN + PERIOD + dt.timedelta(seconds=2)):
        assert erase_old(office.cast.government) == 1


def test_the_period_runs_from_when_it_came_in_whatever_its_own_time_says(office: Office) -> None:
    with clock.at(BEGUN):
        message = hear(office, at=BEGUN - 3 * PERIOD)
        answer(office, message)
    with clock.at(BEGUN + PERIOD - DAY):
        assert erase_old(office.cast.government) == 0
    assert again(message).author == NAME


def test_an_open_message_waits_until_it_is_settled(office: Office) -> None:
    with clock.at(BEGUN):
        message = hear(office)
        save_draft(by=office.people["officer"], message=message, text=f"Ibu {PHONE}")
    with clock.at(BEGUN + PERIOD + DAY):
        assert erase_old(office.cast.government) == 0
        assert again(message).author == NAME
        # However it was settled: what counts is that it does not wait any more.
        Message.objects.filter(pk=message.pk).update(open=False, due_at=None, step="")
        assert erase_old(office.cast.government) == 1
    row = again(message)
    assert (row.author, row.draft) == ("", "Ibu [telepon]")


def test_more_than_a_batch_is_erased_in_one_night(office: Office) -> None:
    with clock.at(BEGUN):
        items = [Incoming(f"m-{number}", f"m-{number}", "comment", "Halo", NAME, BEGUN) for number in range(620)]
        take(office.account, items)
    Message.objects.update(open=False, due_at=None, step="")
    with clock.at(BEGUN + PERIOD + DAY):
        tasks.forget(timestamp=0)
    assert not Message.objects.filter(erased_at=None).exists()
    assert sorted(entry.facts["count"] for entry in Entry.objects.filter(verb="inbox.erased")) == [120, 500]


def test_without_a_period_in_the_pack_nothing_is_erased_and_neighbours_keep_theirs(office: Office) -> None:
    assert pack_of(found("lamandau").government).regulation.personal_data_days is None
    with clock.at(BEGUN):
        message = hear(office)
        answer(office, message)
    with clock.at(BEGUN + 10 * PERIOD):
        lamandau = Government.objects.get(pack="lamandau")
        assert erase_old(lamandau) == 0
        assert erase_old(found("bone").government) == 0
    assert again(message).author == NAME


def test_what_was_erased_is_not_filled_in_again_by_the_network(office: Office) -> None:
    with clock.at(BEGUN):
        message = settled(office)
    with clock.at(BEGUN + PERIOD + DAY):
        erase_old(office.cast.government)
        edit(office, message, f"{WORDS} lagi")
        gone = Incoming(message.remote_id, message.thread.remote_id, "comment", WORDS, NAME, BEGUN, gone=True)
        take(office.account, [gone])
    assert found_in_inbox(*IDENTIFYING) == []
    assert Message.objects.count() == 1


def test_on_request_words_name_and_contact_of_one_message_go_and_no_others(office: Office) -> None:
    message, other = settled(office), hear(office)
    form = on_portal(office, f"Formulir {SPECIAL}")
    answer(office, form)
    answer(office, other)
    before, officer = counts(), office.people["officer"]
    erase_message(by=officer, message=form, reason="Diminta penanya")
    erase_message(by=officer, message=message, reason=" Diminta penanya ")
    assert counts() == before
    for each in (message, form):
        row = again(each)
        assert (row.text, row.author, row.author_id, row.permalink, bytes(row.contact)) == ("", "", "", "", b"")
        assert row.erased_at is not None
    assert again(other).author == NAME
    entry = Entry.objects.filter(verb="inbox.erase").latest("id")
    assert (entry.by_id, entry.subject_id, entry.facts) == (officer.pk, message.pk, {"reason": "Diminta penanya"})
    erase_message(by=officer, message=other, reason="Diminta penanya")
    assert found_in_inbox(*IDENTIFYING, SPECIAL, "situs.example") == []
    client = Client()
    client.force_login(officer)
    for path in (f"/kerja/masukan/{message.pk}/", "/kerja/masukan/?daftar=semua", "/kerja/masukan/masukan.csv?daftar=semua"):  # fmt: skip
        page = client.get(path)
        assert page.status_code == 200, path
        assert SPECIAL not in page.content.decode()
        assert NAME not in page.content.decode()


def test_the_code_of_an_erased_message_opens_nothing(office: Office) -> None:
    nonce = uuid.uuid4()
    code = ask_on_portal(by=None, agency=office.cast.agency, asked=Asked(WORDS, nonce, NAME, MAIL))
    message = again(Message.objects.latest("id"))
    answer(office, message)
    assert Client().post("/lacak/", {"code": code}).status_code == 200
    erase_message(by=office.people["officer"], message=message, reason="Diminta penanya")
    assert Client().post("/lacak/", {"code": code}).status_code == 404
    # The form that is sent once more does not bring it back.
    ask_on_portal(by=None, agency=office.cast.agency, asked=Asked(WORDS, nonce, NAME, MAIL))
    assert found_in_inbox(*IDENTIFYING, SPECIAL) == []
    assert Message.objects.count() == 1


def test_only_its_agency_erases_with_a_reason_and_only_what_is_settled(office: Office) -> None:
    message, officer = hear(office), office.people["officer"]
    with pytest.raises(Refused, match="Selesaikan dahulu"):
        erase_message(by=officer, message=message, reason="Diminta penanya")
    answer(office, message)
    for stranger in ("other officer", "other official"):
        with pytest.raises(Refused):
            erase_message(by=office.people[stranger], message=message, reason="Diminta penanya")
    with pytest.raises(Refused, match="Alasan penghapusan"):
        erase_message(by=officer, message=message, reason="  ")
    path = f"/kerja/masukan/{message.pk}/hapus/"
    for who, status in ((None, 302), ("other officer", 404), ("other official", 404)):
        client = Client()
        if who:
            client.force_login(office.people[who])
        assert client.post(path, {"reason": "Iseng"}).status_code == status, who
    client = Client()
    client.force_login(officer)
    assert client.get(path).status_code == 405
    client.post(path, {"reason": ""})
    assert again(message).author == NAME
    assert not Entry.objects.filter(verb__startswith="inbox.erase").exists()
    client.post(path, {"reason": "Diminta penanya"})
    assert again(message).author == ""


@pytest.mark.django_db(transaction=True)
def test_the_ledger_is_whole_after_both_and_holds_no_trace(office: Office) -> None:
    with clock.at(BEGUN):
        message, form = settled(office), on_portal(office)
        answer(office, form)
    while seal():
        pass
    with clock.at(BEGUN + DAY):
        erase_message(by=office.people["officer"], message=form, reason="Diminta penanya")
    with clock.at(BEGUN + PERIOD + DAY):
        assert erase_old(office.cast.government) == 1
    while seal():
        pass
    assert verify() is None
    assert Batch.objects.count() >= 2
    sealed = set(Entry.objects.filter(leaf_of__isnull=False).values_list("verb", flat=True))
    assert {"inbox.erase", "inbox.erased"} <= sealed
    ledger = str(list(Entry.objects.values()))
    assert not [needle for needle in (*IDENTIFYING[:5], SPECIAL) if needle in ledger]
    assert again(message).erased_at is not None
    # The check itself can fail.
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE ledger_entry SET facts = '{}' WHERE verb = 'inbox.erase'")
        cursor.execute("SET session_replication_role = origin")
    assert str(verify()).endswith("changed")


def test_the_sweep_forgets_what_has_served_and_keeps_what_has_not(office: Office) -> None:
    message = hear(office)
    with clock.at(BEGUN):
        read, waiting = store_event(office.account, b"1"), store_event(office.account, b"2")
        Event.objects.filter(pk=read.pk).update(read_at=BEGUN)
        Hit.objects.create(key="x", window=BEGUN)
        look_at(by=office.people["officer"], message=message, typing=False)
    with clock.at(BEGUN + dt.timedelta(minutes=50)):
        sweep()
        assert (Event.objects.count(), Hit.objects.count(), Presence.objects.count()) == (2, 1, 1)
    with clock.at(BEGUN + 8 * DAY):
        sweep()
        assert (Hit.objects.count(), Presence.objects.count()) == (0, 0)
        assert Event.objects.get() == waiting


def _noted(office: Office) -> Message:
    message = hear(office)
    add_note(by=office.people["officer"], message=message, text=f"{NAME} menelepon dari {PHONE}")
    answer(office, message)
    return message


def _replied(office: Office) -> Message:
    message = hear(office)
    answer(office, message, f"Kami hubungi Ibu {NAME} di {PHONE}.")
    return message


def _headed(office: Office) -> Message:
    message = hear(office, title=f"{SPECIAL}, salam dari {NAME} {PHONE}")
    answer(office, message)
    return message


def _entered(office: Office) -> Message:
    heard = Heard(WORDS, NAME, clock.now(), f"Telepon dari {NAME}, {PHONE}", photo(4))
    message = enter_message(by=office.people["officer"], account=office.cast.accounts[1], heard=heard)
    answer(office, message)
    return message


def _consulted(office: Office) -> Message:
    message = hear(office)
    ask(office, message, question=f"Ibu {NAME} bertanya tentang {SPECIAL}")
    close_message(by=office.people["officer"], message=again(message), closing="thanks")
    return message


KEPT_BESIDE = {
    "a note": _noted,
    "our reply": _replied,
    "the conversation's title": _headed,
    "a source by hand": _entered,
    "a consultation": _consulted,
}


@pytest.mark.parametrize("what", KEPT_BESIDE)
def test_what_is_kept_beside_a_message_is_erased_with_it_on_request(office: Office, what: str) -> None:
    message = KEPT_BESIDE[what](office)
    erase_message(by=office.people["officer"], message=message, reason="Diminta penanya")
    assert found_in_inbox(NAME, PHONE, SPECIAL) == []


@pytest.mark.parametrize("what", ["a note", "our reply", "the conversation's title", "a source by hand"])
def test_numbers_kept_beside_a_message_go_after_the_period(office: Office, what: str) -> None:
    with clock.at(BEGUN):
        KEPT_BESIDE[what](office)
    with clock.at(BEGUN + PERIOD + DAY):
        erase_old(office.cast.government)
    assert found_in_inbox(PHONE) == []


def test_an_event_that_nobody_could_read_is_forgotten_some_day(office: Office) -> None:
    with clock.at(BEGUN):
        store_event(office.account, f'{{"comments": "{NAME} {PHONE}"}}'.encode())
        Event.objects.update(tries=8)
    with clock.at(BEGUN + 2 * PERIOD):
        tasks.forget(timestamp=0)
    assert found_in_inbox(NAME) == []


def test_the_askers_picture_is_erased_with_the_last_message_that_has_it(
    office: Office, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    first, second = on_portal(office), on_portal(office)
    picture = path_of(first.screenshot_sha256)
    assert first.screenshot_sha256 == second.screenshot_sha256
    for message, stays in ((first, True), (second, False)):
        answer(office, message)
        with django_capture_on_commit_callbacks(execute=True):
            erase_message(by=office.people["officer"], message=message, reason="Diminta penanya")
        assert picture.exists() is stays
