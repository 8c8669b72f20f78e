"""The one way this project draws: small panels as deterministic, self-contained SVG images."""

import base64
import io
import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import (
    FixedFormatter,
    FixedLocator,
    FuncFormatter,
    LogLocator,
    MaxNLocator,
    NullFormatter,
    NullLocator,
)

from tradewinds.report.names import time_ticks
from tradewinds.report.page.blocks import Key, Picture
from tradewinds.report.words import NOT_COMPUTED, SPREAD, shorten, tick

INK, GREY, PALE = "#222222", "#767676", "#ebebeb"
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#aa4499")
"""Okabe and Ito's palette and one of Tol's: told apart by colour-blind readers."""
DASHES = ("-", (0, (5, 1.5)), (0, (1.5, 1.2)), (0, (5, 1.5, 1.2, 1.5)))
"""… and on grey paper."""
TRUTH, WARNING = "#d55e00", "#e69f00"
BANDS = ((0.9, 0.16), (0.8, 0.16), (0.5, 0.28))
"""Claimed level of a band → opacity; bands lie on top of each other."""

_WIDTH, _ROW, _RIGHT, _LINE = 2.9, 1.95, 0.955, 0.14
_FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif"
_STYLE: dict[Any, object] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "tradewinds",
    "text.parse_math": False,
    "font.family": "DejaVu Sans",
    "font.size": 7.5,
    "text.color": INK,
    "axes.edgecolor": "#999999",
    "axes.labelcolor": GREY,
    "axes.linewidth": 0.6,
    "axes.labelsize": 7,
    "axes.spines.top": False,
    "axes.titley": 1.02,  # given, so that no time goes into finding it
    "axes.spines.right": False,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "axes.prop_cycle": "cycler('color', ['#0072b2'])",
    "lines.linewidth": 1.1,
    "path.simplify_threshold": 0.3,
}
_NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))


def style() -> AbstractContextManager[None]:
    """Context in which every figure of the page is drawn."""
    return rc_context(_STYLE)


def panel(
    title: str,
    unit: str = "",
    of: str = "",
    rows: int = 1,
    left: float = 0.155,
    taller: float = 0.0,
    wider: float = 0.0,
) -> tuple[Figure, list[Axes]]:
    """One small figure: title, whose it is and unit above, ``rows`` axes below each other.

    ``taller``, ``wider`` in inches; the unit may follow later by ``subtitle``.
    """
    above = 0.43 + (_LINE if of else 0)
    height = _ROW + (rows - 1) * 1.25 + taller + above - 0.43
    share = _WIDTH / (_WIDTH + wider)  # of the whole width, so that both margins stay what they are
    left, right = left * share, 1 - (1 - _RIGHT) * share
    figure = Figure(figsize=(_WIDTH + wider, height))
    top, bottom, gap = above / height, 0.36 / height, 0.34 / height
    each = (1 - top - bottom - (rows - 1) * gap) / rows
    axes = []
    for row in range(rows):
        low = bottom + (rows - 1 - row) * (each + gap)
        axes.append(figure.add_axes((left, low, right - left, each)))
    figure.text(0.01, 1 - 0.05 / height, shorten(title, 38), weight="bold", size=8, va="top")
    if of:
        figure.text(0.01, 1 - 0.2 / height, shorten(of, 48), size=7.5, va="top")
    subtitle(figure, unit, below=_LINE if of else 0)
    for ax in axes:
        quiet_grid(ax).margins(x=0.01)
    return figure, axes


def quiet_grid(ax: Axes) -> Axes:
    """A few ticks up the side, with pale lines behind what is drawn."""
    ax.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: tick(value)))
    ax.grid(axis="y", color=PALE, linewidth=0.6)
    ax.set_axisbelow(True)
    return ax


def small_picture(
    title: str,
    unit: str,
    draw: Callable[[Axes], Axes],
    alt: str,
    of: str = "",
    left: float = 0.155,
    taller: float = 0.0,
    wider: float = 0.0,
) -> Picture:
    """One small figure as a picture; ``draw`` takes its axes and returns them, ``alt`` says what is seen."""
    figure, (ax,) = panel(title, unit, of, left=left, taller=taller, wider=wider)
    draw(ax)
    return picture(figure, alt)


def not_computed(ax: Axes) -> Axes:
    """Where there is nothing to draw."""
    ax.text(0.5, 0.5, NOT_COMPUTED, transform=ax.transAxes, ha="center", color=GREY)
    return ax


