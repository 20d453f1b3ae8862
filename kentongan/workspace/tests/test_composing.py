"""An agency in Bone composes its own SOP in the browser, mends it, has it decreed; the next message runs under it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from kentongan.offices.actions import DecreeDetails, register_decree
from kentongan.posts.actions import create_post
from kentongan.posts.models import Post
from kentongan.workspace.stories import PASSWORD, found, run_through, write
from kentongan.workspace.tests.test_browser import no_violations, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_agency_composes_its_sop_and_works_by_it(page: Page, live_server: object) -> None:
    address, cast = live_server.url, found("bone")  # type: ignore[attr-defined]
    before = write(cast, 0)
    today = cast.government.today()
    details = DecreeDetails("5/SOP/2026", today, "SOP media sosial", "Kepala Dinas", today)
    register_decree(by=cast.operator, agency=cast.agency, details=details)

    sign_in(page, address, cast.people["official"].email)
    page.goto(f"{address}/kerja/sop/")
    no_violations(page)
    page.get_by_role("link", name="Susun SOP sendiri").click()
    page.select_option("[name=base]", "publishing")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Susun SOP")
    checked = page.locator("#checked")
    expect(checked).to_contain_text("Rancangan ini utuh.")
    expect(checked.locator("svg.flow")).to_be_visible()
    page.get_by_role("button", name="Tambah langkah").click()
    page.fill("#s-3-activity", "Mencatat tautan pesan pada buku register.")
    page.fill("#s-3-actor", "Orang Asing")
    page.select_option("#s-2-to", "langkah-4")
    page.select_option("#s-3-to", "publish")
    expect(checked).to_contain_text("“time” belum diisi")
    page.fill("#s-3-amount", "30")
    page.select_option("#s-3-unit", "minutes")
    expect(checked).to_contain_text("pelaksana “orang-asing” tidak ada dalam actors")
    expect(checked).to_contain_text("alur tidak pernah selesai")
    expect(checked).to_contain_text("alur naik tanpa keputusan")
    no_violations(page)
    page.fill("#s-3-actor", "Admin Media Sosial")
    page.select_option("#s-3-to", "end")
    expect(checked).to_contain_text("Rancangan ini utuh.")
    expect(checked.locator("svg.flow")).to_contain_text("Mencatat tautan pesan")
    page.get_by_role("button", name="Simpan").click()
    page.get_by_role("link", name="Lanjut ke penetapan").click()
    no_violations(page)
    page.get_by_role("button", name="Serahkan").click()
    expect(page.locator("#giliran")).to_contain_text("Langkah 2")

    sign_in(page, address, cast.people["head"].email)
    page.goto(f"{address}/kerja/sop/")
    page.get_by_role("link", name="Alur Penyebarluasan Pesan (bawaan Kentongan)").last.click()
    page.fill("#accepted-password", PASSWORD)
    page.get_by_role("button", name="Setujui").click()
    expect(page.locator("#giliran")).to_contain_text("Langkah 3")
    page.get_by_role("button", name="Tetapkan").click()
    expect(page.get_by_role("alert")).to_contain_text("Keputusan yang menetapkan SOP ini belum dipilih")
    page.select_option("[name=decree]", label="5/SOP/2026 (SOP media sosial)")
    page.fill("[name=effective_on]", today.isoformat())
    page.get_by_role("button", name="Catat Keputusan").click()
    page.get_by_role("button", name="Tetapkan").click()
    expect(page.locator("main")).to_contain_text("SOP ini sudah ditetapkan")
    no_violations(page)

    after = create_post(by=cast.people["officer"], agency=cast.agency, title="Sesudah SOP baru")
    steps = [len(Post.objects.get(pk=post.pk).case.procedure.steps) for post in (before, after)]
    assert steps == [3, 4]
    run_through(cast, before)
    assert [move.step for move in Post.objects.get(pk=before.pk).case.moves.all()] == ["draft", "approve", "publish"]
    new = write(cast, 1)
    run_through(cast, new)
    assert Post.objects.get(pk=new.pk).case.moves.last().step == "langkah-4"
    enacted = Post.objects.get(pk=new.pk).case.procedure.identity
    assert (enacted.number, enacted.made, enacted.effective) == ("5/SOP/2026", today, today)
    assert enacted.approved_by is not None
    assert enacted.approved_by.name == cast.people["head"].name


def test_the_regulation_and_its_sops_can_be_read(page: Page, live_server: object) -> None:
    address, cast = live_server.url, found("kapuas")  # type: ignore[attr-defined]
    sign_in(page, address, cast.people["officer"].email)
    for path in ("peraturan/", "paket/service/", "paket/sanction/"):
        page.goto(f"{address}/kerja/sop/{path}")
        no_violations(page)
    page.goto(f"{address}/kerja/sop/peraturan/#pasal-9-huruf-d")
    expect(page.locator("#pasal-9-huruf-d").first).to_contain_text("ditegakkan")
    expect(page.locator("#pasal-16-ayat-1")).to_contain_text("direncanakan, belum dijalankan")
    page.locator("#pasal-9-huruf-c").get_by_role("link", name="Ke halamannya").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Akun resmi")
    post = create_post(by=cast.people["officer"], agency=cast.agency, title="Tanpa tagar")
    page.goto(f"{address}/kerja/pesan/{post.pk}/")
    page.get_by_role("link", name="Perbup Kapuas 1/2019 Pasal 9 huruf d").click()
    expect(page).to_have_url(f"{address}/kerja/sop/peraturan/#pasal-9-huruf-d")
    expect(page.locator("main")).to_contain_text("Pesan tanpa tagar di depan temanya tidak dapat diunggah")
