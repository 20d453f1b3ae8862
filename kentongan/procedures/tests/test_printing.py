"""The SOP that runs is the SOP that prints: every cell of its rows is on the paper, on as many pages as it takes."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from kentongan.documents.wording import date_text, nip_text
from kentongan.law.loader import load_packs
from kentongan.law.model import Procedure
from kentongan.procedures.printing import lay_out, letterhead_in, to_docx, to_pdf

PACKS = load_packs([Path(__file__).resolve().parents[2] / "packs"])
OURS = [(pack, procedure) for pack in PACKS.values() for procedure in pack.procedures.values()]


def squeezed(text: str) -> str:
    """Without spaces and hyphens: paper breaks lines where it must."""
    return "".join(
        character for character in text if not character.isspace() and character not in "-\u00ad\u2010\u200b"
    )


def pdf_of(pack: object, procedure: Procedure) -> PdfReader:
    return PdfReader(io.BytesIO(to_pdf(procedure, letterhead_in(procedure, pack.regulation))))  # type: ignore[attr-defined]


def docx_words(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return squeezed(" ".join([*cells, *(paragraph.text for paragraph in document.paragraphs)]))


def said(procedure: Procedure) -> list[str]:
    """Everything of the rows and the identity block that must be read on the paper."""
    words = [
        procedure.title,
        *procedure.actors.values(),
        "Kegiatan",
        "Pelaksana",
        "Mutu Baku",
        "Kelengkapan",
        "Waktu",
        "Output",
        "Keterangan",
    ]
    for step in procedure.steps:
        words += [f"{step.number}.", step.activity, *step.completeness, step.time.text, step.output, step.note]
    identity = procedure.identity
    words += [identity.number, *identity.basis, *identity.qualifications, *identity.related, *identity.equipment]
    words += [
        identity.warning,
        identity.recording,
        "Nomor SOP",
        "Tanggal Pembuatan",
        "Tanggal Revisi",
        "Tanggal Efektif",
    ]
    if identity.made:
        words.append(date_text(identity.made))
    if identity.approved_by:
        signed = identity.approved_by
        words += [signed.position, signed.name, signed.rank, nip_text(signed.nip)]
    return [word for word in words if word]


@pytest.mark.parametrize(("pack", "procedure"), OURS, ids=lambda value: getattr(value, "key", ""))
def test_every_word_of_an_sop_is_printed(pack: object, procedure: Procedure) -> None:
    head = letterhead_in(procedure, pack.regulation)  # type: ignore[attr-defined]
    printed = squeezed(" ".join(page.extract_text() for page in pdf_of(pack, procedure).pages))
    written = docx_words(to_docx(procedure, head))
    for words in said(procedure):
        assert squeezed(words) in printed, words
        assert squeezed(words) in written, words


def test_the_matrix_repeats_its_header_and_joins_its_pages_by_letters() -> None:
    pack = PACKS["kapuas"]
    procedure = pack.procedures["service"]
    long = procedure.model_copy(
        update={
            "steps": tuple(step.model_copy(update={"activity": f"{step.activity} " * 14}) for step in procedure.steps)
        }
    )
    laid = lay_out(long)
    assert len(laid.sheets) > 1
    pages = [page.extract_text() for page in pdf_of(pack, long).pages]
    assert len(pages) == len(laid.sheets) + 1
    assert all("Kegiatan" in page and "Mutu Baku" in page for page in pages[1:])
    pentagons = [symbol.letter for sheet in laid.sheets for symbol in sheet.symbols if symbol.kind == "pentagon"]
    assert pentagons
    assert all(pentagons.count(letter) == 2 for letter in pentagons)


def test_each_sheet_fits_its_page() -> None:
    for _pack, procedure in OURS:
        for sheet in lay_out(procedure).sheets:
            assert sheet.height <= 420.5


def test_the_pdf_is_for_the_archive() -> None:
    pack = PACKS["lamandau"]
    content = to_pdf(pack.procedures["upload"], letterhead_in(pack.procedures["upload"], pack.regulation))
    assert b"pdfaid:part" in content
