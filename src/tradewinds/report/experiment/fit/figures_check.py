"""Can the model be believed? Predictions against outcomes, PIT histograms, coverage."""

from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes

from tradewinds.normal import REACH_90
from tradewinds.report.drawing import (
    GREY,
    INK,
    PALE,
    band_keys,
    bands,
    named_rows,
    not_computed,
    small_picture,
    time_axis,
)
from tradewinds.report.names import Names, Variable, period_text, positions
from tradewinds.report.page.blocks import Key, Picture, Plate
from tradewinds.report.words import count, lower_first, percent

LEVEL_COLOURS = {0.5: "#56b4e9", 0.8: "#0072b2", 0.9: "#222222"}
_MARKERS = {0.5: "o", 0.8: "s", 0.9: "D"}


def prediction_plate(names: Names, tier: str, predictions: xr.DataTree, accent: str) -> Plate:
    """What was predicted one period ahead in the test periods, and what then happened."""
    pictures = []
    for equation in predictions.children:
        rows = rows_of(predictions, equation, "ahead")
        if rows is None:
            continue
        variable = names.target(tier, equation)
        present = list(pd.unique(rows["sector"].values.astype(str)))
        for sector in [s for s in names.shown if s in present][:2] or present[:1]:
            chosen = rows.isel(row=rows["sector"].values.astype(str) == sector)
            pictures.append(_predicted(names, variable, chosen.sortby("period"), sector, accent))
    caption = (
        "Forecasts one period ahead in the test periods, each made knowing everything before it. "
        "Dots are what happened: about half should lie in the dark band, nine in ten in the lightest."
    )
    keys = [*band_keys(accent), Key("median of the forecast", accent), Key("observed", INK, "dot")]
    return Plate("Forecast and outcome", caption, pictures, keys)


def pit_plate(names: Names, tier: str, predictions: xr.DataTree, accent: str) -> Plate:
    """Where outcomes fell in their predicted distributions: flat when the model is honest."""
    pictures = []
    for equation in predictions.children:
        rows = rows_of(predictions, equation, "ahead")
        if rows is not None:
            pictures.append(_pit(names.target(tier, equation), rows["pit"].values, accent))
    caption = (
        "Where each outcome fell in its predicted distribution, from the lowest hundredth to the highest. "
        "Bars near the dashed line mean honest forecasts; a valley means bands too narrow, a hill bands too "
        "wide, a slope forecasts too high or too low. Nine in ten bars of an honest model would lie in the "
        "grey zone if rows were independent; they are not quite, so it is somewhat too narrow."
    )
    return Plate("Where outcomes fell", caption, pictures)


def coverage_plate(names: Names, tier: str, calibration: pd.DataFrame, question: str) -> Plate | None:
    """Claimed against observed coverage of the bands of every equation."""
    chosen = calibration[calibration["holdout"] == question]
    if chosen.empty:
        return None
    equations = list(dict.fromkeys(chosen["equation"]))
    labels = [names.target(tier, e).label for e in equations]
    alt = "Observed coverage: " + "; ".join(
        f"{names.target(tier, row.equation).label}, {percent(row.level)} band: {percent(row.coverage)}"
        for row in chosen.itertuples()
    )
    caption = (
        "A 90 % band claims to hold the outcome nine times in ten (dashed line); the mark is how often it "
        "did, with its standard error over whole periods. Left of its line a band is too narrow, right of it "
        "too wide."
    )
    keys = [
        Key(f"{percent(level)} band", colour, shape)
        for (level, colour), shape in zip(LEVEL_COLOURS.items(), ("dot", "square", "diamond"), strict=True)
    ]
    one = small_picture(
        names.tier(tier).partition(":")[0],
        "share of outcomes inside the band, %",
        partial(draw_coverage, chosen, labels),
        alt + ".",
        taller=max(0, len(equations) - 4) * 0.2,
    )
    return Plate("Claimed and observed", caption, [one], keys)


def draw_coverage(chosen: pd.DataFrame, labels: list[str], ax: Axes) -> Axes:
    """Claimed (lines) against observed coverage of one question's rows; ``labels`` of their equations."""
    equations = list(dict.fromkeys(chosen["equation"]))
    for level, rows in chosen.groupby("level"):
        colour = LEVEL_COLOURS.get(round(level, 2), GREY)
        ax.axvline(100 * level, color=colour, linestyle=(0, (3, 2)), linewidth=0.8)
        ax.errorbar(
            100 * rows["coverage"],
            [equations.index(e) for e in rows["equation"]],
            xerr=100 * rows["error"].fillna(0),
            fmt=_MARKERS.get(round(level, 2), "o"),
            color=colour,
            markersize=3.5,
            elinewidth=1,
        )
    named_rows(ax, [_two_lines(label) for label in labels])
    ax.set_xlim(0, 102)
    ax.set_xlabel("%", labelpad=1)
    return ax


