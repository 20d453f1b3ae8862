"""A procedure's flow as SVG, for screens: strict about content security (no style, no script), read out by its title."""

from __future__ import annotations

import textwrap
from xml.sax.saxutils import escape, quoteattr

from kentongan.law.chart import LEAST_ROW, Arrow, Sheet, Symbol, chart, row_count
from kentongan.law.model import Procedure

_COLUMN, _TEXT, _HEAD, _LINE = 92.0, 250.0, 44.0, 12.0
_INK = "#1d2b2a"
_HEADS = (
    '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="4" markerHeight="4.5" orient="auto">'
    f'<path d="M0 0 8 4 0 8z" fill="{_INK}"/></marker></defs>'
)


def to_svg(procedure: Procedure, *, here: str | None = None) -> str:
    """The whole flow on one sheet, activities at the left. `here`: the key of the step to mark."""
    lines = [_wrapped(f"{step.number}. {step.activity}", 40, 5) for step in procedure.steps]
    lines += [["Selesai"]] * (row_count(procedure) - len(lines))
    heights = [max(LEAST_ROW + 12, len(each) * _LINE + 16) for each in lines]
    sheet = chart(procedure, heights, [range(len(heights))], _COLUMN)[0]
    width, height = _TEXT + _COLUMN * len(procedure.actors), _HEAD + sheet.height
    marked = {index for index, step in enumerate(procedure.steps) if step.key == here}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="flow" role="img" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" font-family="system-ui, sans-serif" font-size="10" fill="{_INK}">',
        f"<title>{escape(procedure.title)}</title>",
        f"<desc>{escape('; '.join(' '.join(each) for each in lines))}</desc>",
        _HEADS,
        *_grid(procedure, sheet.tops, heights, width, height),
        *(_words(each, 8, _HEAD + sheet.tops[row] + 18) for row, each in enumerate(lines)),
        f'<g transform="translate({_TEXT:g} {_HEAD:g})">',
        *_lines(sheet),
        *(_symbol(symbol, here=symbol.row in marked) for symbol in sheet.symbols),
        "</g></svg>",
    ]
    return "".join(parts)


def sheet_svg(sheet: Sheet, width: float, *, columns: int = 1) -> str:
    """The symbols and arrows of one sheet alone, as large as the sheet (points): for the printed matrix.

    `columns`: how many executors' columns (and the rows) to part by lines, where no table does it.
    """
    down = "".join(f"M{width * place / columns:g} 0V{sheet.height:g}" for place in range(1, columns))
    parting = down + ("".join(f"M0 {top:g}H{width:g}" for top in sheet.tops.values() if top) if columns > 1 else "")
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {sheet.height:g}" width="{width:g}pt" '
            f'height="{sheet.height:g}pt" font-family="Libertinus Serif, serif" font-size="9" fill="{_INK}">',
            _HEADS,
            f'<path d="{parting}" fill="none" stroke="{_INK}" stroke-width="0.6"/>' if parting else "",
            *_lines(sheet),
            *(_symbol(symbol, here=False) for symbol in sheet.symbols),
            "</svg>",
        ]
    )


def _wrapped(text: str, width: int, most: int) -> list[str]:
    lines = textwrap.wrap(" ".join(text.split()), width) or [""]
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1][: width - 1] + "…"]


def _words(lines: list[str], x: float, y: float, anchor: str = "start") -> str:
    spans = "".join(
        f'<tspan x="{x:g}" y="{y + number * _LINE:g}">{escape(line)}</tspan>' for number, line in enumerate(lines)
    )
    return f'<text text-anchor="{anchor}">{spans}</text>'


def _grid(procedure: Procedure, tops: dict[int, float], heights: list[float], width: float, height: float) -> list[str]:
    heads = [
        _words(_wrapped(title, 17, 3), _TEXT + (place + 0.5) * _COLUMN, 14, "middle")
        for place, title in enumerate(procedure.actors.values())
    ]
    across = "".join(f"M0 {_HEAD + top:g}H{width:g}" for top in tops.values())
    down = "".join(f"M{_TEXT + place * _COLUMN:g} 0V{height:g}" for place in range(len(procedure.actors)))
    return [*heads, f'<path class="grid" d="{across}{down}" fill="none" stroke="#c9d2d0" stroke-width="0.7"/>']


def _lines(sheet: Sheet) -> list[str]:
    """Arrows first, then their labels."""
    return [*(_arrow(arrow) for arrow in sheet.arrows), *(_label(arrow) for arrow in sheet.arrows if arrow.label)]


def _arrow(arrow: Arrow) -> str:
    path = " ".join(f"{x:g},{y:g}" for x, y in arrow.points)
    return f'<polyline points="{path}" fill="none" stroke="{_INK}" stroke-width="1.1" marker-end="url(#head)"/>'


def _label(arrow: Arrow) -> str:
    x, y = arrow.label_at
    return f'<text x="{x:g}" y="{y:g}" text-anchor="middle" font-size="7.5">{escape(arrow.label)}</text>'


def _symbol(symbol: Symbol, *, here: bool) -> str:
    left, top = symbol.x - symbol.w / 2, symbol.y - symbol.h / 2
    fill = "#0b6e69" if here else "#ffffff"
    look = f'class={quoteattr("here" if here else symbol.kind)} fill="{fill}" stroke="{_INK}" stroke-width="1.2"'
    if symbol.kind == "pentagon":
        tip = f"{left:g},{top:g} {left + symbol.w:g},{top:g} {left + symbol.w:g},{symbol.y + 2:g} {symbol.x:g},{top + symbol.h:g} {left:g},{symbol.y + 2:g}"
        letter = f'<text x="{symbol.x:g}" y="{symbol.y + 1.5:g}" text-anchor="middle" font-size="7">{escape(symbol.letter)}</text>'
        return f'<polygon points="{tip}" {look}/>{letter}'
    if symbol.kind == "diamond":
        corners = f"{symbol.x:g},{top:g} {left + symbol.w:g},{symbol.y:g} {symbol.x:g},{top + symbol.h:g} {left:g},{symbol.y:g}"
        return f'<polygon points="{corners}" {look}/>'
    radius = symbol.h / 2 if symbol.kind == "capsule" else 0
    return f'<rect x="{left:g}" y="{top:g}" width="{symbol.w:g}" height="{symbol.h:g}" rx="{radius:g}" {look}/>'
