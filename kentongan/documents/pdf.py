"""PDF by Typst: a template of ours, data as JSON that is never markup, only fonts that travel with the package."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Union, cast

import typst

from kentongan.documents.paper import Block, Figure, Letterhead, Paper, Signature
from kentongan.documents.pictures import drawable
from kentongan.documents.text import one_line, printable

Json = Union[str, int, float, bool, None, Sequence["Json"], Mapping[str, "Json"]]  # noqa: UP007 (names itself)

# Archival (PDF/A-2a, which contains 2b and 2u) and accessible (PDF/UA-1) at once.
STANDARDS: list[str] = ["a-2a", "ua-1"]
_TEMPLATES = Path(__file__).parent / "templates"


def to_pdf(paper: Paper) -> bytes:
    """The paper as PDF/A-2a, accessible (PDF/UA-1). The same paper gives the same bytes."""
    files: dict[str, bytes] = {}
    content: dict[str, Json] = {
        "title": one_line(paper.full_name),
        "heading": paper.title,
        "author": paper.letterhead.lines[-1] if paper.letterhead.lines else "",
        "made": [paper.made.year, paper.made.month, paper.made.day],
        "footer": one_line(paper.full_name),
        "letterhead": letterhead_content(paper.letterhead, files),
        "facts": paper.facts,
        "body": [_block(block, files) for block in paper.body],
        "signatures": [signature_content(each) for each in paper.signatures],
        "copies": paper.copies,
        "landscape": paper.landscape,
        "draft": paper.draft,
    }
    return compile_pdf("paper", content, files)


def letterhead_content(head: Letterhead, files: dict[str, bytes]) -> dict[str, Json]:
    """The letterhead for a template; its crest goes into `files`."""
    return {"lines": head.lines, "address": head.address, "crest": _file(head.crest, files) if head.crest else None}


def signature_content(signature: Signature) -> dict[str, Json]:
    """A signature for a template."""
    under = signature.under
    return {"position": signature.position, "name": signature.name, "marks": signature.marks, "under": under}


def _block(block: Block, files: dict[str, bytes]) -> dict[str, Json]:
    kind = type(block).__name__.lower()
    if isinstance(block, Figure):
        alt = block.alt.strip() or "Gambar tanpa keterangan"
        return {"kind": kind, "file": _file(block.data, files), "alt": alt, "caption": block.caption}
    return {"kind": kind, **asdict(block)}


def _file(data: bytes, files: dict[str, bytes]) -> str | None:
    readable = drawable(data)
    if readable is None:
        return None
    name = f"picture-{len(files) + 1}.{readable.suffix}"
    files[name] = readable.data
    return name


def compile_pdf(template: str, content: Mapping[str, Json], files: Mapping[str, bytes] | None = None) -> bytes:
    """``templates/<template>.typ`` filled with ``content``; the same input gives the same bytes.

    ``content`` reaches the template as ``data.json``, every text in it made printable; ``files`` (name to bytes) lie
    beside it. The template sees nothing else. Raises typst.TypstError for a fault in the template.
    """
    with _room(content, files or {}) as room:
        return _compile(room, template)


def measure_rows(rows: Sequence[Sequence[str]], widths: Sequence[float]) -> list[float]:
    """How high (points) each row of texts is in columns so wide, in the type in which SOPs are printed."""
    content: dict[str, Json] = {"rows": [{"cells": list(cells)} for cells in rows], "widths": list(widths)}
    with _room(content, {}) as room:
        found = typst.query(
            str(room / "sop-rows.typ"), "<heights>", field="value", one=True, root=str(room), ignore_system_fonts=True
        )
    return [float(height) for height in json.loads(found)]


@contextmanager
def _room(content: Mapping[str, Json], files: Mapping[str, bytes]) -> Iterator[Path]:
    """A folder that holds the templates, the content and the files, and nothing else."""
    with TemporaryDirectory(prefix="kentongan-paper-") as folder:
        room = Path(folder)
        for source in _TEMPLATES.glob("*.typ"):
            shutil.copyfile(source, room / source.name)
        (room / "data.json").write_text(json.dumps(_printable(content)))
        for name, data in files.items():
            (room / name).write_bytes(data)
        yield room


def _compile(room: Path, template: str) -> bytes:
    made = typst.compile(
        str(room / f"{template}.typ"),
        root=str(room),
        format="pdf",
        pdf_standards=cast("typst.PDFStandards", STANDARDS),
        ignore_system_fonts=True,
        timestamp=0,
    )
    assert isinstance(made, bytes)  # noqa: S101 (one PDF, not pages)
    return made


def _printable(content: Json) -> Json:
    if isinstance(content, str):
        return printable(content)
    if isinstance(content, Mapping):
        return {key: _printable(value) for key, value in content.items()}
    if isinstance(content, Sequence):
        return [_printable(value) for value in content]
    return content
