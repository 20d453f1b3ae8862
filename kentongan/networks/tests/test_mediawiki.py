"""The adapter against a real MediaWiki; the citizens speak through an independent client (mwclient)."""

from __future__ import annotations

import html
import time
from collections.abc import Callable, Iterator

import mwclient
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kentongan.networks.base import Incoming, Media, Outgoing, Rejected, Unavailable
from kentongan.networks.calls import Patience
from kentongan.networks.mediawiki.network import MediaWiki
from kentongan.networks.mediawiki.wikitext import added, escape, plain
from kentongan.networks.testing.mediawiki_server import PASSWORD, MediaWikiSite, mediawiki

HOSTILE = "<script>alert(1)</script> [[Halaman Utama]] {{Templat}} '''tebal''' ~~~~ __TOC__\n"
HOSTILE += "* butir\n# nomor\n== judul ==\n http://x.example [http://y z] {{subst:PAGENAME}} <nowiki> --> |- {|\n----"


@pytest.fixture(scope="module")
def site() -> Iterator[MediaWikiSite]:
    with mediawiki() as running:
        yield running


@pytest.fixture
def wiki() -> MediaWiki:
    return MediaWiki(loopback=True)


def citizen(site: MediaWikiSite, name: str = "Budi") -> mwclient.Site:
    session = mwclient.Site(site.base_url.partition("//")[2], path="/", scheme="http", force_login=bool(name))
    if name:
        session.login(name, PASSWORD)
    return session


def read_all(wiki: MediaWiki, site: MediaWikiSite, cursor: str = "") -> tuple[list[Incoming], str]:
    items, more = [], True
    while more:
        collected = wiki.collect("talk", cursor, site.credentials())
        items, cursor, more = [*items, *collected.items], collected.cursor, collected.more
    return items, cursor


def reply_to(item: Incoming, key: str, text: str = "Minggu depan.") -> Outgoing:
    return Outgoing(key, "", text, "", (), thread=item.thread, answers=item.remote_id)


def test_says_who_it_acts_as(wiki: MediaWiki, site: MediaWikiSite) -> None:
    assert wiki.check(site.credentials()).acts_as == "Humas"


def test_a_page_is_found_only_after_it_was_published_and_published_once(
    wiki: MediaWiki, site: MediaWikiSite, message: Callable[..., Outgoing], picture: Callable[..., Media]
) -> None:
    page = message(title="Panen raya: desa #1", media=(picture(),))
    access = site.credentials()
    title = wiki.reserve(page, access)
    assert wiki.find(page, title, access) is None
    published = wiki.publish(page, title, access)
    assert wiki.find(page, title, access) == published
    assert wiki.publish(page, title, access) == published
    assert wiki.reserve(page, access) == title
    shown = citizen(site).pages[title]
    assert len(list(shown.revisions())) == 1
    rendered = citizen(site).parse(page=title)["text"]["*"]
    assert 'alt="Petani memanen padi"' in rendered
    assert "Alinea dua." in rendered


def test_another_page_of_the_same_title_is_left_alone(
    wiki: MediaWiki, site: MediaWikiSite, message: Callable[..., Outgoing]
) -> None:
    citizen(site).pages["Banjir"].edit("Tulisan warga", "baru")
    page = message(title="Banjir")
    assert wiki.reserve(page, site.credentials()) == "Banjir (2)"
    with pytest.raises(Rejected, match="Kirim lagi"):
        wiki.publish(page, "Banjir", site.credentials())
    assert citizen(site).pages["Banjir"].text() == "Tulisan warga"


