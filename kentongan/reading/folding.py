"""Text as a reader sees it: what is invisible taken out, look-alike letters made plain."""

from __future__ import annotations

import re
import unicodedata

import regex
from anyascii import anyascii

#: Letters of other scripts that pass for Latin ones; anyascii would transliterate them by sound instead.
_LOOK_ALIKES = str.maketrans(
    "аАеЕоОрРсСхХуУкКмМтТвВнНіІјЈѕЅԁһӏԛԝгпьЬʙɢɪɴʀʏɑɡıƖ"
    "αΑβΒεΕηΗιΙκΚμΜνΝοΟρΡτΤυΥχΧωγ",
    "aAeEoOpPcCxXyYkKmMtTbBnHiIjJsSdhlqwrnbbBGINRYagil"
    "aAbBeEnHiIkKuMvNoOpPtTuYxXwy",
)  # fmt: skip
_INVISIBLE = regex.compile(r"[\p{Cf}\p{Co}\p{Cs}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\ufe00-\ufe0f]")
_CONTROL = regex.compile(r"[^\P{Cc}\n\t]")
_EMOJI_JOIN = regex.compile(
    r"(?<=[\p{Extended_Pictographic}\ufe0f\U0001f3fb-\U0001f3ff])\u200d(?=\p{Extended_Pictographic})"
)
_KEPT_JOINER = "\ue000"
_UNSEEN = regex.compile(r"[[\p{Cf}\p{Co}\p{Cs}\u034f\u3164\uffa0]--[\ue000]]", regex.V1)
_MARKS = regex.compile(r"(\p{M}{3})\p{M}+")
_SPACE = re.compile(r"\s+")
_LEET = str.maketrans("0134578@$!", "oieastbasi")
_SPELT = regex.compile(r"(?<!\w)(?:[\p{L}0-9][\s.\-_*|·]{1,2}){3,200}[\p{L}0-9](?!\w)")
_REPEATED = re.compile(r"(.)\1{2,}")
_LETTERS = re.compile(r"[a-z0-9@$!]{3,}")


def visible(text: str) -> str:
    """Text safe to show: no invisible, bidirectional or control characters, no towers of marks; emoji stay whole."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace(_KEPT_JOINER, "")
    text = _EMOJI_JOIN.sub(_KEPT_JOINER, text)
    text = _CONTROL.sub("", _UNSEEN.sub("", text))
    return _MARKS.sub(r"\1", text).replace(_KEPT_JOINER, "\u200d")


def fold(text: str) -> str:
    """Text for comparing only: look-alikes as plain letters, lower case, white space squeezed."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)))
    text = anyascii(text.translate(_LOOK_ALIKES))
    return _SPACE.sub(" ", text).casefold().strip()


def squeezed(text: str) -> str:
    """Folded text with the tricks of spam undone: digits for letters, s.p.e.l.t words, leeetters."""
    text = _SPELT.sub(lambda found: regex.sub(r"[^\p{L}0-9]", "", found.group()), fold(text))
    return _REPEATED.sub(r"\1", _LETTERS.sub(_without_leet, text))


def _without_leet(found: re.Match[str]) -> str:
    """A word with digits among its letters as it is meant; a number stays one."""
    word = found.group()
    return word.translate(_LEET) if any(mark.isalpha() for mark in word) else word


def mixed_scripts(text: str) -> list[str]:
    """Words in which Latin letters stand beside Cyrillic or Greek ones: nobody writes so by accident."""
    words = regex.findall(r"[\p{L}\p{M}]{3,}", text)
    return [
        word for word in words if regex.search(r"\p{Latin}", word) and regex.search(r"[\p{Cyrillic}\p{Greek}]", word)
    ]
