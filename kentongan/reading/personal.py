"""Personal data in what people write: found, and masked where others read it. Linear in the length of the text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import regex

_MASKS = {"nik": "[NIK]", "phone": "[telepon]", "email": "[surel]", "address": "[alamat]", "nip": "[NIP]"}
_DIGITS = regex.compile(r"(?<![\w/])\+?\d(?:[ .\-()]{0,2}\d){6,19}(?![\w/])")
_EMAIL = regex.compile(r"[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,4}")
_STREET = r"jl|jln|jalan|gg|gang|komp|komplek|kompleks|perum|perumahan|blok|dusun|rt|rw"  # what an address begins with
_ADDRESS = regex.compile(
    rf"(?<!\w)(?:(?:{_STREET})\b\.?\s?(?:no\.?\s?)?[\w/\-]+(?:\s(?!(?:yang|di|dan|ke|dari|rusak|sudah|belum|itu|ini|tidak|masih)\b)[\w/.\-]+){{0,3}}"
    rf"(?:,?\s?(?:no|nomor|rt|rw|blok)\b\.?\s?[\w/]+)+)",
    regex.IGNORECASE,
)
_HOUSE = regex.compile(r"(?<!\w)rt\.?\s?\d{1,3}\s?[/,]?\s?(?:rw\.?\s?)\d{1,3}(?!\w)", regex.IGNORECASE)
_PROVINCES = range(11, 97)


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


def mask(text: str) -> str:
    """The text with every piece of personal data replaced by its name in brackets."""
    pieces, last = [], 0
    for found in find_personal(text):
        pieces += [text[last : found.start], _MASKS[found.kind]]
        last = found.end
    return "".join([*pieces, text[last:]])


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
    for match in _DIGITS.finditer(text):
        digits = "".join(mark for mark in match.group() if mark.isdigit())
        kind = _kind(digits, match.group())
        if kind:
            yield Found(kind, match.start(), match.end())


def _kind(digits: str, written: str) -> str:
    if len(digits) == 16 and int(digits[:2]) in _PROVINCES and _is_birthday(digits[6:12]):
        return "nik"
    if len(digits) == 18 and digits[:2] in ("19", "20"):
        return "nip"
    bare = digits.removeprefix("62")
    mobile = written.lstrip().startswith(("+62", "62", "0", "(0"))
    if mobile and 9 <= len(bare) <= 13 and digits.startswith(("62", "0")) and not _is_grouped(written):
        return "phone"
    return ""


def _is_birthday(part: str) -> bool:
    day, month = int(part[:2]) % 40, int(part[2:4])
    return 1 <= day <= 31 and 1 <= month <= 12


def _is_grouped(written: str) -> bool:
    """Whether it is written as an amount: groups of three after dots (1.250.000)."""
    return regex.fullmatch(r"\d{1,3}(?:\.\d{3})+", written) is not None


def _addresses(text: str) -> Iterator[Found]:
    for pattern in (_ADDRESS, _HOUSE):
        for match in pattern.finditer(text):
            yield Found("address", match.start(), match.end())
