"""Registers as workbooks and on paper."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import xlsxwriter

from kentongan.documents.paper import Letterhead, Paper, Table

Cell = str | int | float | dt.datetime | None


@dataclass(frozen=True)
class Column:
    """A column with its heading; `kind` says how its cells are typed."""

    title: str
    kind: Literal["text", "number", "moment"]


@dataclass(frozen=True)
class Register:
    """A table with a title. Moments are aware and already in the office's zone."""

    title: str
    government: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]


def to_xlsx(register: Register) -> bytes:
    """The register as XLSX: frozen header, typed cells, no text ever read as a formula."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Register")
    bold, head = (
        book.add_format({"bold": True, "font_size": 14}),
        book.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
    )
    moment = book.add_format({"num_format": "dd/mm/yyyy hh.mm"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, register.title, bold)
    sheet.write_string(1, 0, register.government)
    for number, column in enumerate(register.columns):
        sheet.write_string(3, number, column.title, head)
        sheet.set_column(number, number, 12 if column.kind == "number" else 24)
    sheet.freeze_panes(4, 0)
    for line, row in enumerate(register.rows, start=4):
        for number, cell in enumerate(row):
            if isinstance(cell, dt.datetime):
                sheet.write_datetime(line, number, cell.replace(tzinfo=None, microsecond=0), moment)
            elif isinstance(cell, int | float):
                sheet.write_number(line, number, cell)
            elif cell:
                sheet.write_string(line, number, cell, wrap)
    book.close()
    return written.getvalue()


def to_paper(register: Register, letterhead: Letterhead, made: dt.date) -> Paper:
    """The register as paper, landscape: the same values as in the workbook."""
    header = tuple(column.title for column in register.columns)
    rows = tuple(tuple(_words(cell) for cell in row) for row in register.rows)
    widths = tuple(3 if column.kind == "number" else 5 for column in register.columns)
    return Paper(register.title, letterhead, made, body=(Table(header, rows, widths),), landscape=True)


def _words(cell: Cell) -> str:
    if cell is None:
        return ""
    return f"{cell:%d/%m/%Y %H.%M}" if isinstance(cell, dt.datetime) else str(cell)
