"""The mean effect of every refit as a dot: unchanged, with each candidate, with its placebo."""

import pandas as pd
from matplotlib.ticker import FuncFormatter, MaxNLocator

from tradewinds.report.figures import GREY, INK, PALE, Key, Picture, Plate, panel, picture
from tradewinds.report.names import Variable
from tradewinds.report.words import number, shorten, tick
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
        Key("refit of the equation as it is, or with the variable named", accent, "dot"),
        Key("with the values of that variable in the wrong place (placebo)", GREY, "dot"),
        Key("where a variable that is not missing would leave the mean", PALE, "band"),
    ]
    return Plate("The mean effect in every refit", caption, pictures, keys)


def _refits(target: Variable, means: pd.DataFrame, shifts: pd.DataFrame, accent: str) -> Picture:
    factor = effect_factor(target)
    rows, texts = [(UNCHANGED, "as it is", accent)], []
    for candidate, label in zip(shifts["candidate"], shifts["label"], strict=True):
        rows.append((f"{WITH}_{candidate}", f"+ {shorten(label, 22)}", accent))
        rows.append((f"{PLACEBO}_{candidate}", "placebo", GREY))
    figure, (ax,) = panel(target.label, f"effect, {target.effect_unit}", taller=max(0, len(rows) - 7) * 0.16)
    by_change = {change: factor * of["effect"] for change, of in means.groupby("change")}
    for place, (change, text, colour) in enumerate(rows):
        ax.plot(
            by_change[change], [place] * len(by_change[change]), "o", color=colour, markersize=3, alpha=0.7
        )
        texts.append(f"{text}: {number(by_change[change].min())} to {number(by_change[change].max())}")
    for place, row in enumerate(shifts.itertuples()):
        centre = by_change[f"{PLACEBO}_{row.candidate}"].mean()
        half = factor * (row.high - row.low) / 2
        ax.fill_betweenx(
            [2 * place + 0.5, 2 * place + 2.5], centre - half, centre + half, color=PALE, linewidth=0
        )
    ax.axvline(by_change[UNCHANGED].mean(), color=INK, linewidth=0.8, linestyle=(0, (3, 2)))
    ax.set_yticks(range(len(rows)), [text for _, text, _ in rows])
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.grid(visible=False)
    ax.margins(x=0.05)
    ax.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: tick(round(value, 9))))
    ax.tick_params(axis="y", length=0)
    return picture(figure, f"{target.label}, {target.effect_unit}: {'; '.join(texts)}.")


def effect_factor(target: Variable) -> float:
    """From an effect as it is stored to one in the unit that the reader meets."""
    return 100.0 if target.log else target.factor
