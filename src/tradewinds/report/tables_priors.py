"""The effect under the experiment's own prior and under another one."""

import pandas as pd

from tradewinds.report.figures_sensitivity import effect_factor
from tradewinds.report.headlines import Line
from tradewinds.report.names import Names
from tradewinds.report.table import Cell, Table, cell
from tradewinds.report.words import finite, listed, lower_first, number, percent
from tradewinds.sensitivity.priors import LEVEL
from tradewinds.sensitivity.shifts import CANNOT_TELL, DOES_NOT, MATTERS

_HEAD = [
    "Equation", "Unit", "Verdict", "Own prior", "Other prior", "Difference", "Band of the difference",
    "Difference ÷ deviation", "Scatter by seed", "Own prior alone", "Other prior alone",
]  # fmt: skip


def prior_lines(names: Names, priors: pd.DataFrame) -> list[Line]:
    """Where the effect depends on which of the two priors it has."""
    lines = []
    for verdict, kind, text in (
        (MATTERS, "doubt", "Under the other prior the effect comes out otherwise on"),
        (
            CANNOT_TELL,
            "doubt",
            "Refits scatter too much to tell whether the other prior shifts the effect on",
        ),
        (DOES_NOT, "good", "The other prior shifts by less than was said to be of consequence the effect on"),
    ):
        of = priors if priors.empty else priors[priors["verdict"] == verdict]
        if len(of):
            which = listed(lower_first(names.target(row.tier, row.equation).label) for row in of.itertuples())
            lines.append(Line(f"{text} {which}.", kind))
    return lines


def prior_table(names: Names, priors: pd.DataFrame) -> Table:
    """Both mean effects of every equation with their bands, and how far they are apart."""
    rows = []
    for row in priors.itertuples():
        target = names.target(row.tier, row.equation)
        factor = effect_factor(target)
        rows.append(
            [
                Cell(target.label),
                Cell(target.effect_unit),
                Cell(row.verdict),
                cell(_with_band(factor, row.effect, row.band_low, row.band_high)),
                cell(_with_band(factor, row.other_effect, row.other_band_low, row.other_band_high)),
                cell(number(factor * row.shift, 2, sign=True)),
                cell(_band(factor, row.low, row.high)),
                cell(number(row.ratio, 2)),
                cell(number(factor * row.seed_scatter, 2)),
                cell(_band(factor, row.alone_low, row.alone_high)),
                cell(_band(factor, row.other_alone_low, row.other_alone_high)),
            ]
        )
    note = (
        f"Mean over refits of the mean effect, with its {percent(LEVEL)} band within one refit. Deviation: "
        "the posterior standard deviation of the mean effect under the own prior. Scatter by seed: standard "
        f"deviation between refits under the own prior. Prior alone: the {percent(LEVEL)} band of the mean "
        "effect before any outcome is seen."
    )
    return Table("The mean effect under two priors", _HEAD, rows, note, texts=3)


def prior_words(names: Names, priors: pd.DataFrame) -> str:
    """Both mean effects of every equation in one sentence; nothing where no other prior was asked for."""
    parts = []
    for row in priors.itertuples():
        target = names.target(row.tier, row.equation)
        factor = effect_factor(target)
        own, other = (number(factor * value, 2, sign=True) for value in (row.effect, row.other_effect))
        parts.append(
            f"{other} in place of {own} {target.effect_unit} on {lower_first(target.label)} "
            f"({number(row.ratio, 2)} posterior deviations apart)"
        )
    return f"Under the other prior the mean effect is {listed(parts)}." if parts else ""


def _with_band(factor: float, effect: float, low: float, high: float) -> str:
    text = number(factor * effect, 3, sign=True)
    return f"{text} ({_band(factor, low, high)})" if finite(effect) else text


def _band(factor: float, low: float, high: float) -> str:
    ends = [number(factor * value, 2, sign=True) for value in (low, high)]
    return " to ".join(ends) if finite(low) and finite(high) else ends[0 if not finite(low) else 1]
