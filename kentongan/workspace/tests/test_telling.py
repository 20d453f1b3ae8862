"""Who is told of what, when, and where: in the app, by mail, on devices (web push), in chats."""

from __future__ import annotations

import base64
import datetime as dt
import json
import os
from collections.abc import Callable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

import apprise
import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.timezone import now
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, expect
from py_vapid import Vapid02

from kentongan.accounts import secrets
from kentongan.accounts.models import Account
from kentongan.cases.clocks import raise_due_alerts
from kentongan.inbox.actions import answer_message, assign_message
from kentongan.inbox.forgetting import erase_message
from kentongan.inbox.listening import raise_alarms
from kentongan.inbox.models import Stream
from kentongan.inbox.suggesting import suggest_for_new
from kentongan.inbox.tests.conftest import BEGUN, Office, again
from kentongan.inbox.tests.test_service import ask, seen
from kentongan.law import clock
from kentongan.law.refusal import Refused
from kentongan.ledger.sealing import seal
from kentongan.networks.testing.receiver import Posted, Receiver, receiver
from kentongan.posts.models import Delivery
from kentongan.workspace import actions, chat, push, sending
from kentongan.workspace.models import Notice, Target, Wishes
from kentongan.workspace.notices import tell
from kentongan.workspace.sending import mail_some, push_some
from kentongan.workspace.tests.test_browser import no_violations, sign_in
from kentongan.workspace.wishes import is_quiet, plan

pytestmark = pytest.mark.django_db
committed = pytest.mark.django_db(transaction=True)  # only what was committed is sealed, and told
WITA = ZoneInfo("Asia/Makassar")


def told() -> list[tuple[str, str]]:
    """Who was told what (kind and name), of everything that has happened since."""
    before = Notice.objects.count()
    while seal():
        pass
    while tell():
        pass
    return [(notice.kind, notice.person.name) for notice in Notice.objects.order_by("id")[before:]]


def names(office: Office, *keys: str) -> set[str]:
    return {office.people[key].name for key in keys}


@committed
def test_reminders_go_to_whose_turn_it_is_then_the_official_then_the_dinas(office: Office) -> None:
    with clock.at(BEGUN):
        consultation = ask(office, office.hear())
        first = told()
    actor = consultation.case.current_step.actor
    assert {name for kind, name in first if kind == "turn"} <= names(office, "other officer", "other official")
    for hours, kind in ((12.1, "half"), (21.1, "soon"), (24.1, "late")):
        with clock.at(BEGUN + dt.timedelta(hours=hours)):
            raise_due_alerts()
            heard = {name for level, name in told() if level == kind}
        theirs = {office.people[f"other {role}"].name for role in {actor, *(["official"] if kind != "half" else [])}}
        assert theirs <= heard, kind
        assert (office.people["coordinator"].name in heard) is (kind == "late")


@committed
def test_new_messages_are_told_once_until_they_are_read(office: Office) -> None:
    told()
    office.hear("satu")
    assert {kind for kind, _name in told()} == {"new"}
    office.hear("dua")
    assert told() == []
    actions.mark_read(by=office.people["officer"])
    office.hear("tiga")
    assert told() == [("new", office.people["officer"].name)]
    notice = Notice.objects.latest("id")
    client = Client()
    client.force_login(office.people["officer"])
    assert "tiga" in client.get(notice.path).content.decode()
    assert office.account.name in client.get("/kerja/kabar/").content.decode()


@committed
def test_an_emergency_is_told_at_once_in_quiet_hours_too(office: Office) -> None:
    officer = office.people["officer"]
    actions.wish(by=officer, wishes=Wishes(mail="daily", quiet_from=dt.time(0), quiet_until=dt.time(23, 59)))
    office.hear("Tolong! Rumah kami kebakaran, api membesar, ada orang terjebak, butuh pemadam sekarang")
    suggest_for_new()
    told()
    urgent = Notice.objects.get(kind="emergency", person=officer)
    assert urgent.mail_at == urgent.push_at == urgent.at
    calm = Notice.objects.get(kind="new", person=officer)
    assert calm.push_at > calm.at
    assert calm.mail_at > calm.at


