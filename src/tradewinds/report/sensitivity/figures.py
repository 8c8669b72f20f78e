"""The mean effect of every refit as a dot: unchanged, with each candidate, with its placebo."""

from functools import partial

import pandas as pd
from matplotlib.axes import Axes

from tradewinds.report.drawing import GREY, INK, PALE, across, named_rows, small_picture
from tradewinds.report.names import Variable
from tradewinds.report.page.blocks import Key, Picture, Plate
from tradewinds.report.words import number, shorten
from tradewinds.settings.refits import PLACEBO, UNCHANGED, WITH

_BAND = 0.38


def refit_plate(found: list[tuple[Variable, pd.DataFrame, pd.DataFrame]], accent: str) -> Plate | None:
    """One picture an equation; None where nothing was refitted.

    Of each: what it explains, its rows of ``shifts.mean_effects`` and those of ``evaluate_shifts`` on the
    mean effect, with the ``label`` of each candidate.
    """
    if not found:
        return None
    pictures = [_refits(*one, accent) for one in found]
    caption = (
        "Each dot is one refit with a seed of its own. Unchanged refits scatter by the seed alone, placebos "
        "also by the chance with which any variable goes with the outcome. The grey zone is where the mean "
        "of the refits with a variable should lie if that variable were not missing."
    )
    keys = [
        Key("refit, as it is or with what is named", accent, "dot"),
        Key("with its placebo, in the wrong place", GREY, "dot"),
        Key("mean if nothing is missing", PALE, "band"),
    ]
    return Plate("The mean effect in every refit", caption, pictures, keys)


def _refits(target: Variable, means: pd.DataFrame, shifts: pd.DataFrame, accent: str) -> Picture:
    by_change = {change: target.change_factor * of["effect"] for change, of in means.groupby("change")}
    rows = [(UNCHANGED, "as it is", accent)]
    for candidate, label in zip(shifts["candidate"], shifts["label"], strict=True):
        rows.append((f"{WITH}_{candidate}", f"+ {shorten(label, 22)}", accent))
        rows.append((f"{PLACEBO}_{candidate}", "placebo", GREY))
    texts = (
        f"{text}: {number(by_change[change].min())} to {number(by_change[change].max())}"
        for change, text, _ in rows
    )
    return small_picture(
        target.label,
        f"effect, {target.effect_unit}",
        partial(draw_refits, by_change, rows, shifts, target.change_factor),
        f"{target.label}, {target.effect_unit}: {'; '.join(texts)}.",
        taller=max(0, len(rows) - 7) * 0.16,
    )


def draw_refits(
    by_change: dict[str, pd.Series],
    rows: list[tuple[str, str, str]],
    shifts: pd.DataFrame,
    factor: float,
    ax: Axes,
) -> Axes:
    """Effects of every refit as dots; ``rows``: change, its name and colour; a band for each candidate."""
    for place, (change, _, colour) in enumerate(rows):
        effects = by_change[change]
        ax.plot(effects, [place] * len(effects), "o", color=colour, markersize=3, alpha=0.7)
    for place, row in enumerate(shifts.itertuples()):
        centre = by_change[f"{PLACEBO}_{row.candidate}"].mean()
        half, between = factor * (row.high - row.low) / 2, [2 * place + 0.5, 2 * place + 2.5]
        ax.fill_betweenx(between, centre - half, centre + half, color=PALE, linewidth=0)
    ax.axvline(by_change[UNCHANGED].mean(), color=INK, linewidth=0.8, linestyle=(0, (3, 2)))
    named_rows(ax, [text for _, text, _ in rows])
    ax.grid(visible=False)
    ax.margins(x=0.05)
    return across(ax)
