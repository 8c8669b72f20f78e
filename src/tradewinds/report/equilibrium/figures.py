"""Pictures of an equilibrium economy: lives, errors by age, responses to shocks and to a tariff."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from tradewinds.equilibrium.economy import EVERY_AGE
from tradewinds.report.drawing import COLOURS, DASHES, GREY, INK, TRUTH, log_axis, small_picture
from tradewinds.report.page.blocks import Key, Picture, Plate
from tradewinds.report.words import listed, lower_first, number

_LINES = ("line", "dashed", "dotted", "dashed")
"""How the legend shows ``DASHES``."""
Series = Mapping[str, pd.Series]
"""Name → values by age or period, which are the index."""


def series_plate(
    title: str, caption: str, pictures: Mapping[tuple[str, str], Series], across: str, zero: bool = True
) -> Plate:
    """One picture for every (title, unit), a line for each of its series, of which all pictures have the
    same.

    ``across``: what is below the axis; ``zero``: whether a line is drawn there.
    """
    names = list(dict.fromkeys(name for of in pictures.values() for name in of))
    keys = [Key(name, COLOURS[i % 4], _LINES[i % 4]) for i, name in enumerate(names)]
    made = [_series(*head, of, names, across, zero) for head, of in pictures.items()]
    return Plate(title, caption, made, keys if len(names) > 1 else [])


def _series(title: str, unit: str, of: Series, names: list[str], across: str, zero: bool) -> Picture:
    ends = listed(
        f"{lower_first(name)} from {number(values.iloc[0], 2)} to {number(values.iloc[-1], 2)}"
        for name, values in of.items()
    )
    return small_picture(
        title, unit, partial(draw_one_each, of, names, across, zero), f"{title}, {unit}, by {across}: {ends}."
    )


def draw_one_each(of: Series, names: list[str], across: str, zero: bool, ax: Axes) -> Axes:
    """One line a series; each has its colour and dashes by its place among ``names``."""
    if zero:
        ax.axhline(0, color=GREY, linewidth=0.6)
    for name, values in of.items():
        place = names.index(name) % 4
        few: dict[str, Any] = {"marker": "o", "markersize": 2.5} if len(values) <= 8 else {}
        ax.plot(values.index, values, color=COLOURS[place], linestyle=DASHES[place], **few)
    return _counted(ax, across)


def error_plate(tables: Mapping[str, pd.DataFrame], ages: np.ndarray, accent: str) -> Plate:
    """Errors of consumption by age of every economy: median, and all but a tenth and a thousandth."""
    pictures = []
    for name, table in tables.items():
        mine = table[table["age"] != EVERY_AGE]
        worst = mine.iloc[int(mine["p99_9"].to_numpy().argmax())]
        alt = (
            f"{name}: largest at age {ages[int(worst['age']) - 1]}, where all but a thousandth are below "
            f"{number(worst['p99_9'], 2)} %."
        )
        draw = partial(draw_errors, mine, ages, accent)
        pictures.append(small_picture(name, "error of consumption, %", draw, alt))
    keys = [Key("median", accent), Key("90 % of the states", accent, "dashed"), Key("99.9 %", INK, "dotted")]
    caption = (
        "How far consumption is from what would be optimal given everybody's savings in the next period, on "
        "fresh histories; where a limit on savings can bind, how far it is from binding or the optimum."
    )
    return Plate("Errors by age", caption, pictures, keys)


def draw_errors(table: pd.DataFrame, ages: np.ndarray, accent: str, ax: Axes) -> Axes:
    """Quantiles of the errors, in %, by age; rows of ``error_table`` but that of all ages."""
    x = ages[table["age"].to_numpy() - 1]
    styles: dict[str, dict[str, Any]] = {
        "p50": {"color": accent},
        "p90": {"color": accent, "linestyle": DASHES[1]},
        "p99_9": {"color": INK, "linestyle": DASHES[2]},
    }
    for column, style in styles.items():
        ax.plot(x, table[column], **style)
    log_axis(ax, table[["p50", "p99_9"]].to_numpy().ravel())
    return _counted(ax, "age")


def shares_plate(tables: Mapping[str, pd.DataFrame], ages: np.ndarray, accent: str) -> Plate:
    """The share of income that every age saves, beside the closed form where there is one."""
    pictures = []
    for name, lives in tables.items():
        first, last = lives["share"].iloc[0], lives["share"].iloc[-2]
        alt = f"{name}: {number(first, 3)} at age {ages[0]}, {number(last, 3)} at age {ages[-2]}."
        pictures.append(
            small_picture(name, "share of income", partial(draw_shares_saved, lives, ages, accent), alt)
        )
    keys = [Key("network, median", accent), Key("nine states of ten", accent, "band")]
    closed = any(lives["closed"].notna().any() for lives in tables.values())
    keys += [Key("closed form", TRUTH, "dot")] if closed else []
    return Plate("What every age saves", "Without a tariff, on fresh histories.", pictures, keys)


def draw_shares_saved(lives: pd.DataFrame, ages: np.ndarray, accent: str, ax: Axes) -> Axes:
    """Median and 90 % of the states, with the closed form; rows of ``Answers.lives``."""
    ax.fill_between(ages, lives["share_low"], lives["share_high"], color=accent, alpha=0.2, linewidth=0)
    ax.plot(ages, lives["share"], color=accent)
    ax.plot(ages, lives["closed"], "o", color=TRUTH, markersize=3)
    return _counted(ax, "age")


def training_plate(curves: Mapping[str, Any], accent: str) -> Plate:
    """The loss of every solution; ``curves``: name → its group ``training``."""
    pictures = []
    for name, training in curves.items():
        error = 100 * np.sqrt(np.asarray(training["loss"]))
        alt = f"{name}: {number(error[-1], 2)} % at the end."
        draw: Callable[[Axes], Axes] = partial(draw_training, np.asarray(training["step"]), error, accent)
        pictures.append(small_picture(name, "root mean square error, %", draw, alt))
    caption = "On the states of each episode, which are new to the network when it is first asked about them."
    return Plate("Training", caption, pictures)


def draw_training(step: np.ndarray, error: np.ndarray, accent: str, ax: Axes) -> Axes:
    """The root of the loss, in %, after so many steps."""
    ax.plot(step, error, color=accent)
    log_axis(ax, error)
    return _counted(ax, "step")


def _counted(ax: Axes, across: str) -> Axes:
    ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    ax.set_xlabel(across, labelpad=1)
    return ax