def boundary(names: Names, table: str, predictions: dict[str, xr.DataTree]) -> Any | None:
    """The first period of the test rows of a table."""
    first = []
    for tier, tree in predictions.items():
        for equation in tree.children:
            rows = rows_of(tree, equation, "ahead")
            if rows is not None and names.target(tier, equation).table == table:
                first.append(rows["period"].values.min())
    return min(first, default=None)


def rows_of(predictions: xr.DataTree, equation: str, question: str) -> xr.Dataset | None:
    """The predicted rows of an equation, None when the question was not asked."""
    node = predictions[equation]
    if question not in node.children:
        return None
    rows = node[question].to_dataset()
    return rows if rows.sizes.get("row", 0) else None


def _predicted(names: Names, variable: Variable, rows: xr.Dataset, sector: str, accent: str) -> Picture:
    frequency, of = names.frequency(variable.table), names.whose(sector)
    inside, edges = "", [rows[side].values for side in ("lower", "upper")]
    if 0.9 in (levels := [round(float(level), 2) for level in rows["level"].values]):
        low, high = (edge[levels.index(0.9)] for edge in edges)
        hits = int(((rows["observed"].values >= low) & (rows["observed"].values <= high)).sum())
        inside = f" {hits} of {rows.sizes['row']} outcomes lie in the 90 % band."
    first, last = (period_text(rows["period"].values[i], frequency) for i in (0, -1))
    what = f"{lower_first(variable.label)}, {of}" if of else lower_first(variable.label)
    alt = f"Forecasts of {what}, {first} to {last}, and outcomes.{inside}"
    return small_picture(
        variable.label, variable.unit, partial(draw_forecast, variable, rows, frequency, accent), alt, of
    )


def draw_forecast(variable: Variable, rows: xr.Dataset, frequency: str, accent: str, ax: Axes) -> Axes:
    """Forecasts of one sector with 50, 80 and 90 % bands, and what came.

    ``rows``: of one question, in the order of their periods, with lower, upper, median and observed.
    """
    x, factor = positions(rows["period"].values, frequency), variable.factor
    lower, upper = (
        {
            round(float(level), 2): rows[side].values[i] * factor
            for i, level in enumerate(rows["level"].values)
        }
        for side in ("lower", "upper")
    )
    bands(ax, x, lower, upper, accent)
    ax.plot(x, rows["median"].values * factor, color=accent, linewidth=0.9)
    ax.plot(x, rows["observed"].values * factor, color=INK, marker="o", markersize=2, linestyle="none")
    return time_axis(ax, x, frequency)


def _pit(variable: Variable, pit: np.ndarray, accent: str) -> Picture:
    known = pit[np.isfinite(pit)]
    unit = f"share of outcomes per bar, %; {count(len(known), 'row')}"
    if len(known) == 0:
        return small_picture(variable.label, unit, not_computed, f"{variable.label}: not computed.")
    bins = 10 if len(known) >= 60 else 5
    share = np.histogram(known, bins=bins, range=(0, 1))[0]
    lowest, highest = (percent(share[i] / len(known)) for i in (0, -1))
    alt = f"{variable.label}: {lowest} of outcomes in the lowest bar, {highest} in the highest"
    draw = partial(draw_pit, known, bins, accent)
    return small_picture(variable.label, unit, draw, f"{alt}; {percent(1 / bins)} would be even.")


def draw_pit(known: np.ndarray, bins: int, accent: str, ax: Axes) -> Axes:
    """Histogram of places in the predicted distributions, and where nine in ten even bars would end."""
    share, edges = np.histogram(known, bins=bins, range=(0, 1))
    spread = REACH_90 * np.sqrt((1 / bins) * (1 - 1 / bins) / len(known))
    ax.axhspan(100 * max(0, 1 / bins - spread), 100 * (1 / bins + spread), color=PALE, linewidth=0)
    ax.bar(100 * edges[:-1], 100 * share / len(known), 100 / bins * 0.92, align="edge", color=accent)
    ax.axhline(100 / bins, color=INK, linestyle=(0, (3, 2)), linewidth=0.8)
    ax.set_xlim(0, 100)
    ax.set_xlabel("place in the predicted distribution, %", labelpad=1)
    return ax


def _two_lines(label: str) -> str:
    if len(label) <= 16 or " " not in label:
        return label
    middle = min(
        (i for i, letter in enumerate(label) if letter == " "), key=lambda i: abs(i - len(label) / 2)
    )
    return f"{label[:middle]}\n{label[middle + 1 :]}"
