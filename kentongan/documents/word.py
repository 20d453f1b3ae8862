"""The same paper as DOCX, for offices that go on writing in it."""

from __future__ import annotations

import io
from dataclasses import dataclass

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table as DocxTable
from docx.text.paragraph import Paragraph as DocxParagraph

from kentongan.documents.paper import Block, Figure, Heading, Letterhead, Paper, Paragraph, Signature, Table
from kentongan.documents.pictures import drawable
from kentongan.documents.text import one_line, plain

_A4 = (Cm(21.0), Cm(29.7))


def to_docx(paper: Paper) -> bytes:
    """The paper as DOCX (A4), with titles and headings as styles, tables with a repeated header."""
    document = new_document(paper.full_name, landscape=paper.landscape)
    add_letterhead(document, paper.letterhead)
    title = document.add_heading(plain(paper.title).upper(), level=1)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if paper.draft:
        _line(document, "DRAF", bold=True).alignment = WD_ALIGN_PARAGRAPH.CENTER
    _add_facts(document, paper.facts)
    for block in paper.body:
        _add_block(document, block)
    for signature in paper.signatures:
        add_signature(document, signature)
    if paper.copies:
        _line(document, "Tembusan:")
        for number, words in enumerate(paper.copies, start=1):
            _line(document, f"{number}. {words}")
    return saved(document)


def new_document(title: str, *, landscape: bool) -> Document:
    """An empty A4 document in the offices' usual type."""
    document = docx.Document()
    document.core_properties.title = one_line(title)[:250]
    document.core_properties.language = "id-ID"
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(11)
    for name, size in (("Heading 1", 13), ("Heading 2", 11)):
        font = document.styles[name].font
        font.name, font.size, font.bold, font.color.rgb = "Times New Roman", Pt(size), True, RGBColor(0, 0, 0)
    section = document.sections[0]
    section.page_width, section.page_height = _A4[::-1] if landscape else _A4
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.left_margin, section.right_margin = Cm(2.5), Cm(2.0)
    section.top_margin = section.bottom_margin = Cm(2.0)
    return document


def saved(document: Document) -> bytes:
    """The document's bytes."""
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def add_letterhead(document: Document, head: Letterhead) -> None:
    """The KOP with a line under it."""
    crest = drawable(head.crest) if head.crest else None
    if crest:
        place = document.add_paragraph()
        place.alignment = WD_ALIGN_PARAGRAPH.CENTER
        place.add_run().add_picture(io.BytesIO(crest.data), height=Cm(2.0))
    for number, words in enumerate(head.lines):
        _line(document, words, bold=number == len(head.lines) - 1).alignment = WD_ALIGN_PARAGRAPH.CENTER
    last = _line(document, head.address)
    last.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _underline(last)


def _underline(paragraph: DocxParagraph) -> None:
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "double"), ("sz", "6"), ("space", "4"), ("color", "auto")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().append(borders)


def _line(document: Document, words: str, *, bold: bool = False) -> DocxParagraph:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(2)
    paragraph.add_run(plain(words)).bold = bold
    return paragraph


def _add_facts(document: Document, facts: tuple[tuple[str, tuple[str, ...]], ...]) -> None:
    if not facts:
        return
    table = document.add_table(rows=0, cols=2)
    for label, lines in facts:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, plain(": " + "\n  ".join(lines))
    _set_widths(table, (3.2, 13.3))


def _set_widths(table: DocxTable, widths: tuple[float, ...]) -> None:
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)  # some programs read the columns' widths, some the cells'
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)


def _add_block(document: Document, block: Block) -> None:
    if isinstance(block, Heading):
        document.add_heading(plain(block.text), level=2)
    elif isinstance(block, Paragraph):
        document.add_paragraph(plain(block.text))
    elif isinstance(block, Figure):
        _add_figure(document, block)
    else:
        section = document.sections[0]
        room = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
        add_table(document, block, room_cm=room / Cm(1))


def _add_figure(document: Document, figure: Figure) -> None:
    readable = drawable(figure.data)
    if readable is None:
        document.add_paragraph(plain(f"[{figure.alt}]"))
        return
    place = document.add_paragraph()
    place.alignment = WD_ALIGN_PARAGRAPH.CENTER
    shape = place.add_run().add_picture(io.BytesIO(readable.data), height=Cm(7))
    shape._inline.docPr.set("descr", plain(figure.alt))
    if figure.caption:
        _line(document, figure.caption).alignment = WD_ALIGN_PARAGRAPH.CENTER


def add_table(document: Document, content: Table, *, room_cm: float) -> DocxTable:
    """A framed table whose header row is repeated on each page."""
    table = document.add_table(rows=1, cols=len(content.header))
    table.style = "Table Grid"
    for cell, words in zip(table.rows[0].cells, content.header, strict=True):
        cell.paragraphs[0].add_run(plain(words)).bold = True
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)
    for row in content.rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = plain(words)
    whole = sum(content.widths)
    _set_widths(table, tuple(room_cm * share / whole for share in content.widths))
    return table  # type: ignore[no-any-return]  # untyped in the library


