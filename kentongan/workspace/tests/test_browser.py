"""Lamandau's story, as its people click it: website, a real WordPress, and an account kept by hand."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import re
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from kentongan.accounts.actions import AccountDetails, connect_account, designate_account
from kentongan.cases.models import Signature
from kentongan.law import clock
from kentongan.ledger.sealing import verify
from kentongan.networks.testing.wordpress_server import WordPressSite, wordpress
from kentongan.posts.actions import create_post
from kentongan.posts.deliveries import deliver
from kentongan.posts.models import Delivery, Post
from kentongan.workspace.stories import PASSWORD, Cast, found, photo, run_through, take, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def site() -> Iterator[WordPressSite]:
    with wordpress() as started:
        yield started


@pytest.fixture
def cast() -> Cast:
    return found("lamandau")


def sign_in(page: Page, address: str, email: str) -> None:
    page.goto(f"{address}/masuk/logout/")  # what the page before saves when it is left goes out with its own cookies
    page.wait_for_load_state("networkidle")
    page.context.clear_cookies()
    page.goto(f"{address}/masuk/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    expect(page.get_by_role("heading", level=1)).to_have_text("Menunggu saya")


def no_violations(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
    told = [(each["id"], [node["html"] for node in each["nodes"]][:2]) for each in found.response["violations"]]
    assert told == [], page.url


def settled(page: Page) -> None:
    """Wait until what was entered last has been saved: it goes out at most 0.8 s after the last key."""
    page.wait_for_timeout(1000)
    page.wait_for_load_state("networkidle")


def post_page(page: Page, address: str, post: Post) -> None:
    page.goto(f"{address}/kerja/pesan/{post.pk}/")


def test_the_first_message_goes_out_by_the_book(
    page: Page, live_server: object, cast: Cast, site: WordPressSite, tmp_path: Path
) -> None:
    address = live_server.url  # type: ignore[attr-defined]
    officer = cast.people["officer"]
    blog = designate_account(
        by=cast.operator,
        agency=cast.agency,
        decree=cast.decree,
        details=AccountDetails("wordpress", "blog", "Blog kabupaten"),
    )
    connect_account(by=cast.operator, account=blog, credentials=site.author_credentials)
    pictures = [tmp_path / f"{number}.jpg" for number in range(4)]
    for number, path in enumerate(pictures):
        path.write_bytes(photo(number).getvalue())

    sign_in(page, address, cast.people["team"].email)
    page.get_by_role("link", name="Pesan baru").click()
    page.fill("[name=title]", "Bakti sosial di Desa Melati")
    page.get_by_role("button", name="Mulai menulis").click()
    page.set_input_files("#files", pictures[:3])
    expect(page.locator(".pictures img, #dokumentasi img")).to_have_count(3)
    page.select_option("[name=kind]", "activity")
    page.fill("[name=theme]", "Bakti Sosial")
    page.fill("[name=event_end]", "2026-01-05T10:00")
    page.fill("[name=narrative]", "Warga bergotong royong.")
    page.fill("[name=caption]", "a" * 201)
    expect(page.locator("#saved")).to_contain_text("201 karakter, paling banyak 200")
    for words in ("baru 3 foto, paling sedikit 4", "Tema belum didahului tagar", "belum memiliki teks alternatif"):
        expect(page.locator("#saved")).to_contain_text(words)
    expect(page.locator("#saved")).to_contain_text("SOP 000/4/VII/DISKOMINFOSTANDI/2025, langkah 1")
    settled(page)
    page.get_by_role("link", name="Lanjut ke langkah").click()
    page.get_by_role("button", name="Serahkan").click()
    expect(page.get_by_role("alert")).to_contain_text("201 karakter")

    post = Post.objects.get()
    page.goto(f"{address}/kerja/pesan/{post.pk}/tulis/")
    assert page.input_value("[name=caption]") == "a" * 201
    page.set_input_files("#files", pictures[3:])
    expect(page.locator("#dokumentasi img")).to_have_count(4)
    page.fill("[name=theme]", "#BaktiSosial")
    page.fill("[name=caption]", "Gotong royong warga Desa Melati.")
    for number, field in enumerate(page.locator("textarea[name^=alt-]").all()):
        field.fill(f"Warga membersihkan jalan desa, foto {number + 1}")
    for box in page.locator("input[name^=account-]").all():
        box.check()
    expect(page.locator("#saved")).to_contain_text("Lengkap untuk langkah ini")
    no_violations(page)
    settled(page)
    page.get_by_role("link", name="Lanjut ke langkah").click()
    page.get_by_role("button", name="Serahkan").click()
    expect(page.locator("#giliran")).to_contain_text("Langkah 2")

    reviewer = cast.people["reviewers"].email
    sign_in(page, address, reviewer)
    no_violations(page)
    page.get_by_role("link", name="Bakti sosial").click()
    page.get_by_role("button", name="Tolak").click()
    expect(page.get_by_role("alert")).to_contain_text("Tanggapan tertulis wajib diisi")
    page.fill("#rejected-response", "Sebutkan jumlah warga.")
    page.get_by_role("button", name="Tolak").click()
    expect(page.locator("#giliran")).to_contain_text("Langkah 1")

    sign_in(page, address, cast.people["team"].email)
    post_page(page, address, post)
    expect(page.locator("main")).to_contain_text("Sebutkan jumlah warga.")
    page.goto(f"{address}/kerja/pesan/{post.pk}/tulis/")
    page.fill("[name=narrative]", "Seratus warga bergotong royong.")
    expect(page.locator("#saved")).to_contain_text("Tersimpan")
    settled(page)
    post_page(page, address, post)
    page.get_by_role("button", name="Serahkan").click()

    sign_in(page, address, reviewer)
    post_page(page, address, post)
    for step, button in ((2, "Terima"), (3, "Selesai diperiksa"), (4, "Setujui")):
        expect(page.locator("#giliran")).to_contain_text(f"Langkah {step}")
        page.fill("#accepted-response", "Sudah sesuai.")
        if step == 4:
            page.fill("#accepted-password", PASSWORD)
        page.get_by_role("button", name=button).click()

    sign_in(page, address, officer.email)
    post_page(page, address, post)
    page.get_by_role("button", name="Saya memastikan semuanya").click()
    page.get_by_role("button", name="Tayangkan").click()
    expect(page.locator("main")).to_contain_text("Alur selesai")
    for delivery in Delivery.objects.filter(state="waiting"):
        assert deliver(delivery.pk) == "accepted"
    by_hand = Delivery.objects.get(state="by_hand")
    page.goto(f"{address}/kerja/pesan/kiriman/{by_hand.pk}/")
    no_violations(page)
    page.fill("[name=permalink]", "https://www.instagram.com/p/abc123/")
    page.fill("[name=published_at]", "2026-01-05T12:00")
    page.set_input_files("[name=screenshot]", pictures[0])
    page.get_by_role("button", name="Catat").click()
    expect(page.locator("main")).to_contain_text("tayang")

    post_page(page, address, post)
    no_violations(page)
    sent = {delivery.account.network: delivery for delivery in Delivery.objects.select_related("account")}
    assert {delivery.state for delivery in sent.values()} == {"accepted"}
    assert site.count_public(sent["wordpress"].key) == 1
    page.goto(sent["wordpress"].permalink)
    expect(page.locator("body")).to_contain_text("Seratus warga")
    page.goto(f"{address}/pesan/{sent['website'].key}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bakti sosial di Desa Melati")
    no_violations(page)
    page.goto(f"{address}/kerja/pesan/register/")
    no_violations(page)
    expect(page.locator("tbody tr")).to_have_count(1)
    client = Client()
    client.force_login(officer)
    sheet = load_workbook(io.BytesIO(client.get("/kerja/pesan/register.xlsx").content)).active
    assert [cell.value for cell in sheet[5]][3] == "Bakti sosial di Desa Melati"
    assert sheet.max_row == 5
    assert sorted(str(sheet[5][12].value).split("\n")) == sorted(delivery.permalink for delivery in sent.values())
    assert "Bakti sosial di Desa Melati" in file_words(page, f"{address}/kerja/pesan/register.pdf")
    sheet_words = file_words(page, f"{address}/kerja/pesan/{post.pk}/naskah/decide/approval_sheet.pdf")
    assert "Sebutkan jumlah warga." in sheet_words
    assert cast.people["reviewers"].name in sheet_words
    assert verify() is None


def file_words(page: Page, address: str) -> str:
    """The words of a PDF or DOCX, fetched as the person on the page."""
    content = io.BytesIO(page.context.request.get(address).body())
    if address.endswith(".pdf"):
        return " ".join(" ".join(sheet.extract_text() for sheet in PdfReader(content).pages).split())
    return " ".join(paragraph.text for paragraph in docx.Document(content).paragraphs)


def test_sintangs_five_steps_with_their_minutes_and_documents(page: Page, live_server: object, tmp_path: Path) -> None:
    address = live_server.url  # type: ignore[attr-defined]
    cast = found("sintang")
    head, staff, chief = (cast.people[role].email for role in ("subdivision_head", "staff", "division_head"))
    picture = tmp_path / "gawai.jpg"
    picture.write_bytes(photo(1).getvalue())
    with clock.at(clock.now() - dt.timedelta(hours=2)):
        post = create_post(by=cast.people["subdivision_head"], agency=cast.agency, title="Pembukaan Gawai Dayak")

    sign_in(page, address, head)
    expect(page.locator("main")).to_contain_text("terlambat")
    page.get_by_role("link", name="Pembukaan Gawai").click()
    expect(page.locator("main")).to_contain_text("Penugasan peliputan belum ditulis")
    page.get_by_role("link", name="Tulis", exact=True).click()
    page.fill("[name=assignment]", "Liput pembukaan: materi, catatan, wawancara, foto.")
    expect(page.locator("#saved")).to_contain_text("Lengkap untuk langkah ini")
    settled(page)
    page.get_by_role("link", name="Lanjut ke langkah").click()
    page.fill("#done-late", "Jadwal Bupati berubah.")
    page.get_by_role("button", name="Serahkan").click()
    expect(page.locator("#giliran")).to_contain_text("Langkah 2")

    sign_in(page, address, staff)
    page.goto(f"{address}/kerja/pesan/{post.pk}/tulis/")
    page.set_input_files("#files", [picture])
    expect(page.locator("#dokumentasi img")).to_have_count(1)
    page.fill("textarea[name^=alt-]", "Penari di panggung")
    page.fill("[name=theme]", "#GawaiDayak")
    page.fill("[name=event_end]", clock.now().astimezone(cast.government.zone).strftime("%Y-%m-%dT%H:%M"))
    page.fill("[name=narrative]", "Bupati membuka Gawai Dayak.")
    page.fill("[name=caption]", "Gawai Dayak dibuka.")
    for box in page.locator("input[name^=account-]").all():
        box.check()
    expect(page.locator("#saved")).to_contain_text("Lengkap untuk langkah ini")
    settled(page)
    post_page(page, address, post)
    page.get_by_role("button", name="Serahkan").click()

    sign_in(page, address, head)
    post_page(page, address, post)
    page.get_by_role("button", name="Teruskan kepada Kabag").click()
    sign_in(page, address, chief)
    post_page(page, address, post)
    page.fill("#accepted-password", PASSWORD)
    page.get_by_role("button", name="Setujui").click()
    sign_in(page, address, head)
    post_page(page, address, post)
    page.get_by_role("button", name="Tayangkan").click()

    expect(page.locator("main")).to_contain_text("Alur selesai")
    no_violations(page)
    expect(page.locator(".stages li").nth(0)).to_contain_text("terlambat: Jadwal Bupati berubah.")
    for stage in range(1, 5):
        expect(page.locator(".stages li").nth(stage)).not_to_contain_text("terlambat")
    assert [
        f"{minutes} Menit" in page.locator(".stages li").nth(stage).inner_text()
        for stage, minutes in enumerate((60, 60, 5, 5, 5))
    ] == [True] * 5
    expect(page.locator("main")).to_contain_text("Seluruhnya: 2 jam")
    expect(page.locator("main")).to_contain_text("standar 135 menit")
    papers = f"{address}/kerja/pesan/{post.pk}/naskah"
    for suffix in ("pdf", "docx"):
        assert "Liput pembukaan" in file_words(page, f"{papers}/order/memo.{suffix}")
        assert "DRAF" in file_words(page, f"{papers}/draft/release_draft.{suffix}")
        released = file_words(page, f"{papers}/approve/release.{suffix}")
        assert "Bupati membuka Gawai Dayak." in released
        assert cast.people["division_head"].name in released
    assert page.locator("a[href*='/naskah/']").count() == 2 * 7


def test_a_signature_by_passkey(page: Page, live_server: object, cast: Cast) -> None:
    address, reviewer = live_server.url, cast.people["reviewers"]  # type: ignore[attr-defined]
    post = write(cast, 0)
    while (step := Post.objects.get(pk=post.pk).case.current_step) and not step.sign:
        take(cast, post, step)
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    able = {"isUserVerified": True, "automaticPresenceSimulation": True}
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": {**key, **able}})
    sign_in(page, address, reviewer.email)
    page.goto(f"{address}/masuk/dua-langkah/totp/activate/")
    no_violations(page)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Konfirmasi").click()
    for path in ("totp/activate/", "", "webauthn/add/"):
        page.goto(f"{address}/masuk/dua-langkah/{path}")
        no_violations(page)
    page.fill("[name=name]", "Ponsel dinas")
    page.get_by_role("button", name="Tambah").click()
    expect(page.locator("main")).to_contain_text("Kode Pemulihan")
    post_page(page, address, post)
    page.fill("#accepted-response", "Sudah sesuai.")
    page.get_by_role("link", name="Gunakan kunci sandi").click()
    page.get_by_role("button", name="Gunakan kunci keamanan").click()
    expect(page.locator("main")).to_contain_text("memastikan diri dengan kunci sandi")
    page.fill("#accepted-response", "Sudah sesuai.")
    page.get_by_role("button", name="Setujui").click()
    expect(page.locator("#giliran")).to_contain_text("Langkah 5")
    assert Signature.objects.get().method == "passkey"


def test_set_up_needs_the_link_and_leads_in(page: Page, live_server: object) -> None:
    from kentongan.workspace.setting_up import setup_link

    address, link = live_server.url, setup_link()  # type: ignore[attr-defined]
    assert page.goto(f"{address}/kerja/mulai/forged/").status == 404
    page.goto(f"{address}{link}")
    no_violations(page)
    page.get_by_label("SOP Alur Upload").check()
    page.fill("[name=name]", "Pemerintah Kabupaten Contoh")
    page.fill("[name=coordinator]", "Dinas Kominfo")
    page.fill("[name=person]", "Siti Aminah")
    page.fill("[name=email]", "siti@contoh.example")
    page.get_by_role("button", name="Buat").click()
    page.fill("[name=password]", "sepeda-hijau-77")
    page.fill("[name=again]", "sepeda-hijau-77")
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Menunggu saya")
    assert page.goto(f"{address}{link}").status == 404


@pytest.mark.parametrize("path", ["/kerja/", "/kerja/pesan/", "/kerja/pesan/register/"])
def test_lists_ask_the_database_as_often_for_three_rows_as_for_one(path: str, cast: Cast) -> None:
    client = Client()
    client.force_login(cast.people["team"])
    counted = []
    for number in range(3):
        write(cast, number)
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1] == counted[2], counted


def test_pages_are_light(cast: Cast) -> None:
    """First load under 100 KB compressed, later pages under 20 KB."""
    run_through(cast, write(cast, 0))
    client = Client()
    login = client.get("/masuk/login/").content.decode()
    assets = [finders.find(name) for name in re.findall(r'(?:href|src)="/static/([^"#]+)', login)]
    whole = len(gzip.compress(login.encode())) + sum(len(gzip.compress(Path(asset).read_bytes())) for asset in assets)
    assert len(assets) >= 3
    assert whole < 100_000
    client.force_login(cast.people["team"])
    for path in ("/kerja/", f"/kerja/pesan/{Post.objects.get().pk}/", "/kerja/pesan/register/"):
        assert len(gzip.compress(client.get(path).content)) < 20_000