def test_nothing_that_people_wrote_is_markup(
    wiki: MediaWiki, site: MediaWikiSite, message: Callable[..., Outgoing]
) -> None:
    page = message(title="Uji <b>markup</b> [[x]] {{y}}", text=HOSTILE, hashtags=("#Uji",))
    title = wiki.reserve(page, site.credentials())
    wiki.publish(page, title, site.credentials())
    rendered = citizen(site).parse(page=title)
    assert rendered["links"] == rendered["externallinks"] == rendered["templates"] == rendered["sections"] == []
    shown = rendered["text"]["*"]
    for markup in ("<script", "<b>", "<li>", "<h2", "<hr", "<table", "toc"):
        assert markup not in shown.replace('class="mw-content-ltr', ""), markup
    assert "~~~~" in html.unescape(shown)
    assert wiki.reserve(message(title="\u200b\u2060\u202e"), site.credentials()) == "Tanpa judul"


def test_a_question_comes_in_and_the_answer_stands_below_it_once(wiki: MediaWiki, site: MediaWikiSite) -> None:
    talk = citizen(site).pages["Pembicaraan Pengguna:Humas"]
    talk.edit("== Jalan rusak ==\nKapan '''diperbaiki'''? Lihat [[Jalan|jalannya]]. --~~~~\n", "tanya")
    talk.append("\n== Lampu ==\nMati terus ~~~~\n", "lampu")
    items, cursor = read_all(wiki, site)
    item = next(item for item in items if item.title == "Jalan rusak")
    assert (item.kind, item.author, item.text, item.own) == (
        "message",
        "Budi",
        "Kapan diperbaiki? Lihat jalannya.",
        False,
    )
    reply, access = reply_to(item, "d-balas-1"), site.credentials()
    assert wiki.find(reply, "", access) is None
    published = wiki.publish(reply, wiki.reserve(reply, access), access)
    found = wiki.find(reply, "", access)
    assert found is not None
    assert (found.remote_id, found.permalink) == (published.remote_id, published.permalink)
    text = citizen(site).pages["Pembicaraan Pengguna:Humas"].text()
    assert text.index("Kapan '''diperbaiki'''") < text.index(":Minggu depan.") < text.index("== Lampu ==")
    again, _cursor = read_all(wiki, site, cursor)
    own = next(item for item in again if item.remote_id == published.remote_id)
    assert (own.own, own.thread, own.text) == (True, item.thread, "Minggu depan.")


def test_what_concerns_us_comes_in_and_the_rest_does_not(
    wiki: MediaWiki, site: MediaWikiSite, message: Callable[..., Outgoing]
) -> None:
    page = message(title="Posyandu keliling")
    wiki.publish(page, wiki.reserve(page, site.credentials()), site.credentials())
    budi, unknown = citizen(site), citizen(site, "")
    budi.pages["Pembicaraan:Posyandu keliling"].edit("Jam berapa? ~~~~", "tanya")
    budi.pages["Pembicaraan:Halaman lain"].edit("Tidak ada hubungannya", "lain")
    budi.pages["Pembicaraan:Pasar"].edit("Tolong [[Pengguna:Humas]] jawab", "sebut")
    unknown.pages["Pembicaraan Pengguna:Humas"].append("\n\nDari warung internet", "ip")
    items, _cursor = read_all(wiki, site)
    kinds = {item.text: (item.kind, item.author) for item in items}
    assert kinds["Jam berapa?"] == ("comment", "Budi")
    assert kinds["Tolong Pengguna:Humas jawab"] == ("mention", "Budi")
    assert kinds["Dari warung internet"] == ("message", "127.0.0.1")
    assert "Tidak ada hubungannya" not in kinds


def test_many_edits_come_in_pages_and_none_is_missing(wiki: MediaWiki, site: MediaWikiSite) -> None:
    talk = citizen(site, "Siti").pages["Pembicaraan Pengguna:Humas"]
    text, cursor = talk.text(), read_all(wiki, site)[1]
    for number in range(95):
        text += f"\n\nPertanyaan nomor {number}x"  # unsigned: "~~~~" would change in all of them with the minute
        talk.edit(text, "tanya")
    items, cursor = read_all(wiki, site, cursor)
    again, _cursor = read_all(wiki, site, cursor)
    said = {item.text for item in items if item.author == "Siti"}
    assert {f"Pertanyaan nomor {number}x" for number in range(95)} <= said
    assert {item.remote_id for item in again} <= {item.remote_id for item in items}


