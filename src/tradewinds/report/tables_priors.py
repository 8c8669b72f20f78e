"""The effect under the experiment's own prior and under another one."""

import pandas as pd

from tradewinds.report.figures_sensitivity import effect_factor
from tradewinds.report.names import Names
from tradewinds.report.table import Cell, Table, cell
from tradewinds.report.words import finite, listed, lower_first, number, percent
from tradewinds.review.status import Status
from tradewinds.sensitivity.bands import EFFECT_LEVEL

_HEAD = [
    "Equation", "Prior", "Verdict", "Mean effect", "Its band", "Band by the prior alone", "Scatter by seed",
    "Difference", "Its band", "Difference ÷ deviation",
]  # fmt: skip


def prior_table(names: Names, priors: pd.DataFrame) -> Table:
    """Two rows an equation: its effect under its own prior; under the other, and how far they are apart."""
    rows = []
    for row in priors.itertuples():
        target = names.target(row.tier, row.equation)
        factor = effect_factor(target)
        rows.append(
            [
                Cell(f"{target.label}, {target.effect_unit}"),
                Cell("own"),
                Cell(""),
                cell(number(factor * row.effect, 3, sign=True)),
                cell(_band(factor, row.band_low, row.band_high)),
                cell(_band(factor, row.alone_low, row.alone_high)),
                cell(number(factor * row.seed_scatter, 2)),
                *[Cell("")] * 3,
            ]
        )
        rows.append(
            [
                Cell(""),
                Cell("other"),
                Cell(Status.read(row.status).word),
                cell(number(factor * row.other_effect, 3, sign=True)),
                cell(_band(factor, row.other_band_low, row.other_band_high)),
                cell(_band(factor, row.other_alone_low, row.other_alone_high)),
                cell(number(factor * row.other_scatter, 2)),
                cell(number(factor * row.shift, 2, sign=True)),
                cell(_band(factor, row.low, row.high)),
                cell(number(row.ratio, 2)),
            ]
        )
    note = (
        f"Mean over refits of the mean effect, with its {percent(EFFECT_LEVEL)} band within one refit. By "
        f"the prior alone: the {percent(EFFECT_LEVEL)} band of the mean effect before any outcome is seen. "
        "Scatter by seed: standard deviation between refits; the larger one makes the band of the "
        "difference. Deviation: the posterior standard deviation of the mean effect under the own prior."
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


def _band(factor: float, low: float, high: float) -> str:
    ends = [number(factor * value, 2, sign=True) for value in (low, high)]
    return " to ".join(ends) if finite(low) and finite(high) else ends[0 if not finite(low) else 1]
