"""Calls of a network: heard only with the account's own signature, stored as they came, each message once.

What the messages say comes from a real WordPress; the last test has its visitor's comment told by our plugin itself.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import shutil
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from kentongan.accounts import secrets
from kentongan.accounts.actions import (
    AccountDetails,
    close_account,
    connect_account,
    designate_account,
    make_hook_secret,
)
from kentongan.accounts.models import Account
from kentongan.inbox import listening, tasks
from kentongan.inbox.models import Change, Event, Message
from kentongan.inbox.tests.conftest import Office
from kentongan.law import clock
from kentongan.networks import wordpress as plugin_folder
from kentongan.networks.calls import Patience
from kentongan.networks.testing.processes import free_port
from kentongan.networks.testing.receiver import receiver
from kentongan.networks.testing.wordpress_server import WordPressSite, wordpress
from kentongan.networks.wordpress.client import Client as Site
from kentongan.networks.wordpress.client import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.server]
PLUGIN = Path(plugin_folder.__file__).parent / "kentongan-hook.php"
_COLUMNS = "comment_post_ID, comment_author, comment_content, comment_approved, comment_type, comment_parent, comment_date, comment_date_gmt"


@pytest.fixture(scope="module")
def site() -> Iterator[WordPressSite]:
    with wordpress() as running:
        running.ask("ALTER TABLE wp_comments MODIFY comment_content LONGTEXT NOT NULL")  # room for a megabyte
        yield running


@dataclass
class Caller:
    """An account with the secret that its network was given."""

    account: Account
    secret: str

    def sign(self, body: bytes) -> str:
        return "sha256=" + hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()

    def call(self, body: bytes, signature: str | None = None, address: str = "192.0.2.1") -> int:
        """Call the account's address; signed rightly unless told otherwise. The answer's status."""
        signed = self.sign(body) if signature is None else signature
        headers = {"X-Kentongan-Signature": signed} if signed else {}
        path = f"/kait/{self.account.hook}/"
        return (
            Client(REMOTE_ADDR=address).post(path, body, content_type="application/json", headers=headers).status_code
        )

    def tell(self, *numbers: int | str) -> Event:
        """Call about these comments, and return what was stored."""
        assert self.call(about(*numbers)) == 200
        return Event.objects.latest("id")


def about(*numbers: int | str) -> bytes:
    return json.dumps({"comments": [int(number) for number in numbers]}).encode()


def caller(office: Office, name: str = "Situs resmi") -> Caller:
    """An official WordPress account that nobody has connected yet, with a secret."""
    cast = office.cast
    account = designate_account(
        by=cast.operator, agency=cast.agency, decree=cast.decree, details=AccountDetails("wordpress", "blog", name)
    )
    secret = make_hook_secret(by=cast.operator, account=account)
    return Caller(Account.objects.select_related("agency__government", "government").get(pk=account.pk), secret)


@pytest.fixture
def told(office: Office, site: WordPressSite) -> Caller:
    """A connected one: what is told there is read from the real site."""
    made = caller(office)
    connect_account(by=office.cast.operator, account=made.account, credentials=site.editor_credentials)
    return made


def write(site: WordPressSite, words: str, *, author: str = "Budi", parent: str = "0", at: dt.datetime | None = None) -> str:  # fmt: skip
    """A comment as it stands in the site's database; its id."""
    moment = (at or dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)).strftime("%Y-%m-%d %H:%M:%S")
    site.ask(
        f"INSERT INTO wp_comments ({_COLUMNS}) VALUES (1, %s, %s, '1', 'comment', %s, %s, %s)",
        author,
        words,
        parent,
        moment,
        moment,
    )
    return str(site.ask("SELECT MAX(comment_ID) FROM wp_comments")[0][0])


def officer(office: Office) -> Client:
    client = Client()
    client.force_login(office.people["officer"])
    return client