def named_rows(ax: Axes, labels: Sequence[str], above: float = 0.5, below: float = 0.5) -> Axes:
    """Rows from top to bottom, each with its name; room above the first and below the last."""
    ax.set_yticks(range(len(labels)), labels)
    ax.set_ylim(len(labels) - 1 + below, -above)
    ax.tick_params(axis="y", length=0)
    return ax


def across(ax: Axes, ticks: int = 5, steps: Sequence[float] = (1, 2, 2.5, 5, 10)) -> Axes:
    """Numbers below an axis whose rows have names."""
    ax.xaxis.set_major_locator(MaxNLocator(ticks, steps=list(steps)))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: tick(round(value, 9))))
    return ax


def subtitle(figure: Figure, unit: str, below: float = 0.0) -> None:
    """The unit, in grey below the title; explanations in brackets go where there is no room."""
    text = unit if len(unit) <= 50 else re.sub(r" \(.*\)", "", unit)
    top = 1 - (0.21 + below) / figure.get_figheight()
    figure.text(0.01, top, shorten(text, 50), color=GREY, size=7, va="top")


def time_axis(ax: Axes, x: np.ndarray, frequency: str, name: bool = True) -> Axes:
    """Years, months, quarters or steps below the axis, and which of them."""
    ticks, texts, what = time_ticks(float(np.min(x)), float(np.max(x)), frequency)
    ax.xaxis.set_major_locator(FixedLocator(ticks))
    ax.xaxis.set_major_formatter(FixedFormatter(texts) if name else NullFormatter())
    if name:
        ax.set_xlabel(what, labelpad=1)
    return ax


def log_axis(ax: Axes, values: np.ndarray) -> None:
    """A logarithmic axis where series differ so much that a linear one would hide the small."""
    positive = values[np.isfinite(values) & (values > 0)]
    if len(positive) == 0 or len(positive) < np.isfinite(values).sum():
        return
    decades = np.log10(positive.max() / positive.min())
    if decades > 1.5:
        ax.set_yscale("log")
        many = decades > 4
        ax.yaxis.set_major_locator(LogLocator(subs=(1.0,) if many else (1.0, 3.0), numticks=8))
        ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: tick(float(f"{value:.3g}"))))
        ax.yaxis.set_minor_locator(NullLocator())


def bands(ax: Axes, x: np.ndarray, lower: dict, upper: dict, colour: str) -> None:
    """50, 80 and 90 % bands, the inner ones darker; ``lower`` and ``upper``: level → [T]."""
    for level, opacity in BANDS:
        if level in lower:
            ax.fill_between(x, lower[level], upper[level], color=colour, alpha=opacity, linewidth=0)


def band_keys(colour: str, posterior: bool = True) -> list[Key]:
    """Legend of the bands, or of the spread of what is no posterior."""
    return [Key("50, 80 and 90 % bands (darker: more likely)" if posterior else SPREAD, colour, "band")]


def picture(figure: Figure, alt: str) -> Picture:
    """The figure as an image inside the page: the same bytes for the same drawing."""
    _make_room(figure)
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata=_NO_METADATA)
    svg = stream.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r'(?<= d=")[^"]+', lambda path: _rounded(path[0]), svg)
    svg = re.sub(r"font-family: [^;\"]+", f"font-family: {_FONTS}", svg)
    svg = re.sub(r"\s*\n\s*", " ", svg)
    data = base64.b64encode(svg.encode()).decode()
    return Picture(f"data:image/svg+xml;base64,{data}", alt)


def _make_room(figure: Figure) -> None:
    """Move the left edge of all axes where their longest tick label would be cut."""
    longest = 0
    for ax in figure.axes:
        low, high = sorted(ax.get_ylim())
        ticks = [tick for tick in ax.get_yticks() if low <= tick <= high]
        texts = ax.yaxis.get_major_formatter().format_ticks(ticks)
        longest = max([longest, *(len(line) for text in texts for line in text.split("\n"))])
    left = (longest * 0.057 + 0.13) / figure.get_figwidth()
    for ax in figure.axes:
        x, y, width, height = ax.get_position().bounds
        if left > x:
            ax.set_position((left, y, width + x - left, height))


def _rounded(path: str) -> str:
    return re.sub(r"(\.\d)\d+", r"\1", path)
