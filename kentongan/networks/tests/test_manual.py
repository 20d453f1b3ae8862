from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kentongan.networks.base import Media, Outgoing, Rejected
from kentongan.networks.manual.guide import RECORD, check_evidence, guide
from kentongan.networks.manual.network import ByHand
from kentongan.networks.manual.places import PLACES, place_of

INSTAGRAM = "manual-instagram"


def outgoing(**given: object) -> Outgoing:
    words = {"title": "Judul", "text": "Narasi panjang.", "caption": "Caption #Tema", "hashtags": ("#Tema",)}
    return Outgoing(**{"key": "k", **words, **given})  # type: ignore[arg-type]


def test_steps_come_in_the_order_of_the_work(picture: Callable[..., Media]) -> None:
    media = (picture("satu"), picture("dua"))
    titles = [step.title for step in guide(outgoing(media=media), INSTAGRAM).steps]
    assert titles == ["Salin teks", "Unduh berkas", "Tayangkan di Instagram", "Salin tautan", "Catat bukti"]


def test_files_are_those_of_the_message_in_their_order(picture: Callable[..., Media]) -> None:
    media = (picture("satu"), picture("dua"))
    (step,) = (step for step in guide(outgoing(media=media), INSTAGRAM).steps if step.files)
    assert step.files == media


def test_no_files_no_download() -> None:
    assert not any(step.files for step in guide(outgoing(), INSTAGRAM).steps)


def test_the_caption_is_copied_as_it_was_approved() -> None:
    (copy,) = guide(outgoing(), INSTAGRAM).steps[0].copies
    assert (copy.text, copy.characters, copy.limit) == ("Caption #Tema", 13, 2200)


def test_a_place_of_long_texts_gets_title_and_narrative_with_its_hashtag() -> None:
    copies = guide(outgoing(), "manual-youtube").steps[0].copies
    assert [(copy.name, copy.text) for copy in copies] == [("Judul", "Judul"), ("Isi", "Narasi panjang.\n\n#Tema")]


def test_a_hashtag_that_is_there_is_not_repeated() -> None:
    copies = guide(outgoing(text="Tentang #tema."), "manual-kaskus").steps[0].copies
    assert copies[1].text == "Tentang #tema."


def test_the_last_step_says_what_to_record() -> None:
    assert guide(outgoing(), INSTAGRAM).steps[-1].record == RECORD


def test_an_unknown_network_gets_the_general_guide() -> None:
    assert guide(outgoing(), "something-else") == guide(outgoing()) == guide(outgoing(), "manual-other")


def test_characters_are_counted_as_people_see_them() -> None:
    family = "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}"
    (copy,) = guide(outgoing(caption=f"e\N{COMBINING ACUTE ACCENT}{family}\r\n."), "manual-x").steps[0].copies
    assert copy.characters == 4


@pytest.mark.parametrize(("length", "warned"), [(280, False), (281, True)])
def test_warns_of_text_beyond_the_limit(length: int, warned: bool) -> None:
    warnings = guide(outgoing(caption="a" * length), "manual-x").warnings
    assert warnings == (("Caption 281 karakter; X menerima paling banyak 280.",) if warned else ())


def test_warns_of_what_is_missing_or_too_much(picture: Callable[..., Media]) -> None:
    assert guide(outgoing(), INSTAGRAM).warnings == ("Instagram memerlukan gambar atau video.",)
    assert guide(outgoing(media=(picture(),)), "manual-youtube").warnings == ("YouTube memerlukan video.",)
    five = tuple(picture() for _ in range(5))
    assert guide(outgoing(media=five), "manual-x").warnings == (
        "X menerima paling banyak 4 gambar; pesan ini memiliki 5.",
    )
    six_tags = tuple(f"#t{number}" for number in range(6))
    (warning,) = guide(outgoing(media=(picture(),), hashtags=six_tags), INSTAGRAM).warnings
    assert "5" in warning
    assert "6" in warning


@pytest.mark.parametrize(
    ("permalink", "network"),
    [
        ("https://www.instagram.com/p/C9abc/", INSTAGRAM),
        ("https://instagram.com/reel/C9abc", INSTAGRAM),
        ("https://INSTAGRAM.com:443/p/1", INSTAGRAM),
        ("https://www.facebook.com/permalink.php?story_fbid=1&id=2", "manual-facebook"),
        ("https://vt.tiktok.com/ZS1/", "manual-tiktok"),
        ("https://twitter.com/kab/status/1", "manual-x"),
        ("https://x.com/kab/status/1", "manual-x"),
        ("https://youtu.be/abc", "manual-youtube"),
        ("https://www.youtube.com/watch?v=abc", "manual-youtube"),
        ("https://m.kaskus.co.id/thread/1", "manual-kaskus"),
        ("https://forum.example.org/t/1", "manual-other"),
        ("https://forum.example.org/?t=1", "not-by-hand"),
    ],
)
def test_evidence_that_holds(permalink: str, network: str) -> None:
    assert check_evidence(permalink, network) is None


@pytest.mark.parametrize(
    "permalink",
    [
        "",
        "instagram.com/p/1",
        "http://instagram.com/p/1",
        "javascript:alert(1)//instagram.com/p/1",
        "https://instagram.com.evil.example/p/1",
        "https://evilinstagram.com/p/1",
        "https://instagram.com@evil.example/p/1",
        "https://user@instagram.com/p/1",
        "https://evil.example\\@instagram.com/p/1",
        "https://instagram.com:8443/p/1",
        "https://instagram.com:x/p/1",
        "https://instagram.com/p/ 1",
        "https://instagram.com/p/1\n",
        "https://instagram.com/p/1\u202e",
        "https://\u0456nstagram.com/p/1",
        "https://[instagram.com/p/1",
        "https:///p/1",
        "https://instagram.com",
        "https://instagram.com/",
        f"https://instagram.com/p/{'1' * 500}",
    ],
)
def test_evidence_that_does_not_hold(permalink: str) -> None:
    reason = check_evidence(permalink, INSTAGRAM)
    assert reason is not None
    assert reason.endswith(".")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "10.0.0.1", "intranet", "intranet."])
def test_evidence_is_on_the_open_internet(host: str) -> None:
    assert check_evidence(f"https://{host}/p/1", "manual-other") is not None


@given(st.text(max_size=80), st.sampled_from([place.key for place in PLACES]))
def test_whatever_is_pasted_gets_a_reason_or_is_a_plain_https_address(pasted: str, network: str) -> None:
    for permalink in (pasted, f"https://{pasted}", f"https://instagram.com/{pasted}"):
        if check_evidence(permalink, network) is None:
            place = place_of(network)
            assert place is not None
            host = urlsplit(permalink).hostname or ""
            assert permalink.startswith("https://")
            assert not place.hosts or host.endswith(place.hosts)


def test_every_place_has_its_words() -> None:
    for place in PLACES:
        assert place.key.startswith("manual-")
        assert place.compose.endswith(".")
        assert place.link.endswith(".")
        assert all(host == host.lower() and "/" not in host for host in place.hosts)
        assert len(guide(outgoing(), place.key).steps) >= 4


def test_nothing_is_ever_sent() -> None:
    with pytest.raises(Rejected, match="dengan tangan"):
        ByHand(PLACES[0]).publish(outgoing(), "", {})