def test_the_same_call_three_times_is_one_message(site: WordPressSite, told: Caller) -> None:
    number = write(site, "Kapan jalan diperbaiki?")
    assert [told.call(about(number)) for _time in range(3)] == [200, 200, 200]
    assert [listening.read_event(event.pk) for event in Event.objects.order_by("id")] == [1, 0, 0]
    message = Message.objects.get()
    assert (message.remote_id, message.text, message.step) == (number, "Kapan jalan diperbaiki?", "receive")
    assert not Event.objects.filter(read_at=None).exists()
    assert listening.read_event(Event.objects.earliest("id").pk) == 0
    assert set(Event.objects.values_list("tries", flat=True)) == {1}  # what was read is not read again
    assert not Change.objects.exists()


def test_a_call_is_stored_as_it_came_before_anybody_asks_the_network(
    office: Office, site: WordPressSite, told: Caller
) -> None:
    number = write(site, "Jangan sampai hilang")
    address = f"http://127.0.0.1:{free_port()}"
    down = secrets.seal(site.credentials("editor", base_url=address))
    Account.objects.filter(pk=told.account.pk).update(credentials=down)
    body = b' {"comments":\n [' + number.encode() + b"] } "
    assert told.call(body) == 200
    event = Event.objects.get()
    assert (bytes(event.body), event.account, event.read_at, event.tries) == (body, told.account, None, 0)
    assert ProcrastinateJob.objects.filter(task_name=tasks.READ, args={"event_id": event.pk}).count() == 1
    assert listening.read_event(event.pk) == 0
    event.refresh_from_db()
    assert (event.read_at, event.tries) == (None, 1)
    assert "tidak dapat dihubungi" in event.detail
    assert not Message.objects.exists()
    connect_account(by=office.cast.operator, account=told.account, credentials=site.editor_credentials)
    with clock.at(clock.now() + dt.timedelta(seconds=30)):
        tasks.read_waiting(timestamp=0)
    assert Message.objects.get().text == "Jangan sampai hilang"


def test_what_was_not_signed_with_the_accounts_own_secret_is_refused_and_not_stored(office: Office) -> None:
    ours, theirs, body = caller(office), caller(office, "Situs lain"), about(1)
    right = ours.sign(body)
    forged = {
        "none": "",
        "made up": "sha256=" + "0" * 64,
        "of another account": theirs.sign(body),
        "of another body": ours.sign(about(2)),
        "without its kind": right.removeprefix("sha256="),
        "cut": right[:-1],
        "longer": right + "0",
        "in capitals": right.upper(),
        "not ASCII": "sha256=\xe9",
        "with an empty key": "sha256=" + hmac.new(b"", body, hashlib.sha256).hexdigest(),
        "with its own address as key": "sha256="
        + hmac.new(str(ours.account.hook).encode(), body, "sha256").hexdigest(),
    }
    for what, signature in forged.items():
        assert ours.call(body, signature) == 403, what
    assert not Event.objects.exists()
    assert not ProcrastinateJob.objects.filter(task_name=tasks.READ).exists()
    assert ours.call(body, right) == 200


def test_an_account_without_secret_hears_nothing_and_neither_does_a_closed_one(office: Office) -> None:
    body, mute, closed = about(1), caller(office), caller(office, "Ditutup")
    Account.objects.filter(pk=mute.account.pk).update(hook_secret=b"")
    close_account(by=office.cast.operator, account=closed.account)
    for each in (mute, closed):
        assert each.call(body) == 403
        assert each.call(body, "") == 403
        assert each.call(body, "sha256=" + hmac.new(b"", body, hashlib.sha256).hexdigest()) == 403
    given_up = caller(office, "Ditutup dengan rahasianya")
    Account.objects.filter(pk=given_up.account.pk).update(closed_at=clock.now())
    assert given_up.call(body) == 403
    nobody = Client().post(f"/kait/{uuid.uuid4()}/", body, content_type="application/json")
    assert nobody.status_code == 403
    assert Client().get(f"/kait/{mute.account.hook}/").status_code == 405
    assert not Event.objects.exists()


