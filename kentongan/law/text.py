"""Counting and finding in text as people see it."""

from __future__ import annotations

import unicodedata

import regex

_GRAPHEME = regex.compile(r"\X")
# A tag begins where no word or "&" (an HTML entity) goes before, and holds at least one letter.
_HASHTAG = regex.compile(r"(?<![\w&/])#(?=\w*\p{L})[\w]+")


def count_characters(text: str) -> int:
    """Visible characters: grapheme clusters after NFC; spaces, "#", emoji and line breaks count one each (requirements E)."""
    return sum(1 for _cluster in _GRAPHEME.finditer(unicodedata.normalize("NFC", text.replace("\r\n", "\n"))))


def hashtags_in(text: str) -> list[str]:
    """Every hashtag with its "#", in order, as written."""
    return _HASHTAG.findall(unicodedata.normalize("NFC", text))


def has_theme_hashtag(theme: str) -> bool:
    """Whether "#" stands directly before the theme (K9d, W9e): the theme begins with a hashtag."""
    stripped = unicodedata.normalize("NFC", theme).strip()
    return _HASHTAG.match(stripped) is not None
