"""The flow of a procedure drawn through its executors' columns (SOP Administrasi Pemerintahan, PermenPANRB 35/2012).

Five symbols: capsule (start, end), rectangle (an activity), diamond (a decision), arrow, off-page pentagon. One symbol a
row, in the column of the executor who acts, so that nothing stands in the way of an arrow along the middle of its row.
Every other arrow runs in a lane of its own: along a border between columns, and along the top of the row it enters.
Lengths are points; y grows downwards from the top of a sheet, x from the left border of the first executor's column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kentongan.law.model import Procedure, Step

STRIP = 34.0  # height of the strip for connectors at the top or bottom of a sheet
LEAST_ROW = 46.0
_HIGH, _HEADROOM = 18.0, 12.0
_LANE, _SYMBOL = 5.0, 0.62  # points between lanes at most; a symbol's share of its column
_ASIDE = (0.27, 0.17, 0.07, 0.22)  # of a symbol's width: where arrows enter beside its middle
_PENTAGON = 13.0

Point = tuple[float, float]


@dataclass(frozen=True)
class Symbol:
    """A symbol by its centre and size. `kind`: capsule, rectangle, diamond, pentagon. `letter`: of a pentagon."""

    kind: str
    row: int
    x: float
    y: float
    w: float
    h: float
    letter: str = ""


@dataclass(frozen=True)
class Arrow:
    """A line with its head at the last point. `source`, `target`: rows; `label` stands at `label_at`."""

    source: int
    target: int
    points: tuple[Point, ...]
    label: str = ""

    @property
    def label_at(self) -> Point:
        """Beside the beginning of the line."""
        (x, y), (onward, down) = self.points[0], self.points[1]
        if onward == x:
            return (x + 13, y + 8 if down > y else y - 4)
        return (x - 5 if onward > x else x + 5, y - 9)  # above the corner, where no lane runs


@dataclass
class Sheet:
    """The part of a drawing that one page shows. `rows`: which; `tops`: the y of each row's upper border."""

    rows: range
    tops: dict[int, float]
    height: float
    symbols: list[Symbol] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)


@dataclass(frozen=True)
class Way:
    """One exit of a step: from row to row."""

    source: int
    target: int
    label: str


def ends_apart(procedure: Procedure) -> bool:
    """Whether a decision leads to the end, which then has a row of its own below the last step."""
    return any(way.to is None for step in procedure.steps if step.decide for way in step.outcomes)


def row_count(procedure: Procedure) -> int:
    return len(procedure.steps) + ends_apart(procedure)


def ways(procedure: Procedure) -> list[Way]:
    """Every exit that is drawn; a step that simply ends is a capsule and has none. Exits to nowhere (a draft's) are left out."""
    places = {step.key: index for index, step in enumerate(procedure.steps)}
    end = len(procedure.steps)
    labels = {"accepted": "Ya", "rejected": "Tidak", "done": ""}
    found = []
    for index, step in enumerate(procedure.steps):
        for way in step.outcomes:
            if way.to is not None and way.to in places:
                found.append(Way(index, places[way.to], labels[way.key]))
            elif way.to is None and (step.decide or ends_apart(procedure)):
                found.append(Way(index, end, labels[way.key]))
    return found


def chart(procedure: Procedure, heights: Sequence[float], pages: Sequence[range], column: float) -> list[Sheet]:
    """The drawing on its pages. `heights`: one a row (at least LEAST_ROW); `pages`: which rows each shows."""
    draft = _Drawing(procedure, heights, pages, column, {})
    draft.drawn()  # shows how many lanes run along each border, and so how close they must lie
    return _Drawing(
        procedure, heights, pages, column, {place: len(lanes) for place, lanes in draft.lanes.items()}
    ).drawn()