def test_what_was_hidden_or_deleted_is_gone(wiki: MediaWiki, site: MediaWikiSite) -> None:
    budi = citizen(site)
    kept = budi.pages["Pembicaraan:Pasar"].edit("Halo [[Pengguna:Humas]] lagi", "x")["newrevid"]
    doomed = budi.pages["Pembicaraan:Dihapus"].edit("[[Pengguna:Humas]] hapus ini", "x")["newrevid"]
    assert wiki.reread([str(kept), str(doomed)], site.credentials()) == []
    manager = citizen(site, "Pengelola")
    manager.pages["Pembicaraan:Dihapus"].delete("uji")
    (gone,) = wiki.reread([str(kept), str(doomed)], site.credentials())
    assert (gone.remote_id, gone.gone) == (str(doomed), True)


def test_a_very_long_page_does_not_stop_anything(site: MediaWikiSite) -> None:
    hasty = MediaWiki(loopback=True, patience=Patience(answer_bytes=200_000))
    endless = "[[Pengguna:Humas]] " + "kata [[ {{ <ref " * 300 + "kata " * 90_000
    citizen(site).pages["Pembicaraan:Panjang"].edit(endless, "panjang")
    citizen(site).pages["Pembicaraan:Pendek"].edit("[[Pengguna:Humas]] sesudahnya", "pendek")
    items, _cursor = read_all(hasty, site)
    assert any("sesudahnya" in item.text for item in items)


def test_what_a_wiki_refuses_is_final_and_what_it_cannot_now_is_not(
    wiki: MediaWiki, site: MediaWikiSite, message: Callable[..., Outgoing]
) -> None:
    wrong = site.credentials(password="salahsalahsalahsalahsalahsalah12")
    with pytest.raises(Rejected) as error:
        wiki.check(wrong)
    assert wrong["password"] not in error.value.detail
    with site.read_only(), pytest.raises(Unavailable):
        wiki.publish(message(title="Saat perawatan"), "Saat perawatan", site.credentials())
    manager = citizen(site, "Pengelola")
    manager.pages["Terlindung"].edit("x", "x")
    manager.post("protect", title="Terlindung", protections="edit=sysop", token=manager.get_token("csrf"))
    items, _cursor = read_all(wiki, site)
    asked = next(item for item in items if item.kind == "message")
    gone = Outgoing("d-hilang", "", "x", "", (), thread="999999#x", answers=asked.remote_id)
    with pytest.raises(Rejected, match="tidak ada lagi"):
        wiki.publish(gone, "", site.credentials())
    manager.post("block", user="Humas", expiry="1 hour", token=manager.get_token("csrf"))
    try:
        with pytest.raises(Rejected):
            wiki.publish(message(title="Saat diblokir"), "Saat diblokir", site.credentials())
    finally:
        manager.post("unblock", user="Humas", token=manager.get_token("csrf"))


@given(st.text(max_size=300))
def test_escaped_words_hold_nothing_that_a_wiki_acts_on(text: str) -> None:
    escaped = escape(text)
    for mark in ("[[", "]]", "{{", "}}", "<", ">", "''", "~~~", "__", "://"):
        assert mark not in escaped
    assert not any(line[:1] in ("*", "#", ":", ";", " ", "-", "=", "!") for line in escaped.split("\n"))


@given(st.text(alphabet="ab[]{}<>|'=*#:; \n&;/-~1", max_size=400), st.text(alphabet="ab[]{}=\n~", max_size=200))
def test_any_wikitext_can_be_read(after: str, before: str) -> None:
    assert isinstance(added(before, after).text, str)


@pytest.mark.parametrize(
    "bad", ["[[" * 100_000, "{{" * 100_000, "<ref" * 50_000, "a " * 100_000, "[http://x " * 30_000]
)
def test_hostile_wikitext_takes_no_time(bad: str) -> None:
    began = time.monotonic()
    plain(bad)
    assert time.monotonic() - began < 5  # a bound against explosions, not a measure