@committed
def test_who_is_given_a_message_is_told_and_a_silent_account_is_told_once(office: Office) -> None:
    message = office.hear()
    told()
    assign_message(by=office.people["officer"], message=again(message), to=office.people["second"])
    assert told() == [("assigned", office.people["second"].name)]
    account = Account.objects.get(pk=office.account.pk)
    account.credentials = secrets.seal({"x": "y"})
    account.save()
    Stream.objects.create(government=office.cast.government, account=account, name="comments", checked_at=now() - dt.timedelta(hours=2))  # fmt: skip
    assert [raise_alarms(), raise_alarms()] == [1, 0]
    assert {kind for kind, _name in told()} == {"silent"}


@committed
def test_notices_hold_no_personal_data_and_lose_the_words_with_the_message(office: Office) -> None:
    message, officer = office.hear("Telepon saya 081234567890, jalan zebra rusak"), office.people["officer"]
    assign_message(by=office.people["second"], message=again(message), to=officer)
    told()
    notice = Notice.objects.get(kind="assigned")
    assert notice.about == "Telepon saya [telepon], jalan zebra rusak"
    answer_message(by=officer, message=again(message), text="Besok.", seen=seen(message))
    Delivery.objects.update(state="by_hand")
    erase_message(by=officer, message=again(message), reason="Diminta")
    told()
    assert not Notice.objects.filter(about__contains="zebra").exists()
    with clock.at(now() + dt.timedelta(days=181)):
        sending.forget_old()
    assert not Notice.objects.exists()


moments = st.integers(1_735_689_600, 1_893_456_000).map(lambda second: dt.datetime.fromtimestamp(second, dt.UTC))
hours = st.times()


@given(moments, hours, hours, st.sampled_from([*Wishes.MAILS]), st.sampled_from(["late", "new"]))
def test_nothing_but_emergencies_comes_in_quiet_hours_and_all_within_a_day(at: Any, start: Any, end: Any, mail: str, kind: str) -> None:  # fmt: skip
    if start == end:
        return
    notice = plan(Notice(kind=kind, at=at), Wishes(mail=mail, quiet_from=start, quiet_until=end), WITA)
    assert at <= notice.push_at <= at + dt.timedelta(days=1)
    assert not is_quiet(notice.push_at.astimezone(WITA).time(), start, end)
    if mail == "none":
        assert notice.mail_at is None
    else:
        assert at <= notice.mail_at <= at + dt.timedelta(days=1, hours=1)
    if mail == "daily":
        assert notice.mail_at.astimezone(WITA).time() == dt.time(7)


def test_quiet_hours_around_midnight() -> None:
    wishes = Wishes(quiet_from=dt.time(21), quiet_until=dt.time(6))
    for local, wanted in (("20:59", "20:59"), ("21:00", "06:00"), ("23:30", "06:00"), ("05:59", "06:00"), ("06:00", "06:00")):  # fmt: skip
        at = dt.datetime.combine(dt.date(2026, 3, 2), dt.time.fromisoformat(local), WITA)
        assert plan(Notice(kind="late", at=at), wishes, WITA).push_at.astimezone(WITA).strftime("%H:%M") == wanted


@committed
def test_one_mail_a_day_for_who_wants_that_and_none_of_what_was_read(office: Office, mailoutbox: list[Any]) -> None:
    officer = office.people["officer"]
    actions.wish(by=officer, wishes=Wishes(mail="daily"))
    with clock.at(BEGUN):
        for number in range(3):
            message = office.hear(f"Pertanyaan {number}")
            assign_message(by=office.people["second"], message=again(message), to=officer)
        told()
        while mail_some():
            pass
        assert [mail for mail in mailoutbox if mail.to == [officer.email]] == []
    with clock.at(BEGUN + dt.timedelta(days=1)):
        while mail_some():
            pass
    (mail,) = [mail for mail in mailoutbox if mail.to == [officer.email]]
    assert mail.subject.startswith("[Kentongan] 4 kabar")
    assert mail.body.count("/kerja/masukan/") == 4


