"""Rules for a simulated economy's tariff in pictures: what tariffs are worth, and the search."""

from collections.abc import Mapping
from functools import partial

import pandas as pd
from matplotlib.axes import Axes

from tradewinds.report.drawing import GREY, TRUTH, small_picture
from tradewinds.report.page.blocks import Key, Plate
from tradewinds.report.words import number
from tradewinds.settings.economy_rule import TriedTariff


def constants_plate(
    policies: Mapping[str, pd.DataFrame], rates: Mapping[str, pd.DataFrame], accent: str
) -> Plate:
    """What constant tariffs are worth, with the rule's where all is usual, and the one known to be best."""
    pictures = []
    for name, table in policies.items():
        usual = rates[name].loc[rates[name]["seen"] == 0.0].iloc[0]
        at, best = 100 * float(usual["tariff"]), float(usual["best"])
        worth = float(table.loc[table["policy"] == TriedTariff.rule, "gain"].iloc[0])
        line = table[table["tariff"].notna()].sort_values("tariff")
        alt = (
            f"{name}: a tariff of {number(100 * line['tariff'].iloc[-1], 2)} points is worth "
            f"{number(line['gain'].iloc[-1], 2)} % a period, the rule, at {number(at, 2)}, "
            f"{number(worth, 2)}."
        )
        draw = partial(draw_constants, line, at, worth, best, accent)
        pictures.append(small_picture(name, "worth a period, %", draw, alt))
    keys = [Key("constant tariffs", GREY), Key("the rule, where all is usual", accent, "dot")]
    if any(table["best"].notna().any() for table in rates.values()):
        keys.append(Key("known to be best", TRUTH, "dashed"))
    return Plate("What tariffs are worth", "Beside the economy without one.", pictures, keys)


def draw_constants(
    line: pd.DataFrame, tariff: float, worth: float, best: float, accent: str, ax: Axes
) -> Axes:
    """Worth in % by constant tariff in points; a dot at the rule's ``tariff``, a line at the ``best``, a
    fraction, NaN where it is not known."""
    if best == best:
        ax.axvline(100 * best, color=TRUTH, linestyle="dashed", linewidth=0.9)
    ax.plot(100 * line["tariff"], line["gain"], color=GREY)
    ax.plot([tariff], [worth], "o", color=accent, markersize=5)
    ax.set_xlabel("tariff, points", labelpad=1)
    return ax


def search_plate(curves: Mapping[str, pd.DataFrame], accent: str) -> Plate:
    """What the histories of every step were worth."""
    pictures = []
    for name, table in curves.items():
        first, last = (number(table["gain"].iloc[at], 2) for at in (0, -1))
        alt = f"{name}: {first} % at the first step, {last} at the last."
        draw = partial(draw_search, table, accent)
        pictures.append(small_picture(name, "worth a period, %", draw, alt))
    return Plate("The search", "Mean over the histories of a step, other ones every time.", pictures)


def draw_search(table: pd.DataFrame, accent: str, ax: Axes) -> Axes:
    """Worth in % by step."""
    ax.plot(table["step"], table["gain"], color=accent)
    ax.set_xlabel("step", labelpad=1)
    return ax
