"""The SOP on official paper: identity block, matrix with the flow through the executors' columns, mutu baku, notes.

Form: SOP Administrasi Pemerintahan (PermenPANRB 35/2012). Lengths are points. A4 landscape, margins 1.5 cm.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from kentongan.documents.paper import Letterhead, Signature
from kentongan.documents.pdf import Json, compile_pdf, letterhead_content, measure_rows, signature_content
from kentongan.documents.pictures import from_svg
from kentongan.documents.word import Matrix, MatrixRow, matrix_docx
from kentongan.documents.wording import date_text
from kentongan.law import clock
from kentongan.law.chart import LEAST_ROW, STRIP, Sheet, chart, row_count
from kentongan.law.model import Identity, Procedure, Regulation, Signatory, Step
from kentongan.law.svg import sheet_svg

_WIDE = 756.0  # the room between the margins
_NUMBER, _ACTIVITY, _COMPLETE, _TIME, _OUTPUT, _NOTE = 24.0, 150.0, 96.0, 62.0, 84.0, 66.0
_WIDEST_ACTOR = 72.0
_ROOM = 420.0  # for rows and strips, below the header of the matrix
_PADDING = 10.0


@dataclass(frozen=True)
class Laid:
    """A procedure laid out for A4: texts, row heights, the drawing on its pages."""

    texts: list[list[str]]
    heights: list[float]
    sheets: list[Sheet]
    widths: list[float]
    actor: float


def letterhead_in(procedure: Procedure, regulation: Regulation) -> Letterhead:
    """The letterhead that the SOP itself names, or the government and its coordinating agency."""
    home = regulation.government
    return Letterhead(tuple(procedure.identity.unit) or (home.name.upper(), home.coordinator.upper()))


def lay_out(procedure: Procedure) -> Laid:
    """Measure every row in the type it is printed in, break into pages, draw."""
    actors = len(procedure.actors)
    actor = min(_WIDEST_ACTOR, (_WIDE - _NUMBER - _ACTIVITY - _COMPLETE - _TIME - _OUTPUT - _NOTE) / actors)
    activity = _WIDE - _NUMBER - actor * actors - _COMPLETE - _TIME - _OUTPUT - _NOTE
    widths = [_NUMBER, activity, _COMPLETE, _TIME, _OUTPUT, _NOTE]
    texts = [_cells(step) for step in procedure.steps]
    texts += [["", "Selesai", "", "", "", ""]] * (row_count(procedure) - len(texts))
    heights = _stretched([max(LEAST_ROW, height + _PADDING) for height in measure_rows(texts, widths)])
    sheets = chart(procedure, heights, _pages(heights), actor)
    return Laid(texts, heights, sheets, widths, actor)


def _cells(step: Step) -> list[str]:
    return [
        f"{step.number}.",
        step.activity,
        "\n".join(f"- {words}" for words in step.completeness)
        if len(step.completeness) > 1
        else "".join(step.completeness),
        step.time.text or _time(step),
        step.output,
        step.note,
    ]


def _time(step: Step) -> str:
    time = step.time
    amounts = ((time.minutes, "menit"), (time.hours, "jam"), (time.days, "hari"), (time.working_days, "hari kerja"))
    return next(f"{amount} {unit}" for amount, unit in amounts if amount is not None)


def _stretched(heights: list[float]) -> list[float]:
    """A short SOP fills its page: rows up to half as high again, so that the flow is easy to follow."""
    more = min(1.5, _ROOM / sum(heights))
    return [height * more for height in heights] if more > 1 else heights


def _pages(heights: list[float]) -> list[range]:
    """Rows in pages; where there is more than one, each leaves room for connectors above and below."""
    if sum(heights) <= _ROOM:
        return [range(len(heights))]
    pages, start, used = [], 0, 0.0
    for row, height in enumerate(heights):
        if row > start and used + height > _ROOM - 2 * STRIP:
            pages.append(range(start, row))
            start, used = row, 0.0
        used += height
    return [*pages, range(start, len(heights))]


def to_pdf(procedure: Procedure, letterhead: Letterhead) -> bytes:
    """The SOP as PDF/A."""
    laid = lay_out(procedure)
    files: dict[str, bytes] = {}
    drawn = laid.actor * len(procedure.actors)
    made = procedure.identity.made or clock.now().date()  # the archive's format wants a date
    sheets: list[Json] = []
    for number, sheet in enumerate(laid.sheets):
        files[f"flow-{number}.svg"] = sheet_svg(sheet, drawn).encode()
        sheets.append(_sheet(laid, sheet, number))
    content: dict[str, Json] = {
        "title": _name(procedure),
        "author": letterhead.lines[-1] if letterhead.lines else "",
        "made": [made.year, made.month, made.day],
        "footer": _name(procedure),
        "name": procedure.title,
        "letterhead": letterhead_content(letterhead, files),
        "identity": _identity(procedure.identity),
        "actors": list(procedure.actors.values()),
        "table": [laid.widths[0], laid.widths[1], *[laid.actor] * len(procedure.actors), *laid.widths[2:]],
        "drawn": drawn,
        "sheets": sheets,
    }
    return compile_pdf("sop", content, files)


def _name(procedure: Procedure) -> str:
    return procedure.title if procedure.title.startswith("SOP") else f"SOP {procedure.title}"


def _sheet(laid: Laid, sheet: Sheet, number: int) -> dict[str, Json]:
    first, last = sheet.rows.start, sheet.rows.stop - 1
    return {
        "drawing": f"flow-{number}.svg",
        "alt": f"Alur langkah {first + 1} sampai {last + 1}",
        "above": sheet.tops[first],
        "below": sheet.height - sheet.tops[last] - laid.heights[last],
        "rows": [{"cells": laid.texts[row], "height": laid.heights[row]} for row in sheet.rows],
    }


def _identity(identity: Identity) -> dict[str, Json]:
    approved: dict[str, Json] | None = None
    if identity.approved_by:
        approved = signature_content(_signature(identity.approved_by))
    return {
        "number": identity.number,
        **_days(identity),
        "approved": approved,
        "basis": list(identity.basis),
        "qualifications": list(identity.qualifications),
        "related": list(identity.related),
        "equipment": list(identity.equipment),
        "warning": identity.warning,
        "recording": identity.recording,
    }


def _days(identity: Identity) -> dict[str, str]:
    """The dates of the block in words, "" where the SOP leaves them empty."""
    days = {"made": identity.made, "revised": identity.revised, "effective": identity.effective}
    return {name: date_text(day) if day else "" for name, day in days.items()}


def to_docx(procedure: Procedure, letterhead: Letterhead) -> bytes:
    """The SOP as DOCX: the same matrix, with the flow as a picture in each row."""
    laid = lay_out(procedure)
    drawn = laid.actor * len(procedure.actors)
    rows = []
    for sheet in laid.sheets:
        picture = Image.open(io.BytesIO(_picture(sheet_svg(sheet, drawn, columns=len(procedure.actors)))))
        scale = picture.height / sheet.height
        for row in sheet.rows:
            first, last = row == sheet.rows.start, row == sheet.rows.stop - 1
            top = 0.0 if first else sheet.tops[row]
            bottom = sheet.height if last else sheet.tops[row] + laid.heights[row]
            piece = picture.crop((0, round(top * scale), picture.width, round(bottom * scale)))
            written = io.BytesIO()
            piece.save(written, "PNG")
            rows.append(MatrixRow(tuple(laid.texts[row]), written.getvalue(), bottom - top))
    identity, days = procedure.identity, _days(procedure.identity)
    facts = (
        ("Nomor SOP", identity.number),
        ("Tanggal Pembuatan", days["made"]),
        ("Tanggal Revisi", days["revised"]),
        ("Tanggal Efektif", days["effective"]),
        ("Disahkan oleh", _signed(identity)),
        ("Nama SOP", procedure.title),
        ("Dasar Hukum", _listed(identity.basis)),
        ("Kualifikasi Pelaksana", _listed(identity.qualifications)),
        ("Keterkaitan", _listed(identity.related)),
        ("Peralatan dan Perlengkapan", _listed(identity.equipment)),
        ("Peringatan", identity.warning),
        ("Pencatatan dan Pendataan", identity.recording),
    )
    return matrix_docx(
        Matrix(
            _name(procedure),
            letterhead,
            facts,
            tuple(procedure.actors.values()),
            tuple(laid.widths),
            laid.actor,
            tuple(rows),
        )
    )


def _picture(drawing: str) -> bytes:
    return from_svg(drawing.encode(), dots_per_inch=200, fill="white")


def _signed(identity: Identity) -> str:
    if identity.approved_by is None:
        return ""
    signature = _signature(identity.approved_by)
    return "\n".join((signature.position, "", "", signature.name, *signature.under))


def _signature(signed: Signatory) -> Signature:
    return Signature(signed.position, signed.name, signed.rank, signed.nip)


def _listed(items: tuple[str, ...]) -> str:
    return (
        "\n".join(f"{number}. {words}" for number, words in enumerate(items, start=1))
        if len(items) > 1
        else "".join(items)
    )


#: What an SOP can be printed as: media type and how.
PRINTED: dict[str, tuple[str, Callable[[Procedure, Letterhead], bytes]]] = {
    "pdf": ("application/pdf", to_pdf),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", to_docx),
}
