"""Official paper as values: letterhead, facts, body, signatures. One form for every letter; PDF and DOCX draw it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kentongan.documents.wording import nip_text


@dataclass(frozen=True)
class Letterhead:
    """The KOP: lines from the government down to the office, the address, the crest (PNG, JPEG or SVG)."""

    lines: tuple[str, ...]
    address: str = ""
    crest: bytes | None = None


@dataclass(frozen=True)
class Signature:
    """Who signs. `marks` stand in the place of ink (how and when it was signed); none leaves room for a pen."""

    position: str
    name: str
    rank: str = ""
    nip: str = ""
    marks: tuple[str, ...] = ()

    @property
    def under(self) -> tuple[str, ...]:
        """What stands under the name: rank and NIP, as far as they are known."""
        return tuple(words for words in (self.rank, f"NIP. {nip_text(self.nip)}" if self.nip else "") if words)


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Table:
    """A table with a header row. `widths`: shares of the whole width, one a column."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True)
class Figure:
    """A picture with the words that stand for it (alternative text) and the words under it."""

    data: bytes
    alt: str
    caption: str = ""


Block = Heading | Paragraph | Table | Figure


@dataclass(frozen=True)
class Paper:
    """One document. `facts`: label and lines of the head (Nomor, Kepada, ...). `draft` marks every page as a draft."""

    title: str
    letterhead: Letterhead
    made: dt.date
    facts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    body: tuple[Block, ...] = ()
    signatures: tuple[Signature, ...] = ()
    copies: tuple[str, ...] = ()
    landscape: bool = False
    draft: bool = False
    name: str = ""

    @property
    def full_name(self) -> str:
        """What the file calls itself: the title, and what it is about."""
        return " ".join(f"{self.title}: {self.name}".split()) if self.name else self.title