def test_a_new_secret_ends_the_one_before(office: Office) -> None:
    ours, body = caller(office), about(1)
    new = make_hook_secret(by=office.cast.operator, account=ours.account)
    assert ours.call(body) == 403
    assert Caller(ours.account, new).call(body) == 200
    assert new.encode() not in bytes(Account.objects.get(pk=ours.account.pk).hook_secret)


def test_many_forgeries_from_one_address_are_limited_and_the_right_ones_pass(office: Office) -> None:
    ours, body = caller(office), about(1)
    with clock.at(dt.datetime(2026, 3, 2, 3, 1, tzinfo=dt.UTC)):
        answers = [ours.call(body, "sha256=palsu") for _number in range(25)]
        assert answers == [403] * 20 + [429] * 5
        assert not Event.objects.exists()
        assert ours.call(body) == 200
        assert ours.call(body, "sha256=palsu", address="192.0.2.2") == 403
        guessed = Client(REMOTE_ADDR="192.0.2.1").post(f"/kait/{uuid.uuid4()}/", body, content_type="application/json")
        assert (guessed.status_code, guessed["Retry-After"]) == (429, "600")
    with clock.at(dt.datetime(2026, 3, 2, 3, 11, tzinfo=dt.UTC)):
        assert ours.call(body, "sha256=palsu") == 403
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b'{"comments": "1"}',
        b'{"comments": []}',
        b'{"comments": [-1]}',
        b'{"comments": [1e400]}',
        b'{"comments": [' + b"9" * 5000 + b"]}",
        b"[" * 100_000,
        b"\xff\xfe\x00",
        b'{"comments": ["\\ud800"]}',
        b" " * 1024 * 1024,
    ],
    ids=lambda body: repr(body[:24]),
)
def test_what_makes_no_sense_is_stored_tried_some_times_and_stops_nothing(
    site: WordPressSite, told: Caller, body: bytes
) -> None:
    assert told.call(body) == 200
    event = Event.objects.get()
    assert bytes(event.body) == body
    for _time in range(listening.MOST_TRIES + 2):
        assert listening.read_event(event.pk) == 0
    event.refresh_from_db()
    assert (event.read_at, event.tries) == (None, listening.MOST_TRIES)
    assert event.detail
    assert not Message.objects.exists()
    good = told.tell(write(site, "Sesudahnya"))
    assert listening.read_event(good.pk) == 1


def test_a_body_too_large_is_refused_although_it_is_signed(office: Office) -> None:
    ours = caller(office)
    assert ours.call(b" " * (1024 * 1024 + 1)) == 403
    assert not Event.objects.exists()


def test_a_megabyte_is_cut_and_shown(office: Office, site: WordPressSite, told: Caller) -> None:
    event = told.tell(write(site, "panjang " * 131_072))
    assert listening.read_event(event.pk) == 1
    message = Message.objects.get()
    assert 20_000 <= len(message.text) < 20_100
    assert message.text.endswith("[…]")
    assert officer(office).get(f"/kerja/masukan/{message.pk}/").status_code == 200
    site.ask("DELETE FROM wp_comments WHERE comment_ID = %s", message.remote_id)


def test_hostile_words_and_names_are_shown_as_words(office: Office, site: WordPressSite, told: Caller) -> None:
    script = "&lt;script&gt;alert(1)&lt;/script&gt;"
    hostile = (
        f"{script}<script>alert(2)</script> \u202egpj.exe\u202c a\u200bb\u2066c\ufeff <img src=x onerror=alert(3)>"
    )
    number = write(site, hostile, author=f"{script}\u202eidub\u200b")
    listening.read_event(told.tell(number).pk)
    message = Message.objects.get()
    assert "<script>alert(1)</script>" in message.text
    assert message.author == "<script>alert(1)</script>idub"
    client = officer(office)
    for path in (f"/kerja/masukan/{message.pk}/", "/kerja/masukan/?daftar=semua"):
        page = client.get(path)
        shown = page.content.decode()
        assert page.status_code == 200
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
        assert not set(shown) & set("\u202e\u202c\u200b\u2066\ufeff"), path
    detail = client.get(f"/kerja/masukan/{message.pk}/").content.decode()
    assert detail.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 2
    assert "gpj.exe" in detail


