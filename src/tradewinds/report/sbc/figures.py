"""Ranks of known truths among posterior draws: how far their distribution is from uniform."""

from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from tradewinds.evaluation.sbc.uniformity import band, normalised_ranks, p_value
from tradewinds.report.drawing import INK, PALE, not_computed, small_picture
from tradewinds.report.page.blocks import Key, Picture, Plate
from tradewinds.report.words import capital, count, number, percent
from tradewinds.review.p_values import p_text

EDGE = "#999999"


def rank_plate(title: str, ranks: pd.DataFrame, alpha: float, accent: str) -> Plate | None:
    """One picture for every quantity of an equation; None where nothing was ranked.

    ``ranks``: the rows of one equation with the status ``ranked``.
    """
    if ranks.empty:
        return None
    pictures = [
        _difference(str(quantity), mine, alpha, accent)
        for quantity, mine in ranks.groupby("quantity", sort=False)
    ]
    caption = (
        "The share of simulations whose truth lay below a given share of the draws, less that share: a line "
        "along zero when the draws are exact. Above zero at the left and below at the right: too narrow. "
        "Below and then above: too wide. All above: the draws are too high, all below: too low. With exact "
        f"draws the whole line stays within the grey zone in {percent(1 - alpha)} of such tests, each "
        "quantity by itself."
    )
    keys = [
        Key("found", accent),
        Key(f"{percent(1 - alpha)} of all lines of exact draws lie within", EDGE, "band"),
    ]
    return Plate(title, caption, pictures, keys)


def _difference(quantity: str, ranks: pd.DataFrame, alpha: float, accent: str) -> Picture:
    place, what = normalised_ranks(ranks["rank"].to_numpy(), ranks["draws"].to_numpy()), capital(quantity)
    unit = f"difference, points; {count(len(place), 'simulation')}"
    if len(place) < 2:
        return small_picture(what, unit, not_computed, f"{what}: not computed.")
    # everything starts and ends on the diagonal
    z, line, lower, upper = (100 * np.r_[end] for end in _closed(*band(place, alpha)))
    farthest = int(np.abs(line).argmax())
    alt = (
        f"{what}: farthest from zero at {percent(z[farthest] / 100)} of the draws, by "
        f"{number(line[farthest], 2, sign=True)} points; {p_text(p_value(place))}."
    )
    return small_picture(what, unit, partial(draw_ranks, z, line, lower, upper, accent), alt)


def draw_ranks(
    z: np.ndarray, line: np.ndarray, lower: np.ndarray, upper: np.ndarray, accent: str, ax: Axes
) -> Axes:
    """The share of truths below a share ``z`` of the draws, less that share, and where it should be; in %."""
    ax.fill_between(z, lower, upper, color=PALE, linewidth=0, step="post")
    for edge in (lower, upper):
        ax.plot(z, edge, color=EDGE, linewidth=0.5, drawstyle="steps-post")
    ax.axhline(0, color=INK, linestyle=(0, (3, 2)), linewidth=0.8)
    ax.plot(z, line, color=accent)
    ax.set_xlim(0, 100)
    ax.set_xlabel("place of the truth among the draws, %", labelpad=1)
    return ax


def _closed(z: np.ndarray, *lines: np.ndarray) -> list[np.ndarray]:
    return [np.r_[0.0, z, 1.0], *(np.r_[0.0, line, 0.0] for line in lines)]