def add_signature(document: Document, signature: Signature) -> None:
    """Position, marks or room for a pen, name, rank, NIP; at the right."""
    room = signature.marks or ("", "")
    for words, strong in [
        (f"{signature.position},", False),
        *((mark, False) for mark in room),
        (signature.name, True),
        *((words, False) for words in signature.under),
    ]:
        line = _line(document, words, bold=strong)
        line.paragraph_format.left_indent = Cm(8.5)
        line.paragraph_format.keep_with_next = True


@dataclass(frozen=True)
class MatrixRow:
    """A row of an SOP's matrix: number, activity, then what stands right of the flow; the flow as PNG; its height (points)."""

    cells: tuple[str, ...]
    flow: bytes
    height: float


@dataclass(frozen=True)
class Matrix:
    """An SOP. `widths`: of the text columns, points; `actor`: of each executor's column."""

    title: str
    letterhead: Letterhead
    facts: tuple[tuple[str, str], ...]
    actors: tuple[str, ...]
    widths: tuple[float, ...]
    actor: float
    rows: tuple[MatrixRow, ...]


def matrix_docx(matrix: Matrix) -> bytes:
    """The SOP as DOCX, landscape: identity block, then the matrix with its header on every page."""
    document = new_document(matrix.title, landscape=True)
    section = document.sections[0]
    section.left_margin = section.right_margin = Cm(1.5)
    add_letterhead(document, matrix.letterhead)
    block = document.add_table(rows=0, cols=2)
    block.style = "Table Grid"
    for label, words in matrix.facts:
        cells = block.add_row().cells
        cells[0].paragraphs[0].add_run(label).bold = True
        cells[1].text = plain(words)
    _set_widths(block, (5.0, 21.6))
    document.add_page_break()  # type: ignore[no-untyped-call]  # untyped in the library
    _add_matrix(document, matrix)
    return saved(document)


def _add_matrix(document: Document, matrix: Matrix) -> None:
    actors = len(matrix.actors)
    widths = [*matrix.widths[:2], *[matrix.actor] * actors, *matrix.widths[2:]]
    table = document.add_table(rows=2, cols=len(widths))
    table.style, table.autofit = "Table Grid", False
    heads = ["No.", "Kegiatan", *["Pelaksana"] * actors, *["Mutu Baku"] * 3, "Keterangan"]
    below = ["No.", "Kegiatan", *matrix.actors, "Kelengkapan", "Waktu", "Output", "Keterangan"]
    for cell, words in zip(table.rows[1].cells, below, strict=True):
        _small(cell.paragraphs[0], words, bold=True)
    top = table.rows[0].cells
    for first, last in ((2, 1 + actors), (2 + actors, 4 + actors)):
        merged = top[first].merge(top[last])
        _small(merged.paragraphs[0], heads[first], bold=True)
    for place in (0, 1, len(widths) - 1):
        _small(top[place].paragraphs[0], "", bold=True)
    for row in table.rows:
        mark = OxmlElement("w:tblHeader")
        mark.set(qn("w:val"), "true")
        row._tr.get_or_add_trPr().append(mark)
    _without_margins(table)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Pt(width)
    for row in matrix.rows:
        _add_matrix_row(table, row, matrix.actor * actors, actors)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=False):
            if cell._tc.grid_span == 1:
                cell.width = Pt(width)


def _without_margins(table: DocxTable) -> None:
    """Cells without margins, so that the pictures of the flow meet; texts are indented instead."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "0")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    if look is None:
        table._tbl.tblPr.append(margins)
    else:
        look.addprevious(margins)


def _add_matrix_row(table: DocxTable, row: MatrixRow, drawn: float, actors: int) -> None:
    made = table.add_row()  # type: ignore[no-untyped-call]  # untyped in the library
    made.height, made.height_rule = Pt(row.height), WD_ROW_HEIGHT_RULE.EXACTLY
    cells = made.cells
    for place, words in zip((0, 1, *range(2 + actors, 6 + actors)), row.cells, strict=True):
        _small(cells[place].paragraphs[0], words)
    flow = cells[2].merge(cells[1 + actors])
    flow.width = Pt(drawn)
    paragraph = flow.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    shape = paragraph.add_run().add_picture(io.BytesIO(row.flow), width=Pt(drawn), height=Pt(row.height))
    shape._inline.docPr.set("descr", f"Alur langkah {row.cells[0]}")
    for side in ("distT", "distB", "distL", "distR"):
        shape._inline.set(side, "0")  # unsaid, some programs leave an eighth of an inch


def _small(paragraph: DocxParagraph, words: str, *, bold: bool = False) -> None:
    run = paragraph.add_run(plain(words))
    run.bold, run.font.size = bold, Pt(8)
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.left_indent = Pt(3)