def test_out_of_order_calls_end_in_the_newest_state(site: WordPressSite, told: Caller) -> None:
    number = write(site, "Semula")
    first = told.tell(number)
    site.ask("UPDATE wp_comments SET comment_content = 'Sudah diubah' WHERE comment_ID = %s", number)
    edited = told.tell(number)
    assert [listening.read_event(edited.pk), listening.read_event(first.pk)] == [1, 0]
    assert Message.objects.get().text == "Sudah diubah"
    assert not Change.objects.exists()
    late = told.tell(number)
    site.ask("UPDATE wp_comments SET comment_approved = 'trash' WHERE comment_ID = %s", number)
    gone = told.tell(number)
    listening.read_event(gone.pk)
    listening.read_event(late.pk)
    message = Message.objects.get()
    assert message.gone_at is not None
    assert message.text == "Sudah diubah"
    assert [(change.kind, change.before) for change in Change.objects.all()] == [("deleted", "Sudah diubah")]


def test_a_comment_deleted_before_anybody_read_of_it_is_no_message(site: WordPressSite, told: Caller) -> None:
    number = write(site, "Sebentar saja")
    event = told.tell(number)
    site.ask("UPDATE wp_comments SET comment_approved = 'trash' WHERE comment_ID = %s", number)
    assert listening.read_event(event.pk) == 0
    assert not Message.objects.exists()
    event.refresh_from_db()
    assert event.read_at is not None


def test_a_wrong_clock_over_there_breaks_no_order(office: Office, site: WordPressSite, told: Caller) -> None:
    begun = dt.datetime(2026, 3, 2, 3, 0, tzinfo=dt.UTC)
    root = write(site, "Pertama", at=begun)
    future = write(site, "Masa depan", parent=root, at=dt.datetime(2031, 1, 1, tzinfo=dt.UTC))
    past = write(site, "Masa lalu", parent=root, at=dt.datetime(2009, 1, 1, tzinfo=dt.UTC))
    never = write(site, "Tanpa waktu", parent=root, at=dt.datetime(1970, 1, 1, tzinfo=dt.UTC))
    for minute, number in enumerate((root, future, past, never)):
        with clock.at(begun + dt.timedelta(minutes=minute)):
            listening.read_event(told.tell(number).pk)
    rows = {row.text: row for row in Message.objects.all()}
    assert len(rows) == 4
    assert rows["Masa depan"].at == begun + dt.timedelta(minutes=1)
    assert rows["Masa lalu"].at == dt.datetime(2009, 1, 1, tzinfo=dt.UTC)
    assert rows["Tanpa waktu"].at == begun + dt.timedelta(minutes=3)
    with clock.at(begun + dt.timedelta(minutes=5)):
        client = officer(office)
        conversation = client.get(f"/kerja/masukan/{rows['Pertama'].pk}/").context["conversation"]
        assert [each.text for each in conversation] == ["Masa lalu", "Pertama", "Masa depan", "Tanpa waktu"]
        # The hours run from when it came in, whatever the comment's own time says.
        listed = client.get("/kerja/masukan/").context["page"].rows
        assert [row.text for row in listed] == ["Pertama", "Masa depan", "Masa lalu", "Tanpa waktu"]


