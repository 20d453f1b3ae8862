"""A bad connection in the field: what is written is kept on the device, what is uploaded goes on where it stopped."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from kentongan.posts.actions import create_post
from kentongan.posts.models import Post
from kentongan.workspace.stories import found, photo
from kentongan.workspace.tests.test_browser import settled, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_draft_outlives_a_broken_line_and_a_closed_page(page: Page, live_server: object) -> None:
    address, cast = live_server.url, found("lamandau")  # type: ignore[attr-defined]
    post = create_post(by=cast.people["team"], agency=cast.agency, title="Panen raya")
    compose = f"{address}/kerja/pesan/{post.pk}/tulis/"
    sign_in(page, address, cast.people["team"].email)
    page.goto(compose)
    page.context.set_offline(True)
    page.fill("[name=narrative]", "Ditulis di ladang tanpa sinyal.")
    expect(page.locator("#offline")).to_be_visible()
    assert Post.objects.get().narrative == ""
    page.context.set_offline(False)
    page.goto(compose)
    expect(page.locator("[name=narrative]")).to_have_value("Ditulis di ladang tanpa sinyal.")
    expect(page.locator("#saved")).to_contain_text("Tersimpan")
    settled(page)
    assert Post.objects.get().narrative == "Ditulis di ladang tanpa sinyal."
    expect(page.locator("#offline")).to_be_hidden()


def test_an_upload_goes_on_where_the_line_broke(page: Page, live_server: object, tmp_path: Path) -> None:
    address, cast = live_server.url, found("lamandau")  # type: ignore[attr-defined]
    post = create_post(by=cast.people["team"], agency=cast.agency, title="Panen raya")
    picture = tmp_path / "panen.jpg"
    picture.write_bytes(photo(1).getvalue() + b"\0" * 700_000)
    sign_in(page, address, cast.people["team"].email)
    page.goto(f"{address}/kerja/pesan/{post.pk}/tulis/")
    pieces: list[str] = []

    def broken(route: Route) -> None:
        pieces.append(route.request.url.rsplit("=", 1)[1])
        if len(pieces) in (2, 4):
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/unggah/*/?offset=*", broken)
    page.set_input_files("#files", [picture])
    expect(page.locator("#dokumentasi img")).to_have_count(1)
    assert pieces.count("0") == 1, "what had arrived is not sent again"
    assert len(pieces) == len(set(pieces)) + 2
    assert post.assets.count() == 1