@committed
def test_a_mail_server_that_is_down_loses_no_mail(
    office: Office, mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    office.hear()
    told()

    def down(*_given: object, **_more: object) -> None:
        raise ConnectionRefusedError

    later = now() + dt.timedelta(hours=2)
    with clock.at(later), monkeypatch.context() as broken:
        broken.setattr(sending, "send_mail", down)
        while mail_some():
            pass
        assert Notice.objects.filter(mailed_at=None).exists()
    with clock.at(later + dt.timedelta(minutes=11)):
        while mail_some():
            pass
    assert mailoutbox
    assert not Notice.objects.filter(mailed_at=None, mail_at__isnull=False).exists()


class Device:
    """A browser's side of web push: its keys, and what it makes of a call to its push service."""

    def __init__(self, service: str) -> None:
        self.key, self.secret = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": _text(point), "auth": _text(self.secret)}
        self.subscription = json.dumps({"endpoint": f"{service}/send/abc?t=1", "expirationTime": None, "keys": keys})

    def read(self, posted: Posted) -> dict[str, str]:
        said = http_ece.decrypt(posted.body, private_key=self.key, auth_secret=self.secret)
        return json.loads(said)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@pytest.fixture
def service() -> Iterator[Receiver]:
    with receiver() as there:
        there.status = 201
        yield there


@committed
def test_a_push_is_signed_and_only_the_device_can_read_it(office: Office, service: Receiver) -> None:
    officer, device = office.people["officer"], Device(service.address)
    for _time in range(2):
        actions.add_device(by=officer, subscription=device.subscription, name="Ponsel")
    office.hear()
    told()
    while push_some():
        pass
    posted = service.posted.get(timeout=5)
    assert service.posted.empty()
    assert posted.path == "/send/abc?t=1"
    assert device.read(posted) == {
        "title": f"Ada masukan baru: {office.account.name}",
        "path": f"/kerja/masukan/?akun={office.account.pk}",
    }
    assert posted.headers["Content-Encoding"] == "aes128gcm"
    assert posted.headers["TTL"] == "86400"
    scheme, _space, given = posted.headers["Authorization"].partition(" ")
    parts = dict(part.strip().split("=", 1) for part in given.split(","))
    assert (scheme, parts["k"]) == ("vapid", push.public_key())
    assert Vapid02.verify(posted.headers["Authorization"])
    claims = json.loads(base64.urlsafe_b64decode(parts["t"].split(".")[1] + "=="))
    assert claims["aud"] == service.address
    assert Target.objects.get().told_at is not None
    assert b"127.0.0.1" not in bytes(Target.objects.get().address)


def test_what_a_push_service_answers_is_shown_and_a_device_that_has_gone_is_forgotten(
    office: Office, service: Receiver
) -> None:
    target = actions.add_device(by=office.people["officer"], subscription=Device(service.address).subscription, name="")
    service.status = 500
    assert not sending.tell_target(target, title="x", path="/")
    target.refresh_from_db()
    assert "500" in target.detail
    assert target.failing_since is not None
    service.status = 201
    assert sending.tell_target(target, title="x", path="/")
    target.refresh_from_db()
    assert (target.detail, target.failing_since) == ("", None)
    service.status = 410
    assert not sending.tell_target(target, title="x", path="/")
    assert not Target.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "{",
        lambda text: text.replace("127.0.0.1", "10.0.0.1"),
        lambda text: text.replace("http://127.0.0.1", "ftp://127.0.0.1"),
        lambda text: text.replace("http://", "http://user:secret@"),
        lambda text: json.dumps({**json.loads(text), "keys": {"p256dh": "AAAA", "auth": "AAAA"}}),
        lambda text: json.dumps({**json.loads(text), "endpoint": "x" * 2000}),
    ],
)
def test_a_device_cannot_make_the_program_call_its_own_network(office: Office, service: Receiver, change: Callable[[str], str]) -> None:  # fmt: skip
    hostile = change(Device(service.address).subscription)
    with pytest.raises(Refused):
        actions.add_device(by=office.people["officer"], subscription=hostile, name="x")
    client = Client()
    client.force_login(office.people["officer"])
    assert client.post("/kerja/kabar/perangkat/", {"subscription": hostile}).status_code == 409
    assert not Target.objects.exists()


@committed
def test_a_chat_hears_of_it_and_is_not_sent_on(office: Office, service: Receiver, settings: Any) -> None:
    settings.NOTIFY_HOSTS = ["127.0.0.1"]
    officer = office.people["officer"]
    service.status = 200
    actions.add_chat(by=officer, address=service.address.replace("http", "json") + "/kait?rahasia=1")
    office.hear()
    told()
    while push_some():
        pass
    said = json.loads(service.posted.get(timeout=5).body)
    assert said["title"] == f"Ada masukan baru: {office.account.name}"
    assert said["message"].endswith(f"/kerja/masukan/?akun={office.account.pk}")
    target = Target.objects.get()
    assert "rahasia" not in target.name
    with receiver() as elsewhere:
        service.status, service.location = 302, f"{elsewhere.address}/dalam"
        assert not sending.tell_target(target, title="x", path="/")
        assert elsewhere.posted.empty()
    settings.NOTIFY_HOSTS = []
    target.refresh_from_db()
    assert not sending.tell_target(target, title="x", path="/")
    target.refresh_from_db()
    assert "NOTIFY_HOSTS" in target.detail