def test_an_event_that_cannot_be_read_does_not_keep_others_waiting(
    office: Office, site: WordPressSite, told: Caller
) -> None:
    broken = caller(office, "Kunci hilang")
    Account.objects.filter(pk=broken.account.pk).update(credentials=b"sealed with a key that is lost")
    broken.tell(1)
    told.tell(write(site, "Menunggu di belakang"))
    with clock.at(clock.now() + dt.timedelta(seconds=30)), suppress(Exception):
        tasks.read_waiting(timestamp=0)
    assert Message.objects.filter(text="Menunggu di belakang").exists()


def install_plugin(site: WordPressSite, hook: str, secret: str) -> None:
    """As its header says: the file into mu-plugins, two lines into wp-config.php."""
    root = site.socket.parent.parent / "www"
    shutil.copyfile(PLUGIN, root / "wp-content" / "mu-plugins" / PLUGIN.name)
    config = root / "wp-config.php"
    lines = f"define('KENTONGAN_HOOK', '{hook}');\ndefine('KENTONGAN_SECRET', '{secret}');\n"
    config.write_text(config.read_text().replace("<?php\n", f"<?php\n{lines}", 1))


def visit(site: WordPressSite, words: str) -> None:
    """Comment as a visitor's browser does."""
    given = {"comment_post_ID": "1", "author": "Ibu Rina", "email": "rina@example.test", "comment": words}
    with suppress(HTTPError):
        urllib.request.urlopen(  # noqa: S310 (loopback)
            f"{site.base_url}/wp-comments-post.php", urllib.parse.urlencode(given).encode(), timeout=20
        )


def delete(site: WordPressSite, number: str) -> None:
    """Put a comment into the site's bin, as an editor does."""
    access = site.editor_credentials
    key = base64.b64encode(f"{access['username']}:{access['password']}".encode()).decode()
    asked = urllib.request.Request(  # noqa: S310 (loopback)
        f"{site.base_url}/?rest_route=/wp/v2/comments/{number}",
        method="DELETE",
        headers={"Authorization": f"Basic {key}"},
    )
    urllib.request.urlopen(asked, timeout=20).close()  # noqa: S310 (loopback)


def test_what_the_real_plugin_sends_is_accepted(office: Office) -> None:
    ours = caller(office)

    def passed_on() -> Event:
        """The plugin's next call, byte for byte, to our address."""
        posted = there.posted.get(timeout=20)
        signature = posted.headers["X-Kentongan-Signature"]
        assert posted.path == f"/kait/{ours.account.hook}/"
        assert ours.call(posted.body, signature) == 200
        assert ours.call(posted.body + b" ", signature) == 403
        return Event.objects.latest("id")

    # A site of its own: PHP keeps wp-config.php in memory from the first page on.
    with receiver() as there, wordpress() as site:
        install_plugin(site, f"{there.address}/kait/{ours.account.hook}/", ours.secret)
        visit(site, "Apakah kantor buka hari Sabtu?")
        event = passed_on()
        connect_account(by=office.cast.operator, account=ours.account, credentials=site.editor_credentials)
        assert listening.read_event(event.pk) == 1
        message = Message.objects.get()
        assert (message.text, message.author) == ("Apakah kantor buka hari Sabtu?", "Ibu Rina")

        editor = Site(SignIn.of(site.editor_credentials), patience=Patience(), loopback=True)
        editor.write_comment({"content": "Apakah kantor buka hari Minggu?"}, message.remote_id)
        listening.read_event(passed_on().pk)
        message.refresh_from_db(fields=["text", "edited_at"])
        assert message.text == "Apakah kantor buka hari Minggu?"
        delete(site, message.remote_id)
        listening.read_event(passed_on().pk)
        message.refresh_from_db(fields=["gone_at"])
        assert message.gone_at is not None
        kinds = Change.objects.values_list("kind", "before")
        assert list(kinds) == [
            ("edited", "Apakah kantor buka hari Sabtu?"),
            ("deleted", "Apakah kantor buka hari Minggu?"),
        ]
