"""What the room can tell apart: measured on examples that were not tuned on; figures are printed with -s."""

from __future__ import annotations

import os
import random
import time
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from kentongan.reading.cues import flags, intent_of
from kentongan.reading.folding import fold, squeezed, visible
from kentongan.reading.learning import Model, cross_validate, fit, too_few
from kentongan.reading.lures import suspect
from kentongan.reading.personal import find_personal, mask
from kentongan.reading.ranking import Entry, Library
from kentongan.reading.tests.examples import HARD_ORDINARY, LABELLED, LIBRARY, MORE_LABELLED, MORE_ORDINARY, UNFITTING

LURES = (
    "slot gacor hari ini pasti maxwin", "daftar slot88 bonus new member 100", "link alternatif togel terpercaya", "main di situs judi online deposit pulsa tanpa potongan",
    "depo 10rb wd jutaan zeus gampang menang", "mahjong ways scatter hitam tiap hari", "agen slot resmi rtp live 98%", "pola gacor gates of olympus malam ini",
    "bandar togel hadiah 4d terbesar", "freebet tanpa deposit klik link di bio", "poker online jackpot besar setiap jam", "anti rungkad auto jackpot cek bio",
    "pinjaman kilat dana cepat cair tanpa jaminan", "pinjol cepat cair hubungi wa", "casino online live 24 jam daftar sekarang",
)  # fmt: skip
_CYRILLIC = dict(zip("aeopcxykmthbi", "аеорсхукмтһЬі", strict=True))
_GREEK = dict(zip("aoeivtpx", "αοεινтρχ", strict=True))
_LEET = {"a": "4", "i": "1", "o": "0", "e": "3", "s": "5"}


def disguised(text: str, trick: str, chance: random.Random) -> str:
    """The text as spammers write it."""
    if trick == "cyrillic":
        return "".join(_CYRILLIC.get(mark, mark) if chance.random() < 0.6 else mark for mark in text)
    if trick == "greek":
        return "".join(_GREEK.get(mark, mark) if chance.random() < 0.6 else mark for mark in text)
    if trick == "bold":
        return "".join(chr(0x1D41A + ord(mark) - 97) if mark in "abcdefghijklmnopqrstuvwxyz" else mark for mark in text)
    if trick == "wide":
        return "".join(chr(ord(mark) + 0xFEE0) if "!" <= mark <= "~" else mark for mark in text)
    if trick == "leet":
        return "".join(_LEET.get(mark, mark) if chance.random() < 0.5 else mark for mark in text)
    if trick == "zero-width":
        return "".join(mark + chance.choice(["", "\u200b", "\u2060", "\u00ad", "\u200d"]) for mark in text)
    if trick == "spaced":
        return " ".join(" ".join(word) if len(word) > 3 and word.isalpha() else word for word in text.split())
    if trick == "dotted":
        return " ".join(
            chance.choice(".-_*").join(word) if len(word) > 3 and word.isalpha() else word for word in text.split()
        )
    if trick == "accents":
        return unicodedata.normalize(
            "NFC",
            "".join(mark + chance.choice(["", "", "\u0301", "\u0308"]) if mark in "aeiou" else mark for mark in text),
        )
    return "".join(mark * chance.choice([1, 1, 3]) if mark in "aeiou" else mark for mark in text)


TRICKS = ("cyrillic", "greek", "bold", "wide", "leet", "zero-width", "spaced", "dotted", "accents", "stretched")


def variants() -> list[str]:
    chance = random.Random(5)
    plain = [disguised(lure, trick, chance) for lure in LURES for trick in TRICKS for _each in range(2)]
    wrapped = ["Terima kasih min infonya, {} ya", "{}", "info bagus 👍 {} 🔥🔥"]
    return [wrapped[number % 3].format(each) for number, each in enumerate([*LURES, *plain])]


def test_lures_are_seen_through_their_disguise_and_ordinary_talk_passes() -> None:
    spam, ordinary = (
        variants(),
        [*HARD_ORDINARY, *MORE_ORDINARY, *(text for texts in LABELLED.values() for text in texts)],
    )
    assert len(spam) >= 300
    assert len(ordinary) >= 300
    missed = [text for text in spam if suspect(text).score < 0.5]
    accused = [text for text in ordinary if suspect(text).score >= 0.5]
    recall, alarms = 1 - len(missed) / len(spam), len(accused) / len(ordinary)
    print(f"spam: recall {recall:.3f} of {len(spam)}, false alarms {alarms:.3f} of {len(ordinary)}")
    assert recall >= 0.97, missed[:10]
    assert alarms <= 0.03, accused
    assert all(suspect(text).reasons for text in spam if suspect(text).score >= 0.5)


