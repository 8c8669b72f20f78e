"""Two results beside each other in pictures: both effects over time, and their difference."""

from collections.abc import Sequence
from functools import partial

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from tradewinds.report.drawing import COLOURS, GREY, INK, panel, picture
from tradewinds.report.names import Names, Variable
from tradewinds.report.page.blocks import Key, Plate
from tradewinds.report.words import SPREAD, finite, listed, lower_first, number

SIDES = (COLOURS[0], COLOURS[1])
"""Colour of each of two results."""


def compared_plate(names: Names, effects: pd.DataFrame, group: str, fits: Sequence[str] = ()) -> Plate | None:
    """Every outcome of a group of ``CompareInputs.effects``; None where there is none in both.

    ``fits``: which of A and B have no posterior.
    """
    table = "national" if group == "national" else "sectors"
    pictures = []
    for name, rows in effects[effects["group"] == group].groupby("variable", sort=False):
        variable = names.variable(table, str(name))
        figure, (above, below) = panel(variable.label, f"effect, {lower_first(variable.effect_unit)}", rows=2)
        draw_both(rows, above, variable.effect_factor)
        draw_apart(rows, below, variable.effect_factor)
        below.set_title("B less A", loc="left", size=7, color=GREY, pad=3)
        below.set_xlabel(f"{names.one(table)}s from the origin", labelpad=1)
        for ax in (above, below):
            ax.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        pictures.append(picture(figure, _seen(variable, rows)))
    if not pictures:
        return None
    caption = "Above: the effect of the policy in A and in B, middle and 90 % band"
    if fits:
        caption += f"; of {listed(fits)} the {SPREAD}. Below: B less A, which has no band."
    else:
        caption += ". Below: B less A, with the 90 % band of two independent posteriors."
    keys = [Key("A", SIDES[0]), Key("B", SIDES[1], "dashed"), Key("B less A", INK)]
    return Plate("The nation" if table == "national" else "The sectors", caption, pictures, keys)


def draw_both(rows: pd.DataFrame, ax: Axes, factor: float = 1.0) -> Axes:
    """Two effects by periods from the origin; ``rows``: columns horizon, a, a_low, a_high and those of b."""
    for side, colour, line in zip("ab", SIDES, ("-", (0, (5, 1.5))), strict=True):
        low, high = rows[f"{side}_low"] * factor, rows[f"{side}_high"] * factor
        ax.fill_between(rows["horizon"], low, high, color=colour, alpha=0.2, linewidth=0)
        ax.plot(rows["horizon"], rows[side] * factor, color=colour, linestyle=line)
    ax.axhline(0, color=GREY, linewidth=0.6)
    return ax


def draw_apart(rows: pd.DataFrame, ax: Axes, factor: float = 1.0) -> Axes:
    """Their difference by periods from the origin; ``rows``: columns horizon, difference, low and high."""
    ax.fill_between(
        rows["horizon"], rows["low"] * factor, rows["high"] * factor, color=INK, alpha=0.16, linewidth=0
    )
    ax.plot(rows["horizon"], rows["difference"] * factor, color=INK)
    ax.axhline(0, color=GREY, linewidth=0.6)
    return ax


def _seen(variable: Variable, rows: pd.DataFrame) -> str:
    last, told = rows.iloc[-1], partial(number, digits=2, sign=True)
    factor = variable.effect_factor
    a, b, middle, low, high = (last[name] * factor for name in ("a", "b", "difference", "low", "high"))
    band = f"90 % band {told(low)} to {told(high)}" if finite(low) and finite(high) else "without a band"
    return (
        f"{variable.label} at the last horizon: {told(a)} in A, {told(b)} in B, difference {told(middle)} "
        f"{variable.effect_unit}, {band}."
    )