@pytest.mark.parametrize(
    "address",
    [
        "",
        "x",
        "json://127.0.0.1:5432/",
        "file:///etc/passwd",
        "mailto://a:b@c.id",
        "dbus://",
        "tgram://",
        "http://127.0.0.1/",
    ],
)
def test_chats_nobody_has_allowed_are_refused(office: Office, address: str) -> None:
    with pytest.raises(Refused) as refused:
        actions.add_chat(by=office.people["officer"], address=address)
    assert all(reason.remedy for reason in refused.value.reasons)


def test_services_that_anybody_may_name_have_a_host_of_their_own() -> None:
    known = {}
    for each in apprise.Apprise().details()["schemas"]:
        known |= dict.fromkeys((*(each["protocols"] or ()), *(each["secure_protocols"] or ())), each)
    for scheme in chat.SERVICES:
        templates = known[scheme]["details"]["templates"]
        assert not any("{host}" in template for template in templates), scheme
    for scheme in chat.GATEWAYS:
        assert scheme in known


def test_ones_wishes_and_targets_are_ones_own(office: Office, service: Receiver) -> None:
    officer, stranger = office.people["officer"], office.people["second"]
    target = actions.add_device(by=officer, subscription=Device(service.address).subscription, name="Ponsel")
    theirs, mine = Client(), Client()
    theirs.force_login(stranger)
    mine.force_login(officer)
    for what in ("coba", "hapus"):
        assert theirs.post(f"/kerja/kabar/tujuan/{target.pk}/{what}/").status_code == 404
    given = {"mail": "daily", "quiet_from": "21:00", "quiet_until": "06:00"}
    assert mine.post("/kerja/kabar/cara/", given).status_code == 302
    assert "Ponsel" in mine.get("/kerja/kabar/cara/").content.decode()
    assert "Ponsel" not in theirs.get("/kerja/kabar/cara/").content.decode()
    for wrong in ({"quiet_until": ""}, {"quiet_until": "21:00"}, {"mail": "x"}, {"quiet_from": "25:99"}):
        assert mine.post("/kerja/kabar/cara/", {**given, **wrong}).status_code == 422, wrong
    assert Wishes.objects.get().quiet_until == dt.time(6)
    with pytest.raises(ValidationError):
        actions.wish(by=stranger, wishes=Wishes(quiet_from=dt.time(3)))
    assert mine.post(f"/kerja/kabar/tujuan/{target.pk}/hapus/").status_code == 302
    assert not Target.objects.exists()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_browser_shows_what_is_pushed(browser: Browser, office: Office, live_server: Any) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="id-ID")
    context.grant_permissions(["notifications"], origin=live_server.url)
    page = context.new_page()
    sign_in(page, live_server.url, office.people["officer"].email)
    page.goto(f"{live_server.url}/kerja/kabar/cara/")
    no_violations(page)
    expect(page.get_by_role("button", name="Terima kabar di perangkat ini")).to_be_enabled()
    page.evaluate(
        "navigator.serviceWorker.ready.catch(() => 0), navigator.serviceWorker.getRegistration('/kerja/kabar/')"
    )
    devtools, registered = context.new_cdp_session(page), []
    devtools.on("ServiceWorker.workerRegistrationUpdated", lambda said: registered.extend(said["registrations"]))
    devtools.send("ServiceWorker.enable")
    page.wait_for_function("navigator.serviceWorker.getRegistration('/kerja/kabar/').then((here) => !!here?.active)")
    said = json.dumps({"title": "Ada masukan baru: Situs", "path": "/kerja/masukan/"})
    here = {"origin": live_server.url, "registrationId": registered[0]["registrationId"], "data": said}
    devtools.send("ServiceWorker.deliverPushMessage", here)
    shown = "navigator.serviceWorker.getRegistration('/kerja/kabar/').then((here) => here.getNotifications())"
    page.wait_for_function(f"{shown}.then((all) => all.length === 1)")
    assert page.evaluate(f"{shown}.then((all) => [all[0].body, all[0].data])") == ["Ada masukan baru: Situs", "/kerja/masukan/"]  # fmt: skip
    context.close()
