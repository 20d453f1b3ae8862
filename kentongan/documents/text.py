"""Text made fit for paper: what no file format accepts is taken out, what no embedded font can draw is shown as a box.

``glyphs.json`` holds the ranges of code points that the fonts inside the ``typst`` package draw; a test compiles all of
them under the same standard as the documents, so that a new version of the package cannot make the table wrong unseen.
"""

import json
import unicodedata
from bisect import bisect_right
from functools import lru_cache
from pathlib import Path

import regex

BOX = "□"

_SPACES = {ord(space): " " for space in "\t\v\f"} | {ord(line): "\n" for line in "\x85\u2028\u2029"}
# Marks that reorder what is read. On an official page they could make an approved text look like another.
_REORDERING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_FORBIDDEN = frozenset({"Cc", "Cs", "Cn", "Co"})


def plain(text: str) -> str:
    """The text without control characters, lone surrogates, unassigned and private code points and reordering marks.

    Line ends become ``\\n``, other white space of one character a space. Valid in XML, JSON and PDF alike.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").translate(_SPACES)
    return "".join(character for character in lines if character == "\n" or _is_allowed(character))


def printable(text: str) -> str:
    """``plain`` text in which a grapheme (an emoji, say) that no embedded font draws stands as one box."""
    composed = unicodedata.normalize("NFC", plain(text))
    return "".join(_drawn(grapheme) for grapheme in regex.findall(r"\X", composed))


def one_line(text: str) -> str:
    """The words of the text on one line, for titles and metadata."""
    return " ".join(plain(text).split())


def undrawn(text: str) -> tuple[str, ...]:
    """Names of what ``printable`` boxes or takes out, each once, in order: ``U+1F642 SLIGHTLY SMILING FACE``.

    White space and invisible joiners are left out, reordering marks are not.
    """
    lost = (character for character in unicodedata.normalize("NFC", text) if _is_lost(character))
    return tuple(
        f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip() for character in dict.fromkeys(lost)
    )


def _is_allowed(character: str) -> bool:
    return character not in _REORDERING and unicodedata.category(character) not in _FORBIDDEN


def _drawn(grapheme: str) -> str:
    kept = "".join(character for character in grapheme if _is_drawn(character))
    return kept + BOX if any(_is_lost(character) for character in grapheme) else kept


def _is_drawn(character: str) -> bool:
    return character == "\n" or _has_glyph(ord(character))


def _is_lost(character: str) -> bool:
    if character in _REORDERING:
        return True
    return not (character.isspace() or _is_drawn(character) or _is_invisible(character))


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) == "Cf" or 0xFE00 <= ord(character) <= 0xFE0F


def _has_glyph(point: int) -> bool:
    starts, ends = _ranges()
    index = bisect_right(starts, point) - 1
    return index >= 0 and point <= ends[index]


@lru_cache(maxsize=1)
def _ranges() -> tuple[tuple[int, ...], tuple[int, ...]]:
    ranges = json.loads((Path(__file__).parent / "glyphs.json").read_text())
    return tuple(start for start, _ in ranges), tuple(end for _, end in ranges)
