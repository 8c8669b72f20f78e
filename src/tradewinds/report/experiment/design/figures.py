"""The policy's effect by designs without a network, in pictures: for pages, and for ``.plot()``."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from tradewinds.effects.instrumented import FIRST_STAGE
from tradewinds.report.drawing import COLOURS, GREY, INK, WARNING, across, named_rows
from tradewinds.report.words import shorten
from tradewinds.review.p_values import p_text

_BESIDE = 0.12
"""Periods by which designs are drawn beside each other."""
OtherEstimate = tuple[str, float, float, float]
"""Another answer: whose, low end, middle, high end."""


def draw_event_study(table: pd.DataFrame, ax: Axes) -> Axes:
    """Estimates with their bands by periods since the rise, a colour a design; leads are left of the dashed
    line. ``table``: columns design, horizon, estimate, low, high and leads.
    """
    for number, (name, rows) in enumerate(table.groupby("design", sort=False)):
        colour, at = COLOURS[number % len(COLOURS)], rows["horizon"] + _BESIDE * number
        p = rows["leads"].iloc[0]
        label = f"{name}; leads {p_text(p)}" if np.isfinite(p) else str(name)
        ax.fill_between(at, rows["low"], rows["high"], color=colour, alpha=0.16, linewidth=0)
        ax.plot(at, rows["estimate"], "o-", color=colour, markersize=3, linewidth=1, label=label)
    ax.axhline(0, color=GREY, linewidth=0.6)
    ax.axvline(-0.5, color=GREY, linewidth=0.8, linestyle="--")
    ax.xaxis.set_major_locator(MaxNLocator(8, integer=True, steps=[1, 2, 3, 6, 10]))
    return ax


def draw_slopes(table: pd.DataFrame, ax: Axes, beside: Sequence[OtherEstimate] = ()) -> Axes:
    """Estimates with their 90 % bands, one line a design, then those ``beside`` them. ``table``: columns
    kind, design, estimate, low and high.
    """
    rows = table[(table["kind"] == "slope") & (table["design"] != FIRST_STAGE)]
    own = [*rows[["design", "low", "estimate", "high"]].itertuples(index=False, name=None)]
    for place, (_, low, middle, high) in enumerate([*own, *beside]):
        colour = COLOURS[0] if place < len(own) else COLOURS[1]
        ax.plot([low, high], [place, place], color=colour, linewidth=1.6, solid_capstyle="butt")
        ax.plot([middle], [place], "o", color=colour, markersize=4)
    ax.margins(x=0.06)
    named_rows(ax, [shorten(str(name), 34) for name, *_ in (*own, *beside)], above=0.6, below=0.6)
    ax.axvline(0, color=GREY, linewidth=0.6)
    return across(ax, 4)


def draw_permutations(table: pd.DataFrame, design: str, ax: Axes) -> Axes:
    """Slopes under permuted paths, the design's own as a line, placebos as diamonds."""
    rows = table[table["design"] == design]
    draws = rows.loc[rows["kind"] == "permutation", "estimate"]
    own = float(rows.loc[rows["kind"] == "slope", "estimate"].iloc[0])
    counts = ax.hist(draws, bins=24, color="#bbbbbb", linewidth=0)[0]
    ax.axvline(own, color=COLOURS[0], linewidth=1.6)
    ax.axvline(0, color=GREY, linewidth=0.6)
    ax.margins(x=0.06)
    placebos = table.loc[table["kind"] == "placebo", "estimate"]
    ax.plot(placebos, np.full(len(placebos), 0.06 * np.max(counts)), "D", color=WARNING, markersize=4)
    return across(ax, 5)


def draw_groups(rows: pd.DataFrame, labels: Sequence[str], mean: float, ax: Axes) -> Axes:
    """Pooled slopes with their 90 % bands, each group's own as a hollow dot where it lies within what is
    shown; dashed, the ``mean`` of all. ``rows``: columns estimate, pooled, low and high.
    """
    low, high = float(min(rows["low"].min(), 0.0)), float(max(rows["high"].max(), 0.0))
    room = 0.15 * (high - low)
    for place, row in enumerate(rows.itertuples()):
        ax.plot([row.low, row.high], [place, place], color=COLOURS[0], linewidth=1.6, solid_capstyle="butt")
        ax.plot([row.pooled], [place], "o", color=COLOURS[0], markersize=4)
        if low - room < row.estimate < high + room:
            ax.plot([row.estimate], [place], "o", color=INK, markersize=3.5, fillstyle="none", linewidth=0.6)
    named_rows(ax, labels, above=0.6, below=0.6)
    ax.set_xlim(low - room, high + room)
    ax.axvline(mean, color=GREY, linewidth=0.8, linestyle="--")
    ax.axvline(0, color=GREY, linewidth=0.6)
    return across(ax, 4)
