"""A difference between two paths by the method that is quoted, and by another one beside it."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from tradewinds.report.drawing import COLOURS, bands

RIVAL = COLOURS[3]
"""Of the method that is not quoted, beside the one that is."""


class QuotedPath(NamedTuple):
    """The effect along the path that a page quotes in place of a network's, and its colour. ``rows``:
    estimate, low and high by period, from the first after the origin. ``of``: in whom, where that is not
    whose paths are drawn, so that neither the network's difference nor the truth of those stands beside it.
    """

    rows: pd.DataFrame
    colour: str
    of: str = ""


def draw_quoted(ax: Axes, quoted: QuotedPath, x: np.ndarray, factor: float = 1.0) -> Axes:
    """The effect along the path with its 90 % band; x [T]: positions of the origin and of the periods after
    it."""
    at, values = _along(quoted.rows, x, factor)
    bands(ax, at, {0.9: values["low"]}, {0.9: values["high"]}, quoted.colour)
    ax.plot(at, values["estimate"], color=quoted.colour)
    return ax


def draw_rival(ax: Axes, rows: pd.DataFrame, x: np.ndarray, factor: float = 1.0) -> Axes:
    """As ``draw_quoted``, by the other method: its middle, dashed, and the edges of its 90 % band."""
    at, values = _along(rows, x, factor)
    for name, width in (("estimate", 1.1), ("low", 0.6), ("high", 0.6)):
        dashes = (0, (5, 1.5)) if name == "estimate" else (0, (1, 1.5))
        ax.plot(at, values[name], color=RIVAL, linewidth=width, linestyle=dashes)
    return ax


def _along(rows: pd.DataFrame, x: np.ndarray, factor: float) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    at = x[1 : len(rows) + 1]
    return at, {name: rows[name].to_numpy()[: len(at)] * factor for name in ("estimate", "low", "high")}