class _Drawing:
    def __init__(
        self,
        procedure: Procedure,
        heights: Sequence[float],
        pages: Sequence[range],
        column: float,
        needed: Mapping[tuple[int, int], int],
    ) -> None:
        self.procedure, self.heights, self.column, self.needed = procedure, heights, column, needed
        actors = list(procedure.actors)
        self.columns = [actors.index(step.actor) if step.actor in actors else 0 for step in procedure.steps]
        if ends_apart(procedure):
            last = max(
                index for index, step in enumerate(procedure.steps) if any(way.to is None for way in step.outcomes)
            )
            self.columns.append(self.columns[last])
        self.count = len(actors) or 1
        self.sheets = [self._sheet(rows, number, len(pages)) for number, rows in enumerate(pages)]
        self.lanes: dict[tuple[int, int], list[list[Point]]] = {}  # by sheet and border: stretches taken in each lane
        self.entries: dict[int, list[int]] = {}  # sides from which arrows enter a row by its top lane so far
        self.slots: dict[tuple[int, str], list[float]] = {}  # connectors in a strip so far
        self.letters = 0

    def _sheet(self, rows: range, number: int, of: int) -> Sheet:
        y = STRIP if number else 0.0
        tops = {}
        for row in rows:
            tops[row] = y
            y += self.heights[row]
        return Sheet(rows, tops, y + (STRIP if number < of - 1 else 0.0))

    def drawn(self) -> list[Sheet]:
        for row in range(len(self.columns)):
            self._of(row).symbols.append(self._symbol(row))
        taken: dict[int, set[str]] = {}
        exits = ways(self.procedure)
        for way in sorted(exits, key=lambda way: (way.source, not self._is_next(way))):
            self._route(way, taken.setdefault(way.source, set()))
        return self.sheets

    def _of(self, row: int) -> Sheet:
        return next(sheet for sheet in self.sheets if row in sheet.rows)

    def _symbol(self, row: int) -> Symbol:
        kind = "capsule"
        if row < len(self.procedure.steps):
            kind = _kind(self.procedure.steps[row], first=row == 0, apart=ends_apart(self.procedure))
        high = _HIGH + (8 if kind == "diamond" else 0)
        y = self._of(row).tops[row] + _HEADROOM + (self.heights[row] - _HEADROOM) / 2
        return Symbol(kind, row, (self.columns[row] + 0.5) * self.column, y, min(self.column * _SYMBOL, 48.0), high)

    def _at(self, row: int) -> Symbol:
        return next(symbol for symbol in self._of(row).symbols if symbol.row == row and symbol.kind != "pentagon")

    def _is_next(self, way: Way) -> bool:
        return way.target == way.source + 1

    def _route(self, way: Way, taken: set[str]) -> None:
        source, target = self._at(way.source), self._at(way.target)
        if self._is_next(way):
            side = "bottom" if source.x == target.x else "right" if target.x > source.x else "left"
            if side not in taken:
                taken.add(side)
                self._straight(way, source, target, side)
                return
        toward = "left" if target.x < source.x else "right"
        side = toward if toward not in taken else "left" if toward == "right" else "right"
        taken.add(side)
        self._by_lane(way, source, target, side)

    def _straight(self, way: Way, source: Symbol, target: Symbol, side: str) -> None:
        """To the row below: down, or along the row's middle and then down."""
        start = _port(source, side)
        points = [start] if side == "bottom" else [start, (target.x, start[1])]
        if self._of(way.source) is self._of(way.target):
            self._draw(way, self._of(way.source), [*points, _port(target, "top")])
            return
        here, there, letter = self._of(way.source), self._of(way.target), self._letter()
        leave = self._connector(here, "bottom", target.x, letter)
        enter = self._connector(there, "top", target.x, letter)
        self._draw(way, here, self._joined(here, "bottom", [*points, (target.x, start[1])], leave))
        onto = self._joined(there, "top", [_port(target, "top")], enter)[::-1]
        self._draw(Way(way.source, way.target, ""), there, onto)

    def _by_lane(self, way: Way, source: Symbol, target: Symbol, side: str) -> None:
        """Along a border between columns, then along the top of the target's row, then down into it."""
        border = self._border(source, target, side)
        start = _port(source, side)
        here, there = self._of(way.source), self._of(way.target)
        top = there.tops[way.target]
        if here is there:
            lane = self._lane(here, border, start[1], top)
            end = self._entry(way.target, target, lane)
            self._draw(way, here, [start, (lane, start[1]), (lane, end[0][1]), *end])
            return
        onward, back = ("bottom", "top") if way.target > way.source else ("top", "bottom")
        letter = self._letter()
        lane = self._lane(here, border, start[1], here.height if onward == "bottom" else 0.0)
        leave = self._connector(here, onward, lane, letter)
        self._draw(way, here, self._joined(here, onward, [start, (lane, start[1])], leave))
        lane = self._lane(there, border, top, there.height if back == "bottom" else 0.0)
        enter = self._connector(there, back, lane, letter)
        end = self._entry(way.target, target, lane)
        onto = self._joined(there, back, [(lane, end[0][1])], enter)[::-1]
        self._draw(Way(way.source, way.target, ""), there, [*onto, *end])

    def _border(self, source: Symbol, target: Symbol, side: str) -> int:
        """The border nearest to the target on the side from which the arrow comes."""
        own, other = self.columns[source.row], self.columns[target.row]
        if side == "right":
            return other if other > own else own + 1
        return other + 1 if other < own else own

    def _lane(self, sheet: Sheet, border: int, *ends: float) -> float:
        """The x of the first lane along a border that is free between two heights."""
        low, high = min(ends) - 2, max(ends) + _HEADROOM
        lanes = self.lanes.setdefault((sheet.rows.start, border), [])
        free = (number for number, taken in enumerate(lanes) if all(b < low or a > high for a, b in taken))
        number = next(free, len(lanes))
        if number == len(lanes):
            lanes.append([])
        lanes[number].append((low, high))
        room, needed = self.column * (1 - _SYMBOL) / 2 - 1, self.needed.get((sheet.rows.start, border), 1)
        if border in (0, self.count):
            return border * self.column + (number + 1) * min(_LANE, room / needed) * (1 if border == 0 else -1)
        spacing = min(_LANE, 2 * room / (needed + 1))
        return border * self.column + (number // 2 + 0.5) * spacing * (1 if number % 2 else -1)

    def _entry(self, row: int, target: Symbol, lane: float) -> list[Point]:
        """Into the upper edge beside its middle, by a lane of its own along the top of the row."""
        side = 1 if lane > target.x else -1
        before = self.entries.setdefault(row, [])
        y = self._of(row).tops[row] + 2 + len(before) % 5 * 2
        x = target.x + side * target.w * _ASIDE[before.count(side) % 4]
        before.append(side)
        return [(lane, y), (x, y), (x, _edge(target, x))]

    def _letter(self) -> str:
        self.letters += 1
        return chr(ord("A") + (self.letters - 1) % 26)

    def _connector(self, sheet: Sheet, strip: str, x: float, letter: str) -> Symbol:
        """A pentagon in a sheet's strip, as near to x as there is room."""
        used = self.slots.setdefault((sheet.rows.start, strip), [])
        room = range(int(_PENTAGON / 2) + 1, int(self.count * self.column - _PENTAGON / 2))
        free = [near for near in (x, *room) if all(abs(near - other) > _PENTAGON for other in used)]
        place = min(free, key=lambda near: abs(near - x), default=x)
        used.append(place)
        y = STRIP / 2 - 6 if strip == "top" else sheet.height - STRIP / 2 + 6
        symbol = Symbol("pentagon", -1, place, y, _PENTAGON, _PENTAGON, letter)
        sheet.symbols.append(symbol)
        return symbol

    def _joined(self, sheet: Sheet, strip: str, points: Sequence[Point], connector: Symbol) -> list[Point]:
        """From a line into a connector; aside, at a height of its own, where its place was taken."""
        x = points[-1][0]
        toward = 1 if strip == "bottom" else -1
        edge = connector.y - toward * connector.h / 2
        turn = edge - toward * (2 + 1.8 * len(self.slots[sheet.rows.start, strip]))
        return [*points, (x, turn), (connector.x, turn), (connector.x, edge)]

    def _draw(self, way: Way, sheet: Sheet, points: Sequence[Point]) -> None:
        sheet.arrows.append(Arrow(way.source, way.target, _clean(points), way.label))


def _kind(step: Step, *, first: bool, apart: bool) -> str:
    if step.decide:
        return "diamond"
    ends = all(way.to is None for way in step.outcomes) and not apart
    return "capsule" if first or ends else "rectangle"


def _port(symbol: Symbol, side: str) -> Point:
    return {
        "top": (symbol.x, symbol.y - symbol.h / 2),
        "bottom": (symbol.x, symbol.y + symbol.h / 2),
        "left": (symbol.x - symbol.w / 2, symbol.y),
        "right": (symbol.x + symbol.w / 2, symbol.y),
    }[side]


def _edge(symbol: Symbol, x: float) -> float:
    """The y of the upper edge at x."""
    if symbol.kind != "diamond":
        return symbol.y - symbol.h / 2
    return symbol.y - symbol.h / 2 * (1 - abs(x - symbol.x) / (symbol.w / 2))


def _clean(points: Sequence[Point]) -> tuple[Point, ...]:
    """Without points that repeat or lie on the way."""
    kept: list[Point] = []
    for point in points:
        if kept and kept[-1] == point:
            continue
        if len(kept) > 1 and (kept[-2][0] == kept[-1][0] == point[0] or kept[-2][1] == kept[-1][1] == point[1]):
            kept.pop()
        kept.append(point)
    return tuple(kept)
