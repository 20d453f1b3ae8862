"""Listening: whatever is cut off, overlaps or comes out of order, each message is there once; silence is told.

The feed here is made up, for faults of the mark alone. Real networks are read in their own tests and in test_webhook.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from kentongan.accounts import secrets
from kentongan.accounts.actions import AccountDetails, close_account, designate_account, pause_account
from kentongan.accounts.models import Account
from kentongan.cases.models import Case
from kentongan.inbox import collecting, listening, tasks
from kentongan.inbox.actions import answer_message, close_message
from kentongan.inbox.collecting import Taken, take
from kentongan.inbox.entering import Heard, enter_message
from kentongan.inbox.models import Change, Message, Stream
from kentongan.inbox.tests.conftest import Office, again
from kentongan.inbox.tests.test_service import seen
from kentongan.law import clock
from kentongan.law.refusal import Refused
from kentongan.networks import registry
from kentongan.networks.base import Collected, Credentials, Incoming, Limits, Unavailable
from kentongan.networks.calls import Patience
from kentongan.networks.testing.wordpress_server import WordPressSite, wordpress
from kentongan.networks.wordpress.network import WordPress
from kentongan.workspace.stories import Cast, found

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 3, 0, tzinfo=dt.UTC)
PAGE, OVERLAP = 10, 3
DAY = dt.timedelta(days=1)


class Crash(Exception):  # noqa: N818 (what happens to a process)
    """A process that ends in the middle."""


@dataclass
class Feed:
    """A network that is made up: its items in the order in which pages give them; the cursor is a place in it."""

    said: list[Incoming] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    cursors: list[str] = field(default_factory=list)
    down: bool = False
    meanwhile: Callable[[], object] = lambda: None

    key, title, kind, verified, by_hand = "feed", "Umpan uji", "blog", "none", False
    limits, fields, streams = Limits(), (), ("comments",)

    def say(self, *numbers: int, text: str = "", at: dt.datetime | None = None) -> None:
        self.said += [item(number, text=text, at=at) for number in numbers]

    def now(self, number: int, text: str = "", *, gone: bool = False) -> None:
        """One item as it stands from now on."""
        self.said = [item(number, text=text, gone=gone) if one.remote_id == f"f-{number}" else one for one in self.said]

    def collect(self, stream: str, cursor: str, credentials: Credentials) -> Collected:
        if self.down:
            raise Unavailable("Umpan uji tidak dapat dihubungi.")
        self.cursors.append(cursor)
        start = max(0, int(cursor or 0) - OVERLAP)
        page, after = self.said[start : start + PAGE], start + PAGE
        self.meanwhile()
        return Collected(page, str(min(after, len(self.said))), more=after < len(self.said))

    def reread(self, remote_ids: Sequence[str], credentials: Credentials) -> Sequence[Incoming]:
        if self.down:
            raise Unavailable("Umpan uji tidak dapat dihubungi.")
        assert len(remote_ids) <= 50
        self.asked += remote_ids
        return [each for each in self.said if each.remote_id in remote_ids]

    def read_hook(self, body: bytes, credentials: Credentials) -> Sequence[Incoming]:
        return self.reread(body.decode().split(), credentials)


def item(number: int, *, text: str = "", gone: bool = False, at: dt.datetime | None = None) -> Incoming:
    words = text or f"Kapan jalan {number} diperbaiki?"
    moment = at or NOW - dt.timedelta(hours=1) + dt.timedelta(seconds=number)
    return Incoming(f"f-{number}", f"t-{number % 7}", "comment", words, "Budi", moment, gone=gone)


@pytest.fixture
def feed(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[Feed]:
    """What the first account listens to, at a fixed time."""
    made = Feed()
    monkeypatch.setitem(registry._networks, office.account.network, made)
    connect(office.account)
    with clock.at(NOW):
        yield made


def connect(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(credentials=secrets.seal({"a": "b"}), verified_at=NOW - DAY)


def account_of(office: Office) -> Account:
    return Account.objects.select_related("agency__government", "government", "decree").get(pk=office.account.pk)


def each_is_there_once(numbers: Sequence[int]) -> None:
    there = list(Message.objects.values_list("remote_id", flat=True))
    assert sorted(there) == sorted(f"f-{number}" for number in numbers)
    assert Case.objects.filter(subject_kind="message").count() == len(there)
    assert not Change.objects.exists()


def silent(cast: Cast) -> list[Stream]:
    return list(listening.silent_streams().filter(government=cast.government))


def page_of_sources(office: Office) -> str:
    client = Client()
    client.force_login(office.people["officer"])
    return client.get("/kerja/masukan/sumber/").content.decode()


def test_a_crash_between_keeping_a_page_and_its_mark_reads_the_page_again(
    office: Office, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed.say(*range(35))
    saved, save = [], Stream.save

    def crash(stream: Stream, **given: object) -> None:
        saved.append(stream.cursor)
        if len(saved) == 3:  # the first makes the row, the second keeps the first page
            raise Crash
        save(stream, **given)

    monkeypatch.setattr(Stream, "save", crash)
    with pytest.raises(Crash):
        listening.collect(account_of(office))
    monkeypatch.undo()
    monkeypatch.setitem(registry._networks, office.account.network, feed)
    # What was kept without its mark would be counted as new a second time, or never.
    assert (Message.objects.count(), Stream.objects.get().cursor) == (10, "10")
    assert listening.collect(account_of(office)) == 25
    each_is_there_once(range(35))


def test_a_crash_while_a_page_is_kept_loses_none_of_it(
    office: Office, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed.say(*range(35))

    def crash(*_given: object) -> None:
        raise Crash

    with monkeypatch.context() as broken:
        broken.setattr(collecting, "_begin", crash)
        with pytest.raises(Crash):
            listening.collect(account_of(office))
    assert (Message.objects.count(), Stream.objects.get().cursor) == (0, "")
    listening.collect(account_of(office))
    each_is_there_once(range(35))


def test_a_line_cut_off_between_two_pages_goes_on_where_it_was(office: Office, feed: Feed) -> None:
    feed.say(*range(35))
    calls = iter(range(100))

    def cut() -> None:
        if next(calls) == 2:
            raise Unavailable("Terputus.")

    feed.meanwhile = cut
    assert listening.collect(account_of(office)) == 17
    stream = Stream.objects.get()
    assert (stream.cursor, stream.failing_since, stream.detail) == ("17", NOW, "Terputus.")
    assert listening.collect(account_of(office)) == 18
    assert feed.cursors[3] == "17"
    each_is_there_once(range(35))
    stream.refresh_from_db()
    assert (stream.failing_since, stream.detail, stream.checked_at) == (None, "", NOW)


def test_polling_and_calls_about_the_same_messages_overlap(office: Office, feed: Feed) -> None:
    """The network calls while its page is on the way, before, and once more afterwards."""
    feed.say(*range(35))
    account = account_of(office)

    def call() -> None:
        names = " ".join(f"f-{number}" for number in range(5, 35, 3))
        listening.read_event(listening.store_event(account, names.encode()).pk)

    listening.read_event(listening.store_event(account, b"f-34 f-0").pk)
    feed.meanwhile = call
    listening.collect(account)
    call()
    each_is_there_once(range(35))


@pytest.mark.parametrize("seed", range(5))
def test_pages_out_of_order_with_repetitions(office: Office, feed: Feed, seed: int) -> None:
    numbers = [*range(60), *range(20), 7, 7, 7]
    random.Random(seed).shuffle(numbers)
    feed.say(*numbers)
    assert listening.collect(account_of(office)) == 60
    assert listening.collect(account_of(office)) == 0
    each_is_there_once(range(60))


def test_more_than_one_go_can_read_is_read_in_the_next(office: Office, feed: Feed) -> None:
    feed.say(*range(200))
    first = listening.collect(account_of(office))
    assert len(feed.cursors) == listening.MOST_PAGES
    assert 0 < first < 200
    assert first + listening.collect(account_of(office)) == 200
    each_is_there_once(range(200))


def test_a_mark_that_makes_no_sense_to_anybody_else_is_given_back_as_it_was(office: Office, feed: Feed) -> None:
    feed.say(*range(12))
    listening.collect(account_of(office))
    feed.say(12)
    listening.collect(account_of(office))
    assert feed.cursors == ["", "10", "12"]


def test_what_was_said_long_before_the_account_was_connected_is_history(office: Office, feed: Feed) -> None:
    connected = NOW - DAY
    feed.say(1, at=connected - dt.timedelta(days=31))
    feed.say(2, at=connected - dt.timedelta(days=29))
    assert listening.collect(account_of(office)) == 1
    each_is_there_once([2])
    Account.objects.filter(pk=office.account.pk).update(verified_at=None)
    Stream.objects.all().delete()
    assert listening.collect(account_of(office)) == 1


@pytest.fixture
def unheard(db: None) -> Cast:
    """A government whose regulation has no service flow."""
    with clock.at(NOW - DAY):
        return found("lamandau")


def test_where_no_procedure_says_how_to_answer_nothing_is_collected(unheard: Cast, feed: Feed) -> None:
    cast = unheard
    connect(cast.accounts[0])
    account = Account.objects.select_related("agency__government", "government").get(pk=cast.accounts[0].pk)
    feed.say(1)
    assert listening.collect(account) == 0
    assert feed.cursors == []
    assert take(account, [item(1)]) == Taken()
    heard = Heard("Kapan?", "Budi", NOW, "https://contoh.example/1")
    with pytest.raises(Refused, match="tidak memuat alur pelayanan"):
        enter_message(by=cast.people["officer"], account=account, heard=heard)
    assert not Message.objects.exists()


def test_an_account_that_is_closed_or_was_never_connected_is_not_asked(office: Office, feed: Feed) -> None:
    feed.say(1)
    Account.objects.filter(pk=office.account.pk).update(credentials=b"")
    assert listening.collect(account_of(office)) == 0
    assert office.account not in listening.heard_accounts()
    connect(office.account)
    assert office.account in listening.heard_accounts()
    close_account(by=office.cast.operator, account=account_of(office))
    assert listening.collect(account_of(office)) == 0
    assert office.account not in listening.heard_accounts()
    assert feed.cursors == []


def test_a_silent_stream_raises_the_alarm_after_an_hour_and_its_end_ends_it(office: Office, feed: Feed) -> None:
    feed.say(1)
    listening.collect(account_of(office))
    feed.down, told = True, f"{office.account.name} tidak terbaca sejak"
    with clock.at(NOW + dt.timedelta(minutes=10)):
        listening.collect(account_of(office))
        page = page_of_sources(office)
        assert told not in page
        assert "gagal dibaca" in page
    for minutes, alarmed in ((69, False), (71, True)):
        with clock.at(NOW + dt.timedelta(minutes=minutes)):
            listening.collect(account_of(office))  # the time since it fails does not begin anew
            assert bool(silent(office.cast)) is alarmed
            assert (told in page_of_sources(office)) is alarmed
    stream = Stream.objects.get()
    assert (stream.failing_since, stream.checked_at, stream.received_at) == (NOW + dt.timedelta(minutes=10), NOW, NOW)
    feed.down = False
    with clock.at(NOW + dt.timedelta(hours=3)):
        listening.collect(account_of(office))
        assert told not in page_of_sources(office)
    stream.refresh_from_db()
    # It was read, but nothing was said: both are kept apart.
    assert (stream.checked_at, stream.received_at) == (NOW + dt.timedelta(hours=3), NOW)


def test_the_alarm_is_the_governments_own_and_not_of_closed_accounts(office: Office, feed: Feed) -> None:
    feed.down = True
    listening.collect(account_of(office))
    next_door = found("bone")
    with clock.at(NOW + dt.timedelta(hours=2)):
        assert [stream.account for stream in silent(office.cast)] == [office.account]
        assert silent(next_door) == []
        close_account(by=office.cast.operator, account=account_of(office))
        assert silent(office.cast) == []


@pytest.mark.parametrize("why", ["no worker runs", "the key is lost"])
def test_a_stream_that_nobody_reads_raises_the_alarm_too(office: Office, feed: Feed, why: str) -> None:
    listening.collect(account_of(office))
    if why == "the key is lost":
        Account.objects.filter(pk=office.account.pk).update(credentials=b"sealed with a key that is lost")
    if why == "the key is lost":
        with clock.at(NOW + dt.timedelta(hours=5)):
            assert listening.collect(account_of(office)) == 0
        assert "Hubungkan sekali lagi" in Stream.objects.get().detail
    with clock.at(NOW + 2 * DAY):
        assert silent(office.cast)


@pytest.mark.django_db(transaction=True)
def test_a_job_still_in_the_queue_does_not_keep_other_accounts_from_being_heard(office: Office, feed: Feed) -> None:
    cast = office.cast
    details = AccountDetails("wordpress", "blog", "Situs kedua")
    second = designate_account(by=cast.operator, agency=cast.agency, decree=cast.decree, details=details)
    app_job = ProcrastinateJob.objects.filter(task_name=tasks.LISTEN)
    tasks.listen_all(timestamp=0)
    assert app_job.count() == 1
    connect(second)
    tasks.listen_all(timestamp=60)  # the first account's job has not begun: the worker is busy
    assert {job.args["account_id"] for job in app_job} == {office.account.pk, second.pk}


def test_edits_and_deletions_show_and_what_was_said_before_stays(office: Office, feed: Feed) -> None:
    feed.say(*range(4))
    listening.collect(account_of(office))
    feed.now(1, "Maaf, jalan nomor satu")
    feed.now(2, gone=True)
    later = NOW + dt.timedelta(hours=2)
    with clock.at(later):
        assert listening.look_again(account_of(office)) == 2
        assert listening.look_again(account_of(office)) == 0
    rows = {row.remote_id: row for row in Message.objects.all()}
    assert (rows["f-1"].text, rows["f-1"].edited_at, rows["f-1"].gone_at) == ("Maaf, jalan nomor satu", later, None)
    assert (rows["f-2"].text, rows["f-2"].edited_at, rows["f-2"].gone_at) == (item(2).text, None, later)
    assert rows["f-2"].open
    assert (rows["f-3"].edited_at, rows["f-3"].gone_at) == (None, None)
    kept = Change.objects.order_by("message__remote_id").values_list("message__remote_id", "kind", "before", "at")
    assert list(kept) == [("f-1", "edited", item(1).text, later), ("f-2", "deleted", item(2).text, later)]
    client = Client()
    client.force_login(office.people["officer"])
    edited = client.get(f"/kerja/masukan/{rows['f-1'].pk}/").content.decode()
    assert "Maaf, jalan nomor satu" in edited
    assert "Kapan jalan 1 diperbaiki?" in edited
    gone = client.get(f"/kerja/masukan/{rows['f-2'].pk}/").content.decode()
    assert "dihapus di sana" in gone
    assert "Kapan jalan 2 diperbaiki?" in gone


def test_every_edition_stays_and_one_that_comes_back_is_there_again(office: Office, feed: Feed) -> None:
    feed.say(0)
    listening.collect(account_of(office))
    before = again(Message.objects.get()).thread.version
    for text, gone in (("Dua", False), ("", True), ("Dua", False), ("Tiga", False)):
        feed.now(0, text, gone=gone)
        assert listening.look_again(account_of(office)) == 1
    message = again(Message.objects.get())
    assert (message.text, message.gone_at) == ("Tiga", None)
    assert list(message.changes.values_list("kind", "before")) == [
        ("edited", item(0).text),
        ("deleted", "Dua"),
        ("restored", "Dua"),
        ("edited", "Dua"),
    ]
    assert message.thread.version == before + 4  # who had the page open is told


def test_what_waits_is_looked_at_again_and_what_is_long_settled_is_not(office: Office, feed: Feed) -> None:
    ages = {"f-0": 15 * DAY, "f-1": 13 * DAY, "f-2": 2 * DAY, "f-3": dt.timedelta(hours=2), "f-4": 2 * DAY}
    feed.say(*range(5))
    listening.collect(account_of(office))
    for remote_id, age in ages.items():
        Message.objects.filter(remote_id=remote_id).update(received_at=NOW - age)
    answered, closed = Message.objects.get(remote_id="f-2"), Message.objects.get(remote_id="f-3")
    answer_message(by=office.people["officer"], message=again(answered), text="Besok.", seen=seen(answered))
    close_message(by=office.people["officer"], message=again(closed), closing="thanks")
    Message.objects.filter(remote_id="f-4").update(heard="hand")
    listening.look_again(account_of(office))
    # Open and younger than 14 days; settled, but of the last day. What was written down by hand is in nobody's network.
    assert sorted(feed.asked) == ["f-1", "f-3"]


def test_a_paused_account_and_one_that_is_down_are_left_alone(office: Office, feed: Feed) -> None:
    feed.say(0)
    listening.collect(account_of(office))
    feed.now(0, gone=True)
    feed.down = True
    assert listening.look_again(account_of(office)) == 0
    feed.down = False
    pause_account(by=office.cast.operator, account=account_of(office), reason="Diretas")
    assert listening.look_again(account_of(office)) == 0
    assert not Change.objects.exists()


def test_many_are_looked_at_in_portions(office: Office, feed: Feed) -> None:
    feed.say(*range(130))
    listening.collect(account_of(office))
    for number in (0, 60, 129):
        feed.now(number, gone=True)
    assert listening.look_again(account_of(office)) == 3
    assert len(feed.asked) == len(set(feed.asked)) == 130


def test_an_old_page_that_a_call_has_overtaken_is_put_right_by_looking_again(office: Office, feed: Feed) -> None:
    """A page is on its way; meanwhile the message is edited and the network's call is read: the page brings old words."""
    feed.say(0)
    account = account_of(office)
    listening.collect(account)

    def edited_meanwhile() -> None:
        feed.now(0, "Baru")
        listening.read_event(listening.store_event(account, b"f-0").pk)

    feed.meanwhile = edited_meanwhile
    listening.collect(account)
    listening.look_again(account)
    message = Message.objects.get()
    assert message.text == "Baru"
    assert [change.before for change in message.changes.all()] == [item(0).text, "Baru", item(0).text]


@pytest.fixture(scope="module")
def site() -> Iterator[WordPressSite]:
    with wordpress() as running:
        yield running


@pytest.mark.server
def test_long_comments_do_not_keep_others_from_being_looked_at(
    office: Office, site: WordPressSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = "comment_post_ID, comment_author, comment_content, comment_approved, comment_type, comment_date, comment_date_gmt"
    for number in range(40):
        words = f"{number} " + "panjang " * 8000  # 64 KB, as much as WordPress takes
        values = "VALUES (1, 'Budi', %s, '1', 'comment', NOW(), UTC_TIMESTAMP())"
        site.ask(f"INSERT INTO wp_comments ({columns}) {values}", words)
    monkeypatch.setitem(registry._networks, office.account.network, WordPress(loopback=True, patience=Patience()))
    sealed = secrets.seal(site.editor_credentials)
    Account.objects.filter(pk=office.account.pk).update(credentials=sealed)
    assert listening.collect(account_of(office)) == 40 + 1  # and the one that comes with every new site
    number = Message.objects.latest("id").remote_id
    site.ask("UPDATE wp_comments SET comment_approved = 'trash' WHERE comment_ID = %s", number)
    assert listening.look_again(account_of(office)) == 1