def halves() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(tuned on, only measured)."""
    tuned = [(text, label) for label, texts in LABELLED.items() for text in texts[:15]]
    others = [*LABELLED.items(), *MORE_LABELLED.items()]
    return tuned, [
        (text, label) for label, texts in others for text in (texts[15:] if texts is LABELLED.get(label) else texts)
    ]


def test_kinds_of_messages_by_rule() -> None:
    figures = []
    for half in halves():
        guessed = [intent_of(text).label for text, _label in half]
        figures.append(float(f1_score([label for _text, label in half], guessed, average="macro")))
    print(f"intent by rule: macro-F1 {figures[0]:.3f} tuned on, {figures[1]:.3f} only measured")
    assert figures[1] >= 0.70
    assert all(intent_of(text).reason for text in HARD_ORDINARY)


def test_kinds_of_messages_learned() -> None:
    known = [(text, label) for kinds in (LABELLED, MORE_LABELLED) for label, some in kinds.items() for text in some]
    texts, labels = [text for text, _label in known], [label for _text, label in known]
    scores = cross_validate(texts, labels)
    print(f"intent learned from {len(texts)}: macro-F1 {scores.macro_f1:.3f}, accuracy {scores.accuracy:.3f}")
    assert scores.macro_f1 >= 0.60


@pytest.mark.parametrize(
    ("text", "flag", "sure"),
    [
        ("TOLONG kebakaran di jalan Melati sekarang!!", "emergency", True),
        ("ada anak hanyut di sungai tolong segera", "emergency", True),
        ("kecelakaan barusan depan pasar butuh ambulans", "emergency", True),
        ("terima kasih bantuan korban kebakaran kemarin", "emergency", False),
        ("kapan simulasi kebakaran di sekolah?", "emergency", False),
        ("dasar g0bl0k semua", "abuse", True),
        ("aпjing kau", "abuse", True),
        ("Berdasarkan UU KIP kami meminta salinan dokumen APBD", "information-request", True),
        ("makasih min", "thanks", True),
        ("mau lapor pungli di terminal", "complaint", True),
    ],
)
def test_what_must_be_seen_at_once(text: str, flag: str, sure: bool) -> None:
    found = {guess.label: guess.certainty for guess in flags(text)}
    assert (found.get(flag, 0) >= 0.5) is sure


def test_the_answer_that_fits_is_among_three() -> None:
    """Asked in words that the library does not know; then with the other way of asking accepted for it before."""
    cold = Library([_entry(number) for number in range(len(LIBRARY))])
    asked = [(way, number) for number, row in enumerate(LIBRARY) for way in row["other"]]
    assert len(asked) >= 60
    hits = [number in _three(cold, way) for way, number in asked]
    warm = [Library([_entry(number, 1 - which) for number in range(len(LIBRARY))]) for which in (0, 1)]
    learned = [
        number in _three(warm[row["other"].index(way)], way)
        for number, row in enumerate(LIBRARY)
        for way in row["other"]
    ]
    print(
        f"answers: recall@3 {sum(hits) / len(hits):.3f}, after one accepted {sum(learned) / len(hits):.3f}, of {len(hits)}"
    )
    assert min(sum(hits), sum(learned)) / len(hits) >= 0.80
    for unrelated in ("mantap", "👍", "", "xyzzy", "Selamat pagi semua"):
        assert cold.suggest(unrelated) == [], unrelated
    offered = sum(bool(cold.suggest(text)) for text in UNFITTING)
    print(f"answers: offered to {offered} of {len(UNFITTING)} that none fits")
    assert offered <= len(UNFITTING) / 2


def _entry(number: int, accepted: int | None = None) -> Entry:
    row = LIBRARY[number]
    return Entry(number, (row["asked"],), row["answer"], () if accepted is None else (row["other"][accepted],))


def _three(library: Library, text: str) -> list[int]:
    return [match.id for match in library.suggest(text, 3)]


def test_what_was_accepted_before_is_suggested_again() -> None:
    entries = [Entry(1, ("Jam buka kantor",), "08.00"), Entry(2, ("Jadwal pasar",), "Minggu")]
    assert all(match.id != 1 for match in Library(entries).suggest("kalau setengah empat sore masih dilayani kah"))
    learned = [Entry(1, ("Jam buka kantor",), "08.00", ("setengah empat sore masih dilayani?",)), entries[1]]
    assert Library(learned).suggest("kalau setengah empat sore masih dilayani kah")[0].id == 1


def test_without_enough_examples_nothing_is_learned_and_it_says_so() -> None:
    assert fit(["a"] * 10, ["x"] * 10) is None
    assert too_few(["x"] * 10) == "Belum cukup contoh: 10 dari 30."
    assert "dua jenis" in (too_few(["x"] * 40) or "")
    assert too_few(["x"] * 20 + ["y"] * 20) is None


def test_what_was_learned_is_kept_and_refused_when_somebody_else_wrote_it(tmp_path: Path) -> None:
    texts = [text for some in LABELLED.values() for text in some]
    labels = [label for label, some in LABELLED.items() for _text in some]
    model = fit(texts, labels)
    assert model is not None
    model.save(tmp_path / "m.joblib")
    again = Model.load(tmp_path / "m.joblib")
    assert again is not None
    guess = again.guess(["jalan rusak parah tidak pernah diperbaiki"])[0]
    assert (guess.label, guess.reason[:11]) == ("criticism", "karena kata")
    (tmp_path / "m.joblib").write_bytes(b"cos\nsystem\n(S'id'\ntR.")
    assert Model.load(tmp_path / "m.joblib") is None
    assert Model.load(tmp_path / "none.joblib") is None


@pytest.mark.skipif(not os.environ.get("KENTONGAN_LABELLED"), reason="names no folder with labelled text")
def test_sentiment_on_labelled_comments() -> None:
    lines = (Path(os.environ["KENTONGAN_LABELLED"]) / "smsa_valid.tsv").read_text().splitlines()
    pairs = [line.rsplit("\t", 1) for line in lines if "\t" in line]
    scores = cross_validate([text for text, _label in pairs], [label for _text, label in pairs])
    print(f"sentiment: macro-F1 {scores.macro_f1:.3f}, accuracy {scores.accuracy:.3f} of {len(pairs)}")
    assert scores.macro_f1 >= 0.6


PERSONAL = {
    "NIK saya 6203010101900001": "NIK saya [NIK]",
    "nik 6203-0141-0190-0001 hilang": "nik [NIK] hilang",
    "６２０３０１０１０１９００００１": "[NIK]",
    "62\u200b03010101900001": "[NIK]",
    "telp 0812-3456-7890 ya": "telp [telepon] ya",
    "+62 812 3456 7890": "[telepon]",
    "surel budi.s@example.co.id.": "surel [surel].",
    "rumah di Jl. Melati No. 12 RT 03 RW 01": "rumah di [alamat]",
}
ORDINARY_NUMBERS = (
    "Rp 1.250.000.000 untuk 12 desa", "tanggal 20/12/2025 pukul 08.00-15.00", "SK 000/4/VII/DISKOMINFO/2025", "Perbup 1/2019 Pasal 16", "hubungi 112 atau 119", "kode pos 73581",
    "jalan rusak di depan pasar", "tahun 2019 2020 2021", "luas 1234567 m2", "nomor antrean 0045", "RTRW kabupaten", "25.000 penduduk, 3.500 KK",
)  # fmt: skip


@pytest.mark.parametrize(("text", "masked"), PERSONAL.items())
def test_personal_data_is_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize("text", ORDINARY_NUMBERS)
def test_ordinary_numbers_stay(text: str) -> None:
    assert mask(text) == text


@st.composite
def niks(draw: st.DrawFn) -> str:
    province, day = draw(st.integers(11, 94)), draw(st.integers(1, 28)) + draw(st.sampled_from([0, 40]))
    return f"{province}{draw(st.integers(1000, 9999))}{day:02d}{draw(st.integers(1, 12)):02d}{draw(st.integers(0, 99)):02d}{draw(st.integers(1, 9999)):04d}"


@given(st.text(max_size=60), niks(), st.text(max_size=60))
def test_no_identity_number_is_left_and_masking_twice_is_masking_once(before: str, nik: str, after: str) -> None:
    masked = mask(f"{before} {nik} {after}")
    assert nik not in masked
    assert mask(masked) == masked


@given(st.text(max_size=300))
def test_what_is_found_lies_in_the_text_in_order(text: str) -> None:
    found = find_personal(text)
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert all(one.end <= two.start for one, two in pairwise(found))


@given(st.text(max_size=300))
def test_text_is_shown_without_what_is_hidden(text: str) -> None:
    shown = visible(text)
    assert visible(shown) == shown
    for hidden in "\u200b\u200e\u202e\u2066\u2069\ufeff\u00ad\x00\x1b\x7f":
        assert hidden not in shown
    assert isinstance(squeezed(text), str)
    assert fold(fold(text)) == fold(text)


def test_emoji_stay_whole_and_towers_fall() -> None:
    assert visible("👨‍👩‍👧 ❤️ 👍🏽") == "👨‍👩‍👧 ❤️ 👍🏽"
    assert len(visible("z" + "\u0335" * 50)) == 4
    assert visible("a\u202egpj.exe\u202cb\u200bc") == "agpj.exebc"


@pytest.mark.parametrize(
    "bad",
    ["0812 " * 200_000, "jl. a " * 150_000, "a@" * 400_000, "1" * 1_000_000, "1." * 500_000, "s.l.o.t " * 100_000],
)
def test_a_megabyte_takes_no_time(bad: str) -> None:
    began = time.monotonic()
    mask(bad), suspect(bad), intent_of(bad), flags(bad)
    assert time.monotonic() - began < 20  # a bound against explosions, not a measure
