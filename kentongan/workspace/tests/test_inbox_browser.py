"""From a citizen's words on a real WordPress, a real MediaWiki and the portal to the answer there; three people at work."""

from __future__ import annotations

import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from urllib.error import HTTPError

import mwclient
import pytest
from django.core import mail
from playwright.sync_api import Browser, Page, expect

from kentongan.accounts.actions import AccountDetails, connect_account, designate_account
from kentongan.accounts.models import Account
from kentongan.inbox.answering_askers import mail_answers
from kentongan.inbox.listening import collect
from kentongan.inbox.models import Message, Reply
from kentongan.inbox.tests.conftest import Office, person
from kentongan.ledger.sealing import verify
from kentongan.networks.testing.mediawiki_server import PASSWORD as WIKI_PASSWORD
from kentongan.networks.testing.mediawiki_server import MediaWikiSite, mediawiki
from kentongan.networks.testing.wordpress_server import WordPressSite, wordpress
from kentongan.offices.actions import add_agency
from kentongan.posts.deliveries import deliver
from kentongan.posts.models import Delivery
from kentongan.workspace.stories import PASSWORD, found
from kentongan.workspace.tests.test_browser import no_violations, settled, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESK = (390, 844), (1280, 900)


@pytest.fixture(scope="module")
def blog() -> Iterator[WordPressSite]:
    with wordpress() as started:
        yield started


@pytest.fixture(scope="module")
def wiki() -> Iterator[MediaWikiSite]:
    with mediawiki() as started:
        yield started


@pytest.fixture
def office() -> Office:
    cast = found("kapuas")
    other = add_agency(by=cast.operator, government=cast.government, name="Dinas Pekerjaan Umum dan Penataan Ruang")
    second = person(cast, cast.agency, "officer", "Petugas Kedua")
    official = person(cast, other, "official", "Pejabat PUPR")
    for each in (second, official):
        each.set_password(PASSWORD)
        each.save()
    return Office(cast, other, {**cast.people, "second": second, "other official": official})


@pytest.fixture
def at_work(browser: Browser, live_server: object) -> Iterator[dict[str, Page]]:
    """Three browsers of three people: two officers and, on a phone, the official of the other agency."""
    contexts = {
        name: browser.new_context(viewport={"width": width, "height": height}, locale="id-ID")
        for name, (width, height) in {"first": PHONE, "second": DESK, "other": PHONE, "citizen": PHONE}.items()
    }
    pages = {name: context.new_page() for name, context in contexts.items()}
    for page in pages.values():
        page.set_default_timeout(15_000)
    yield pages
    for context in contexts.values():
        context.close()


def connected(office: Office, network: str, handle: str, credentials: dict[str, str]) -> Account:
    cast = office.cast
    account = designate_account(
        by=cast.operator, agency=cast.agency, decree=cast.decree, details=AccountDetails(network, handle, handle)
    )
    connect_account(by=cast.operator, account=account, credentials=credentials)
    return Account.objects.select_related("agency__government", "government", "decree").get(pk=account.pk)


def comment(site: WordPressSite, words: str) -> str:
    """What a visitor's browser sends; the comment's id."""
    given = {"comment_post_ID": "1", "author": "Budi <b>Warga</b>", "email": "budi@example.test", "comment": words}
    site.ask("UPDATE wp_comments SET comment_date_gmt = comment_date_gmt - INTERVAL 60 SECOND")  # past the flood guard
    with suppress(HTTPError):
        urllib.request.urlopen(  # noqa: S310 (loopback)
            f"{site.base_url}/wp-comments-post.php", urllib.parse.urlencode(given).encode(), timeout=20
        )
    number = str(site.ask("SELECT MAX(comment_ID) FROM wp_comments")[0][0])
    site.ask("UPDATE wp_comments SET comment_approved = '1' WHERE comment_ID = %s", number)
    return number


def consult(office: Office, asking: Page, answering: Page, address: str, message: Message) -> None:
    """The officer asks the other agency; its official answers; the officer accepts."""
    asking.goto(f"{address}/kerja/masukan/")
    no_violations(asking)
    asking.get_by_role("link", name=message.text[:30]).first.click()
    no_violations(asking)
    asking.get_by_text("Hubungi instansi lain").click()
    asking.check(f"[name=agency][value='{office.other.pk}']")
    asking.fill("[name=question]", "Kapan jalan ini diperbaiki?")
    asking.get_by_role("button", name="Hubungi", exact=True).click()
    expect(asking.locator("main")).to_contain_text("sisa 23 jam")

    answering.goto(f"{address}/kerja/masukan/")
    expect(answering.locator("main")).not_to_contain_text(message.text[:30])
    answering.goto(f"{address}/kerja/masukan/konsultasi/")
    answering.get_by_role("link", name="Kapan jalan ini diperbaiki?").first.click()
    no_violations(answering)
    answering.fill("#id_answer", "Bulan depan, mulai dari simpang pasar.")
    settled(answering)
    answering.get_by_role("button", name="Kirim jawaban").click()
    expect(answering.locator("main")).to_contain_text("Langkah 2")

    asking.goto(f"{address}/kerja/masukan/konsultasi/")
    asking.get_by_role("link", name="Kapan jalan ini diperbaiki?").first.click()
    expect(asking.locator("main")).to_contain_text("Bulan depan, mulai dari simpang pasar.")
    asking.get_by_role("button", name="Terima jawaban").click()
    expect(asking.get_by_role("heading", level=1)).to_contain_text("Pertanyaan dari")


