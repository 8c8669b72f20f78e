"""The share of each input in what a network expects: total and alone, with their errors, by equation."""

from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MultipleLocator

from tradewinds.report.drawing import GREY, PALE, named_rows, small_picture
from tradewinds.report.names import Names
from tradewinds.report.page.blocks import Key, Picture, Plate
from tradewinds.report.sensitivity.tables_sobol import (
    explained_label,
    input_label,
    interval,
    share_in_per_cent,
)
from tradewinds.report.words import shorten

_APART = 0.16
"""How far total and first order of one input stand apart, in rows."""


def sobol_plate(names: Names, sobol: pd.DataFrame, policies: dict[str, str], accent: str) -> Plate | None:
    """One picture an equation whose shares were computed; None where there is none."""
    computed = sobol[sobol["total"].notna()]
    pictures = [
        _shares(names, of, policies, accent) for _, of in computed.groupby(["tier", "equation"], sort=False)
    ]
    if not pictures:
        return None
    caption = (
        "Dots are means over the posterior’s draws. Thick bars hold the middle 90 % of draws: what is not "
        "known of the network. Thin ones add the error of sampling. The policy is in bold."
    )
    keys = [
        Key("total: with all interactions with other inputs", accent, "dot"),
        Key("alone: what the input explains by itself", GREY, "dot"),
    ]
    return Plate("What moves what the networks expect", caption, pictures, keys)


def _shares(names: Names, of: pd.DataFrame, policies: dict[str, str], accent: str) -> Picture:
    first = next(of.itertuples())
    table = names.table_of(first.tier, first.equation)
    of = of.sort_values("total", ascending=False, kind="stable")
    labels = [input_label(names, table, name, first.equation) for name in of["input"]]
    said = (
        f"{label}: {share_in_per_cent(row.total)} ({interval(row.total_low, row.total_high)})"
        for label, row in zip(labels, of.itertuples(), strict=True)
    )
    title = explained_label(names, first)
    return small_picture(
        title,
        "share of the variance of what is expected, %",
        partial(draw_shares, of, labels, policies.get(table), accent),
        f"{title}, total shares: {'; '.join(said)}.",
        taller=max(0, len(of) - 6) * 0.2,
    )


def draw_shares(of: pd.DataFrame, labels: list[str], policy: str | None, accent: str, ax: Axes) -> Axes:
    """Total share and that of the first order of each input of one equation, rows of ``apportion``."""
    for which, colour, at in (("total", accent, -_APART), ("first", GREY, _APART)):
        place = np.arange(len(of)) + at
        ends = ("", "_low", "_high", "_error")
        mean, low, high, error = (100 * of[f"{which}{end}"].to_numpy() for end in ends)
        ax.hlines(place, np.clip(low - error, 0, None), high + error, color=colour, linewidth=0.7)
        low, high = np.clip(low, 0, None), np.clip(high, 0, None)
        ax.hlines(place, low, high, color=colour, linewidth=2.2, alpha=0.55)
        ax.plot(np.clip(mean, 0, None), place, "o", color=colour, markersize=3.2)
    named_rows(ax, [shorten(label, 26) for label in labels])
    for text, name in zip(ax.get_yticklabels(), of["input"], strict=True):
        text.set_fontweight("bold" if name == policy else "normal")
    ax.set_xlim(-2, max(100.0, *(100 * (of["total_high"] + of["total_error"]))) + 2)
    ax.grid(visible=False)
    ax.grid(axis="x", color=PALE, linewidth=0.6)
    ax.xaxis.set_major_locator(MultipleLocator(25))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))
    return ax
