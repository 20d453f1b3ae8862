"""Personal data in what people write: found, and masked where others read it. Linear in the length of the text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import regex

_MASKS = {"nik": "[NIK]", "phone": "[telepon]", "email": "[surel]", "address": "[alamat]", "nip": "[NIP]"}
_APART = r"[ .\-]"
_NIK = regex.compile(
    rf"(?<!\d)(?:\d{{16}}|\d{{4}}(?:{_APART}\d{{4}}){{3}}|\d{{6}}{_APART}\d{{6}}{_APART}\d{{4}}|\d{{2}}{_APART}\d{{2}}{_APART}\d{{2}}{_APART}\d{{6}}{_APART}\d{{4}})(?!\d)"
)
_NIP = regex.compile(r"(?<!\d)(?:19|20)(?:\d{16}|\d{6} \d{6} \d \d{3})(?!\d)")
_PHONE = regex.compile(r"(?<![\d/.])\(?(?:\+?62|0)[)]?(?:[ .\-()]{0,2}\d){8,12}(?!\d)")
_EMAIL = regex.compile(r"[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,4}")
_STREET = r"jl|jln|jalan|gg|gang|komp|komplek|kompleks|perum|perumahan|blok|dusun|rt|rw"  # what an address begins with
_ADDRESS = regex.compile(
    rf"(?<!\w)(?:(?:{_STREET})\b\.?\s?(?:no\.?\s?)?[\w/\-]+(?:\s(?!(?:yang|di|dan|ke|dari|rusak|sudah|belum|itu|ini|tidak|masih)\b)[\w/.\-]+){{0,3}}"
    rf"(?:,?\s?(?:no|nomor|rt|rw|blok)\b\.?\s?[\w/]+)+)",
    regex.IGNORECASE,
)
_HOUSE = regex.compile(r"(?<!\w)rt\.?\s?\d{1,3}\s?[/,]?\s?(?:rw\.?\s?)\d{1,3}(?!\w)", regex.IGNORECASE)
_PROVINCES = range(11, 97)
_SHORTEST_NAME = 3  # shorter ones would stand in half of all words


@dataclass(frozen=True)
class Found:
    """Personal data of one kind at [start, end) of the text."""

    kind: str
    start: int
    end: int


def find_personal(text: str) -> list[Found]:
    """Everything that identifies somebody, in order, without overlaps. Positions are in `text` itself."""
    plain, places = _plain(text)
    found = sorted([*_emails(plain), *_numbers(plain), *_addresses(plain)], key=lambda each: (each.start, -each.end))
    kept: list[Found] = []
    for each in found:
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return [Found(each.kind, places[each.start], places[each.end - 1] + 1) for each in kept]


def mask(text: str, names: Iterable[str] = ()) -> str:
    """The text with every piece of personal data replaced by its name in brackets; with names, those too."""
    pieces, last = [], 0
    for found in find_personal(text):
        pieces += [text[last : found.start], _MASKS[found.kind]]
        last = found.end
    masked = "".join([*pieces, text[last:]])
    for name in names:
        if len(name) >= _SHORTEST_NAME:
            masked = regex.sub(rf"(?<!\w){regex.escape(name)}(?!\w)", "[nama]", masked, flags=regex.IGNORECASE)
    return masked


def _plain(text: str) -> tuple[str, list[int]]:
    """The text in plain digits without what is invisible, with the place of each character in the original."""
    marks, places = [], []
    for place, mark in enumerate(text):
        if unicodedata.category(mark) == "Cf":
            continue
        digit = unicodedata.digit(mark, None)
        folded = str(digit) if digit is not None else unicodedata.normalize("NFKC", mark)
        marks.append(folded if len(folded) == 1 else mark)
        places.append(place)
    return "".join(marks), places


def _emails(text: str) -> Iterator[Found]:
    for match in _EMAIL.finditer(text):
        yield Found("email", match.start(), match.end())


def _numbers(text: str) -> Iterator[Found]:
    for match in _NIK.finditer(text):
        digits = "".join(mark for mark in match.group() if mark.isdigit())
        if int(digits[:2]) in _PROVINCES:
            yield Found("nik", match.start(), match.end())
    for kind, pattern in (("nip", _NIP), ("phone", _PHONE)):
        for match in pattern.finditer(text):
            yield Found(kind, match.start(), match.end())


def _addresses(text: str) -> Iterator[Found]:
    for pattern in (_ADDRESS, _HOUSE):
        for match in pattern.finditer(text):
            yield Found("address", match.start(), match.end())