def both_answer_now(address: str, message: Message, first: Page, second: Page) -> None:
    """Two officers write, see each other, and press at the same moment."""
    for page, words in ((first, "Jawaban pertama: bulan depan."), (second, "Jawaban kedua: bulan depan.")):
        page.goto(f"{address}/kerja/masukan/{message.pk}/")
        page.fill("#id_text", words)
    for page in (first, second):
        settled(page)
    expect(second.locator("#present")).to_contain_text("sedang menulis jawaban", timeout=30_000)
    at = time.time() * 1000 + 1500
    for page in (first, second):
        page.evaluate(
            "at => { setTimeout(() => document.querySelector('#jawab').requestSubmit(), at - Date.now()); }", at
        )
    time.sleep(3)
    for page in (first, second):
        page.wait_for_load_state("networkidle")
    refused = [page for page in (first, second) if page.get_by_role("alert").count()]
    assert len(refused) == 1
    expect(refused[0].get_by_role("alert")).to_contain_text("sudah selesai")
    expect(refused[0].locator("main")).to_contain_text("Jawaban")


def send_what_waits() -> None:
    for delivery in Delivery.objects.filter(reply__isnull=False, state="waiting"):
        deliver(delivery.pk)


def test_asked_on_two_networks_answered_there_by_three_people(
    at_work: dict[str, Page], live_server: object, office: Office, blog: WordPressSite, wiki: MediaWikiSite
) -> None:
    address = live_server.url  # type: ignore[attr-defined]
    first, second, other = at_work["first"], at_work["second"], at_work["other"]
    on_blog = connected(office, "wordpress", "blog", blog.editor_credentials)
    on_wiki = connected(office, "mediawiki", "wiki", wiki.credentials())
    asked = comment(blog, "Kapan <script>alert(1)</script> jalan Melati diperbaiki? NIK saya 6203010101900001")
    citizen = mwclient.Site(wiki.base_url.partition("//")[2], path="/", scheme="http", force_login=True)
    citizen.login("Budi", WIKI_PASSWORD)
    talk = citizen.pages["Pembicaraan Pengguna:Humas"]
    talk.edit("== Jembatan ==\nJembatan desa kami putus, kapan diperbaiki? --~~~~\n", "tanya")
    assert (collect(on_blog), collect(on_wiki)) == (2, 1)  # WordPress comes with a comment of its own
    assert (collect(on_blog), collect(on_wiki)) == (0, 0)
    questions = {
        account: Message.objects.get(account=account, text__contains="diperbaiki") for account in (on_blog, on_wiki)
    }
    for page, who in ((first, "officer"), (second, "second"), (other, "other official")):
        sign_in(page, address, office.people[who].email)

    for message in questions.values():
        consult(office, first, other, address, message)
        both_answer_now(address, message, first, second)
        assert Reply.objects.filter(message=message).count() == 1
        send_what_waits()
        assert Delivery.objects.get(pk=Reply.objects.get(message=message).delivery_id).state == "accepted"
        first.goto(f"{address}/kerja/masukan/{message.pk}/")
        expect(first.locator("main")).to_contain_text("bulan depan.")
        no_violations(second)

    rows = blog.ask("SELECT comment_content FROM wp_comments WHERE comment_parent = %s", asked)
    assert [row[0] for row in rows] in (["Jawaban pertama: bulan depan."], ["Jawaban kedua: bulan depan."])
    written = citizen.pages["Pembicaraan Pengguna:Humas"].text()
    assert written.count("bulan depan.") == 1
    assert written.index("kapan diperbaiki?") < written.index("bulan depan.")
    assert (collect(on_blog), collect(on_wiki)) == (0, 0)  # our own voice is no question
    assert not Message.objects.filter(own=False, open=True, account=on_wiki).exists()
    assert verify() is None


def test_asked_on_the_portal_and_read_with_the_code(
    at_work: dict[str, Page], live_server: object, office: Office
) -> None:
    address, government = live_server.url, office.cast.government  # type: ignore[attr-defined]
    citizen, officer = at_work["citizen"], at_work["first"]
    citizen.goto(f"{address}/pemda/{government.pk}/")
    citizen.get_by_role("link", name="Sampaikan pertanyaan atau masukan").click()
    no_violations(citizen)
    citizen.get_by_role("button", name="Kirim").click()
    citizen.fill("[name=text]", "Puskesmas Melati buka sampai pukul berapa?")
    citizen.fill("[name=name]", "Siti")
    citizen.fill("[name=email]", "siti@example.test")
    citizen.get_by_role("button", name="Kirim").click()
    code = citizen.locator("#kode").inner_text().strip()
    no_violations(citizen)

    sign_in(officer, address, office.people["officer"].email)
    officer.goto(f"{address}/kerja/masukan/")
    officer.get_by_role("link", name="Puskesmas Melati").first.click()
    officer.fill("#id_text", "Senin sampai Sabtu, pukul 07.30 sampai 14.00 WIB.")
    settled(officer)
    officer.get_by_role("button", name="Kirim jawaban").click()
    expect(officer.locator("main")).to_contain_text("pukul 07.30 sampai 14.00")
    mail_answers()
    assert [(each.to, code in each.body) for each in mail.outbox if "siti" in each.to[0]] == [
        (["siti@example.test"], False)
    ]

    citizen.goto(f"{address}/lacak/")
    citizen.fill("#code", code.lower())
    citizen.get_by_role("button", name="Lihat").click()
    expect(citizen.locator("main")).to_contain_text("Senin sampai Sabtu, pukul 07.30 sampai 14.00 WIB.")
    no_violations(citizen)
