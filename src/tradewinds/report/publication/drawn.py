"""Pictures for papers: several axes under one legend, as files of the same bytes for the same drawing."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from tradewinds.report.drawing import quiet_grid
from tradewinds.report.page.blocks import Key
from tradewinds.report.words import shorten

_WIDTH, _LEAST, _HEIGHT = 7.05, 3.5, 1.85
"""Inches: a page of text is as wide, and a column of two; one row of axes."""
_COLUMNS = 3
_LETTER, _SWATCH = 0.052, 0.5
"""Inches of a letter of the legend, and of what stands before one of its texts."""
_LINES: dict[str, Any] = {"line": "-", "dashed": (0, (5, 1.5)), "dotted": (0, (1.5, 1.2))}
_MARKERS = {"dot": "o", "square": "s", "diamond": "D"}
_METADATA: dict[str, dict[str, None]] = {
    "svg": dict.fromkeys(("Creator", "Date", "Format", "Type")),
    "pdf": dict.fromkeys(("Creator", "Producer", "CreationDate")),
}
"""What would tell the time, or the version of Matplotlib."""


@dataclass(frozen=True)
class PaperFigure:
    """A picture with the words that belong to it; ``name`` is that of its files."""

    name: str
    figure: Figure
    caption: str
    source: str = ""


@dataclass(frozen=True)
class Cell:
    """One pair of axes: what stands above it, its unit, and what draws on it."""

    title: str
    unit: str
    draw: Callable[[Axes], object]
    whose: str = ""
    warning: str = ""
    """That the data do not answer it."""
    rows: float = 1.0
    """Its height in those of others, where names stand at its side."""


def sheet(cells: Sequence[Cell], keys: Sequence[Key] = (), columns: int = _COLUMNS) -> Figure:
    """The axes in rows of as many ``columns``, the legend below."""
    columns = min(columns, len(cells))
    rows = -(-len(cells) // columns)
    tall = max(cell.rows for cell in cells)
    width = min(_WIDTH, max(_LEAST, columns * _WIDTH / _COLUMNS))
    longest = max((len(key.text) for key in keys), default=0)
    beside = 2 if 2 * (longest * _LETTER + _SWATCH) < width else 1
    height = rows * _HEIGHT * tall + 0.17 * -(-len(keys) // beside)
    figure = Figure(figsize=(width, height), layout="constrained")
    grid = figure.subplots(rows, columns, squeeze=False)
    for place, ax in enumerate(grid.flat):
        if place >= len(cells):
            figure.delaxes(ax)
            continue
        cell = cells[place]
        cell.draw(quiet_grid(ax))
        above = [shorten(cell.title, 36), shorten(cell.whose, 46), cell.unit, cell.warning]
        title = "\n".join(filter(None, above))
        ax.set_title(title, loc="left", size=7.5, linespacing=1.25)
    if keys:
        handles = [_handle(key) for key in keys]
        texts = [key.text for key in keys]
        figure.legend(handles, texts, loc="outside lower center", ncols=beside, frameon=False, fontsize=7)
    return figure


def figure_files(one: PaperFigure) -> dict[str, bytes]:
    """NAME.svg and NAME.pdf → what they hold."""
    found = {}
    for kind, metadata in _METADATA.items():
        stream = io.BytesIO()
        one.figure.savefig(stream, format=kind, metadata=metadata)
        found[f"{one.name}.{kind}"] = stream.getvalue()
    return found


def _handle(key: Key) -> Artist:
    if key.kind == "band":
        return Patch(color=key.colour, alpha=0.35, linewidth=0)
    if key.kind in _MARKERS:
        return Line2D([], [], color=key.colour, marker=_MARKERS[key.kind], linestyle="none", markersize=4)
    return Line2D([], [], color=key.colour, linestyle=_LINES.get(key.kind, "-"))
