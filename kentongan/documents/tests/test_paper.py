"""Paper as PDF and DOCX: everything said is on it, whatever is said; nothing is ever read as markup."""

from __future__ import annotations

import datetime as dt
import io

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from kentongan.documents.paper import Figure, Heading, Letterhead, Paper, Paragraph, Signature, Table
from kentongan.documents.pdf import to_pdf
from kentongan.documents.register import Column, Register, to_paper
from kentongan.documents.word import to_docx

HEAD = Letterhead(("PEMERINTAH KABUPATEN UJI", "DINAS UJI"), "Jalan Uji 1")
DAY = dt.date(2026, 3, 9)


def photo() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (64, 48), "#3366aa").save(written, "JPEG")
    return written.getvalue()


def memo(text: str = "Dengan ini diperintahkan.", **more: object) -> Paper:
    return Paper(
        "Nota Dinas",
        HEAD,
        DAY,
        facts=(("Kepada", ("Yth. Kepala Bagian",)),),
        body=(
            Heading("Isi"),
            Paragraph(text),
            Table(("No.", "Langkah"), (("1", text), ("2", "Selesai")), (1, 4)),
            Figure(photo(), "Warga bekerja", "Foto 1"),
        ),
        signatures=(Signature("Kepala Bagian", "SITI AMINAH", "Pembina (IV/a)", "196706161986021002", ("Disetujui",)),),
        copies=("Sekretaris Daerah",),
        name="Peliputan",
        **more,  # type: ignore[arg-type]
    )


def pdf_words(paper: Paper) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(to_pdf(paper))).pages).split())


def docx_words(paper: Paper) -> str:
    document = docx.Document(io.BytesIO(to_docx(paper)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join([*(paragraph.text for paragraph in document.paragraphs), *cells]).split())


@pytest.mark.parametrize("words_of", [pdf_words, docx_words])
def test_everything_said_is_on_the_paper(words_of: object) -> None:
    words = words_of(memo())  # type: ignore[operator]
    for said in (
        "PEMERINTAH KABUPATEN UJI", "NOTA DINAS", "Yth. Kepala Bagian", "Dengan ini diperintahkan.", "Langkah", "Foto 1",
        "SITI AMINAH", "NIP. 19670616 198602 1 002", "Disetujui", "Sekretaris Daerah",
    ):  # fmt: skip
        assert said in words, said


def test_a_draft_says_so() -> None:
    assert "DRAF" in docx_words(memo(draft=True))
    assert to_pdf(memo(draft=True)) != to_pdf(memo())


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert to_pdf(memo()) == to_pdf(memo())


def test_a_crest_that_is_no_picture_is_left_out() -> None:
    broken = Paper("Surat", Letterhead(("UJI",), crest=b"not a picture"), DAY)
    assert "SURAT" in pdf_words(broken)
    assert "SURAT" in docx_words(broken)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_any_text_makes_paper_and_none_is_markup(text: str) -> None:
    assert to_pdf(memo(text)).startswith(b"%PDF")
    docx.Document(io.BytesIO(to_docx(memo(text))))


@pytest.mark.parametrize(
    "text", ['#read("/etc/passwd")', "*tebal* _miring_ $x^2$ @rujukan <label> \\ //", "= Judul\n- butir"]
)
def test_marks_of_the_typesetter_are_printed_as_written(text: str) -> None:
    assert " ".join(text.split()) in pdf_words(memo(text))


def test_a_register_on_paper_has_its_rows_and_repeats_its_header() -> None:
    columns = (Column("No.", "number"), Column("Judul", "text"))
    register = Register("Register", "Uji", columns, tuple((n, f"Pesan {n}") for n in range(1, 120)))
    pages = PdfReader(io.BytesIO(to_pdf(to_paper(register, HEAD, DAY)))).pages
    assert len(pages) > 2
    assert all("Judul" in page.extract_text() for page in pages)
    assert "Pesan 119" in pages[-1].extract_text()
