from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kentongan.networks.base import Media, Outgoing
from kentongan.networks.wordpress.content import Placed, body_html, clean, escape, slug_of_tag

ALLOWED = {"p", "br", "figure", "figcaption", "img", "video"}


class Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.comments: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_comment(self, data: str) -> None:
        self.comments.append(data.strip())

    def handle_data(self, data: str) -> None:
        self.text += data


def seen(html: str) -> Seen:
    parser = Seen()
    parser.feed(html)
    parser.close()
    return parser


def placed(alt: str = "Sawah", *, number: int = 7, mime: str = "image/jpeg") -> Placed:
    return Placed(number, f"https://a.go.id/{number}", Media(Path("x"), "0" * 64, mime, alt))


def outgoing(**given: object) -> Outgoing:
    words = {"title": "T", "text": "Isi", "caption": "", "hashtags": ()}
    return Outgoing(**{"key": "k", **words, **given})  # type: ignore[arg-type]


def test_paragraphs_and_line_breaks() -> None:
    html = body_html(outgoing(text="Satu\r\nlagi\n\n \n\nDua\n"), [])
    assert re.findall(r"<p>.*?</p>", html) == ["<p>Satu<br>lagi</p>", "<p>Dua</p>"]


def test_one_picture_carries_the_caption() -> None:
    html = body_html(outgoing(caption="Panen <raya>"), [placed('Petani "Dayak"')])
    assert '<img src="https://a.go.id/7" alt="Petani &quot;Dayak&quot;" class="wp-image-7"/>' in html
    assert '<figcaption class="wp-element-caption">Panen &lt;raya&gt;</figcaption></figure>' in html
    assert "wp:gallery" not in html


def test_several_pictures_share_one_caption() -> None:
    html = body_html(outgoing(caption="Panen"), [placed(number=1), placed(number=2)])
    assert html.count("<figcaption") == 1
    assert html.count("<img") == 2
    assert html.index("wp-image-1") < html.index("wp-image-2") < html.index("<figcaption")


def test_a_video_plays_after_the_text_with_its_description() -> None:
    html = body_html(outgoing(), [placed("Sambutan", mime="video/mp4")])
    assert html.index("<p>") < html.index("<video controls")
    assert "<figcaption" in html
    assert "<img" not in html


def test_shortcodes_are_only_shown() -> None:
    html = body_html(outgoing(text="[gallery]", caption="[caption]"), [placed("[alt]")])
    assert not set("[]").intersection(html)
    assert "&#91;gallery&#93;" in html


@pytest.mark.parametrize(("text", "added"), [("Tentang #TEMA", 0), ("Tentang tema", 1)])
def test_hashtags_are_added_where_the_narrative_lacks_them(text: str, added: int) -> None:
    assert body_html(outgoing(text=text, hashtags=("#Tema",)), []).count("<p>#Tema</p>") == added


@given(st.text(), st.text(), st.text())
def test_nothing_that_people_write_becomes_markup_or_shortcode(text: str, caption: str, alt: str) -> None:
    html = body_html(outgoing(text=text, caption=caption, hashtags=("#a",)), [placed(alt)])
    found = seen(html)
    assert set(found.tags) <= ALLOWED
    assert {name for name, _ in found.attributes} <= {"class", "src", "alt"}
    assert all(re.fullmatch(r"/?wp:(paragraph|image|gallery)( \{[^{}]*\})?", comment) for comment in found.comments)
    assert "[" not in html
    assert ("alt", clean(alt)) in found.attributes


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1))
def test_every_visible_character_arrives(text: str) -> None:
    assert text in seen(body_html(outgoing(text=text), [])).text


@given(st.text(alphabet=st.characters()))
def test_clean_text_can_always_be_sent(text: str) -> None:
    assert "\r" not in clean(text)
    assert "\0" not in escape(text)
    escape(text).encode()


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Lamandau", "lamandau"),
        ("HUT_RI80", "hut_ri80"),
        ("Café", "cafe"),
    ],
)
def test_slug_of_tag(name: str, slug: str) -> None:
    assert slug_of_tag(name) == slug


@given(st.text(min_size=1))
def test_every_tag_has_one_plain_slug(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9_-]{1,190}", slug_of_tag(name))
    assert slug_of_tag(name) == slug_of_tag(name)


def test_tags_in_other_scripts_stay_apart() -> None:
    assert len({slug_of_tag(name) for name in ("\N{CYRILLIC SMALL LETTER A}a", "日本", "日本語")}) == 3
