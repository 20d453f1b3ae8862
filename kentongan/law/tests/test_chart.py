"""The drawing keeps to the official form, for the packs' procedures and for random ones, on one page and on many."""

from __future__ import annotations

import itertools
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kentongan.law.chart import LEAST_ROW, Arrow, Sheet, Symbol, chart, row_count, ways
from kentongan.law.loader import load_packs
from kentongan.law.model import Procedure
from kentongan.law.svg import to_svg
from kentongan.law.tests.strategies import procedures

PACKS = Path(__file__).resolve().parents[2] / "packs"
OURS = [procedure for pack in load_packs([PACKS]).values() for procedure in pack.procedures.values()]
SLOW = [HealthCheck.filter_too_much, HealthCheck.too_slow]
KINDS = {"capsule", "rectangle", "diamond", "pentagon"}
Segment = tuple[tuple[float, float], tuple[float, float]]


def segments(arrow: Arrow) -> list[Segment]:
    return list(itertools.pairwise(arrow.points))


def inside(segment: Segment, symbol: Symbol, slack: float = 0.5) -> bool:
    """Whether a straight piece goes through the inner part of a symbol's box (a diamond fills half of it)."""
    (x1, y1), (x2, y2) = segment
    w, h = symbol.w / 2 - slack, symbol.h / 2 - slack
    if symbol.kind == "diamond":
        return _meets(segment, symbol, w / 2, h / 2)
    return (
        max(min(x1, x2), symbol.x - w) < min(max(x1, x2), symbol.x + w) + 1e-9
        and max(min(y1, y2), symbol.y - h) < min(max(y1, y2), symbol.y + h) + 1e-9
    )


def _meets(segment: Segment, symbol: Symbol, w: float, h: float) -> bool:
    (x1, y1), (x2, y2) = segment
    across = min(x1, x2) <= symbol.x + w and max(x1, x2) >= symbol.x - w
    return across and min(y1, y2) <= symbol.y + h and max(y1, y2) >= symbol.y - h


def overlap(one: Segment, other: Segment) -> bool:
    """Whether two straight pieces lie on each other for more than a point."""
    for axis in (0, 1):
        along = 1 - axis
        if one[0][axis] == one[1][axis] == other[0][axis] == other[1][axis]:
            low = max(min(one[0][along], one[1][along]), min(other[0][along], other[1][along]))
            high = min(max(one[0][along], one[1][along]), max(other[0][along], other[1][along]))
            return high - low > 0.5
    return False


def check(procedure: Procedure, sheets: list[Sheet]) -> None:
    drawn = [symbol for sheet in sheets for symbol in sheet.symbols]
    assert {symbol.kind for symbol in drawn} <= KINDS
    rows = Counter(symbol.row for symbol in drawn if symbol.kind != "pentagon")
    assert rows == Counter(range(row_count(procedure)))
    for step, symbol in zip(
        procedure.steps, sorted((s for s in drawn if s.row >= 0), key=lambda s: s.row), strict=False
    ):
        assert (symbol.kind == "diamond") == bool(step.decide)
    exits = Counter((way.source, way.target) for way in ways(procedure))
    arrows = [arrow for sheet in sheets for arrow in sheet.arrows]
    assert {(arrow.source, arrow.target) for arrow in arrows} == set(exits)
    labels = Counter((arrow.source, arrow.label) for arrow in arrows if arrow.label)
    for index, step in enumerate(procedure.steps):
        assert (labels[index, "Ya"], labels[index, "Tidak"]) == ((1, 1) if step.decide else (0, 0))
    letters = Counter(symbol.letter for symbol in drawn if symbol.kind == "pentagon")
    assert set(letters.values()) <= {2}
    for sheet in sheets:
        _check_sheet(sheet)


def _check_sheet(sheet: Sheet) -> None:
    for arrow in sheet.arrows:
        pieces = segments(arrow)
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pieces), "arrows run straight"
        assert all(0 <= y <= sheet.height for _x, y in arrow.points)
        for piece, symbol in itertools.product(pieces, sheet.symbols):
            assert not inside(piece, symbol), (arrow, symbol)
    for one, other in itertools.combinations(sheet.arrows, 2):
        for piece, against in itertools.product(segments(one), segments(other)):
            assert not overlap(piece, against), (one, other)


def paged(procedure: Procedure, size: int) -> list[Sheet]:
    rows = row_count(procedure)
    pages = [range(start, min(start + size, rows)) for start in range(0, rows, size)]
    return chart(procedure, [LEAST_ROW + 4.0] * rows, pages, max(70.0, 200.0 / len(procedure.actors)))


@pytest.mark.parametrize("procedure", OURS, ids=lambda procedure: procedure.short)
@pytest.mark.parametrize("size", [2, 3, 99])
def test_the_packs_procedures_are_drawn_in_the_official_form(procedure: Procedure, size: int) -> None:
    check(procedure, paged(procedure, size))


@settings(max_examples=150, deadline=None, suppress_health_check=SLOW)
@given(procedure=procedures(7))
def test_random_procedures_are_drawn_in_the_official_form(procedure: Procedure) -> None:
    check(procedure, paged(procedure, 99))


@settings(max_examples=100, deadline=None, suppress_health_check=SLOW)
@given(procedure=procedures(6), size=st.integers(2, 4))
def test_what_goes_on_on_another_page_has_its_letter_there(procedure: Procedure, size: int) -> None:
    check(procedure, paged(procedure, size))


@pytest.mark.parametrize("procedure", OURS, ids=lambda procedure: procedure.short)
def test_the_svg_is_well_formed_and_carries_no_style_or_script(procedure: Procedure) -> None:
    drawing = to_svg(procedure, here=procedure.steps[0].key)
    root = ET.fromstring(drawing)  # noqa: S314 (our own)
    assert root.attrib["role"] == "img"
    assert root.findtext("{http://www.w3.org/2000/svg}title") == procedure.title
    assert "style" not in drawing
    assert "<script" not in drawing
    assert drawing.count('class="here"') == 1
    for title in procedure.actors.values():
        assert title.split()[0] in drawing
