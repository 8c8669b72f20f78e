"""The effect under the experiment's own prior and under another one."""

from collections.abc import Callable

import pandas as pd

from tradewinds.report.names import Names
from tradewinds.report.page.blocks import Statement, Table, cell
from tradewinds.report.page.columns import TableColumn, TableRow, of, tabulated, verdict
from tradewinds.report.quantities import amount, ranged
from tradewinds.report.words import finite, listed, lower_first, number, percent
from tradewinds.sensitivity.bands import EFFECT_LEVEL

_OWN, _OTHER = "", "other_"
"""Begin the columns of the effect under the own prior and under the other."""


def prior_table(names: Names, priors: pd.DataFrame) -> Table:
    """Two rows an equation: its effect under its own prior; under the other, and how far they are apart."""

    def effect(field: str) -> Callable[[tuple], Statement]:
        def told(row: tuple) -> Statement:
            return amount(_at(row, field), 3, True, *_unit(names, row[1]))

        return told

    def scatter(row: tuple) -> Statement:
        field = "seed_scatter" if row[0] == _OWN else "other_scatter"
        return amount(getattr(row[1], field), 2, False, *_unit(names, row[1]))

    def band(field: str) -> Callable[[tuple], Statement]:
        def told(row: tuple) -> Statement:
            return _band(_at(row, f"{field}_low"), _at(row, f"{field}_high"), *_unit(names, row[1]))

        return told

    def apart(take: Callable[[TableRow], Statement | str]) -> Callable[[tuple], Statement | str]:
        return lambda row: "" if row[0] == _OWN else take(row[1])

    def label(row: tuple) -> str:
        target = names.target(row[1].tier, row[1].equation)
        return f"{target.label}, {target.effect_unit}"

    columns: list[TableColumn] = [
        ("Equation", label),
        ("Prior", lambda row: "own" if row[0] == _OWN else "other"),
        ("Verdict", apart(verdict)),
        ("Mean effect", effect("effect")),
        ("Its band", band("band")),
        ("Band by the prior alone", band("alone")),
        ("Scatter by seed", scatter),
        ("Difference", apart(lambda row: amount(row.shift, 2, True, *_unit(names, row)))),
        ("Its band", apart(lambda row: _band(row.low, row.high, *_unit(names, row)))),
        ("Difference ÷ deviation", apart(of(amount, "ratio", digits=2))),
    ]
    note = (
        f"Mean over refits of the mean effect, with its {percent(EFFECT_LEVEL)} band within one refit. By "
        f"the prior alone: the {percent(EFFECT_LEVEL)} band of the mean effect before any outcome is seen. "
        "Scatter by seed: standard deviation between refits; the larger one makes the band of the "
        "difference. Deviation: the posterior standard deviation of the mean effect under the own prior."
    )
    rows = [(which, row) for row in priors.itertuples() for which in (_OWN, _OTHER)]
    return tabulated("The mean effect under two priors", rows, columns, note, texts=3)


def _at(row: tuple, field: str) -> float:
    return getattr(row[1], f"{row[0]}{field}")


def _unit(names: Names, row: TableRow) -> tuple[float, str]:
    target = names.target(row.tier, row.equation)
    return target.change_factor, target.effect_unit


def prior_words(names: Names, priors: pd.DataFrame) -> Statement:
    """Both mean effects of every equation in one sentence; nothing where no other prior was asked for."""
    parts, first = [], Statement("")
    for row in priors.itertuples():
        own, other = (amount(v, 2, True, *_unit(names, row)) for v in (row.effect, row.other_effect))
        what = lower_first(names.target(row.tier, row.equation).label)
        apart = f"({number(row.ratio, 2)} posterior deviations apart)"
        parts.append(f"{other} in place of {own} {own.unit} on {what} {apart}")
        first = first if first.text else other
    return first.in_words(f"Under the other prior the mean effect is {listed(parts)}." if parts else "")


def _band(low: float, high: float, factor: float, unit: str) -> Statement:
    """Both ends; what is not computed is said once."""
    said = ranged(low, high, factor, unit)
    missing = [end for end in (low, high) if not finite(end)]
    return cell(number(missing[0])) if missing else said
