"""What people wrote as wikitext that is nothing but words; and wikitext as words that people read."""

from __future__ import annotations

import difflib
import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from kentongan.networks.base import Media

_RISKY = {ord(mark): f"&#{ord(mark)};" for mark in "<>[]{}|'=~_&\"`"}
_LINE_START = re.compile(r"^([*#:;\-! ])", re.MULTILINE)
_JOINED_COLON = re.compile(r":(?=\S)")
_PARAGRAPH_BREAK = re.compile(r"\n[ \t]*\n\s*")
_MOST_READ = 200_000  # characters of a revision that are looked at
_DEEPEST = 6  # templates within templates
_COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL)
_UNSEEN = re.compile(r"<(ref|script|style|math|gallery|timeline)\b[^<>]{0,300}>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_TEMPLATE = re.compile(r"\{\{[^{}]*\}\}")
_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)*([^\[\]|]*)\]\]")
_OUTER_LINK = re.compile(r"\[(?:https?:)?//[^\s\[\]]+ ([^\[\]]+)\]")
_QUOTES = re.compile(r"'{2,5}")
_LIST = re.compile(r"^[:*#;]+ ?", re.MULTILINE)
_USER_LINK = r"\[\[[^\[\]\n]{1,200}\]\]"
_SIGNATURE = re.compile(
    rf"\s*(?:--|—|–)?\s*{_USER_LINK}\s?(?:\({_USER_LINK}[^()\n]{{0,40}}\))?[^\[\]\n]{{0,60}}\d{{4}}[^\[\]\n]{{0,20}}\([A-Z]{{2,5}}\)\s*$"
)
HEADING = re.compile(r"^(={2,6})\s*(.+?)\s*\1\s*$")


def escape(text: str) -> str:
    """Words on one or more lines, with nothing in them that the wiki would act on."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(mark for mark in text if mark == "\n" or unicodedata.category(mark) not in ("Cc", "Cs"))
    risky = "\n".join(line.strip() for line in kept.translate(_RISKY).split("\n"))
    plain = _JOINED_COLON.sub("&#58;", risky.replace("://", "&#58;//"))
    return _LINE_START.sub(lambda found: f"&#{ord(found.group(1))};", plain)


def body(text: str, media: Sequence[tuple[str, Media]], hashtags: Sequence[str]) -> str:
    """A page: pictures (by their file names on the wiki), paragraphs, and the hashtags that the text lacks."""
    pictures = [f"[[File:{name}|thumb|alt={_alt(item.alt)}|{_alt(item.alt)}]]" for name, item in media]
    paragraphs = [escape(part).replace("\n", "<br>\n") for part in _PARAGRAPH_BREAK.split(text.strip()) if part.strip()]
    lacking = [tag for tag in hashtags if tag.casefold() not in text.casefold()]
    return "\n\n".join(["\n".join(pictures), *paragraphs, escape(" ".join(lacking))]).strip()


def _alt(text: str) -> str:
    return " ".join(escape(text).split()) or " "


def indented(text: str) -> str:
    """A reply below what it answers, signed by the wiki itself."""
    lines = [escape(part).replace("\n", "<br>") for part in _PARAGRAPH_BREAK.split(text.strip()) if part.strip()]
    return "\n".join(f":{line}" for line in lines) + " ~~~~"


@dataclass(frozen=True)
class Addition:
    """What one revision added, as people read it, and under which heading ("" before the first)."""

    text: str
    heading: str


def added(before: str, after: str) -> Addition:
    """What was written, by lines. A new heading is the place, not the words."""
    old, new = before[:_MOST_READ].splitlines(), after[:_MOST_READ].splitlines()
    places = _changed_lines(old, new)
    heading = ""
    for place, line in enumerate(new[: (places[0] + 1) if places else 0]):
        found = HEADING.match(line)
        heading = found.group(2) if found and place <= places[0] else heading
    lines = []
    for place in places:
        found = HEADING.match(new[place])
        if found:
            heading = found.group(2)
        else:
            lines.append(new[place])
    return Addition(plain("\n".join(lines)), plain(heading))


def _changed_lines(old: list[str], new: list[str]) -> list[int]:
    """Places of lines in `new` that were not in `old`. Most people add at the end: that is seen without comparing all."""
    if new[: len(old)] == old:
        return list(range(len(old), len(new)))
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=True)
    return [
        place
        for tag, _start, _end, first, last in matcher.get_opcodes()
        if tag in ("insert", "replace")
        for place in range(first, last)
    ]


def plain(wikitext: str) -> str:
    """Wikitext as words: links by their labels, no templates, tags, markup or signature. Linear, whatever comes."""
    text = _COMMENT.sub("", wikitext[:_MOST_READ])
    text = _UNSEEN.sub("", text)
    for _depth in range(_DEEPEST):
        text, found = _TEMPLATE.subn("", text)
        if not found:
            break
    text = "\n".join(_SIGNATURE.sub("", line) if len(line) < 2000 else line for line in text.split("\n"))
    text = _TAG.sub("", re.sub(r"<br\s*/?>", "\n", text))
    for _depth in range(2):  # pictures carry links in their captions
        text = _LINK.sub(r"\1", text)
    text = _OUTER_LINK.sub(r"\1", text)
    text = _LIST.sub("", _QUOTES.sub("", text))
    return re.sub(r"\n{3,}", "\n\n", html.unescape(text)).strip()
