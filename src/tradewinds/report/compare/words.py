"""How two results' estimates and their difference are worded, in every section of the comparison's page."""

import math
from collections.abc import Sequence
from typing import Any

from tradewinds.report.compare.inputs import ComparedVerdict, CompareInputs
from tradewinds.report.names import Variable
from tradewinds.report.page.blocks import Statement
from tradewinds.report.page.columns import TableRow
from tradewinds.report.quantities import effect_band, effect_size, ranged
from tradewinds.report.words import SPREAD, finite, listed


def rule_of(same_data: bool, same_seed: bool, fits: Sequence[str] = (), shared: bool = False) -> str:
    """How the uncertainty of a difference is reckoned, and what that leaves out.

    ``fits``: which of A and B have no posterior; ``shared``: whether the data have rows in common.
    """
    text = "Differences are B less A. Their bands take the two posteriors as independent"
    if fits:
        text = (
            f"Differences are B less A. By the networks they have no band: of {listed(fits)} there is only "
            f"the {SPREAD}. The bands of others take the two estimates as independent"
        )
    if same_data:
        basis = "the same rows and begin with the same seed" if same_seed else "the same rows"
        return (
            f"{text}. Both rest on {basis}: what is accident in these data is so in both, and as a rule the "
            "band is wider than the difference deserves. Where both are the same numbers, the difference is "
            "nothing and has no band."
        )
    if shared:
        return (
            f"{text}, and they are not: rows that both have bring the same accidents into both, so that "
            "these bands are too wide, and a difference that cannot be told from zero may be one after all. "
            "What differs in the data is part of the difference."
        )
    return f"{text}, as those of other data are; what differs in the data is part of the difference."


def difference_of_estimates(one: ComparedVerdict, variable: Variable) -> Statement:
    """B less A by the distributed lag, with its band."""
    low, middle, high = one.difference
    return effect_band(variable, middle, low, high)


def estimate_of(side: Any, variable: Variable) -> Statement:
    return effect_band(variable, side.value, side.low, side.high)


def difference_in_words(
    low: float, middle: float, high: float, difference: Statement, fits: Sequence[str] = ()
) -> str:
    if low == middle == high == 0:
        return "the same in both"
    if fits and finite(middle):
        return f"difference {difference}, which has no band"
    if not all(map(finite, (low, high))):
        return "their difference was not computed"
    apart = "distinguishable from zero" if told_apart(low, high) else "not distinguishable from zero"
    return f"difference {difference}, {apart}"


def kind_of_difference(low: float, high: float, fits: Sequence[str] = ()) -> str:
    known = finite(low) and finite(high)
    if not known:
        return "doubt" if fits else "bad"
    return "doubt" if told_apart(low, high) else "plain"


def told_apart(low: float, high: float) -> bool:
    """Whether the band of a difference excludes zero."""
    return low > 0 or high < 0


def effects_at_the_end(given: CompareInputs) -> list[TableRow]:
    """Every outcome at its last common horizon."""
    effects = given.effects
    if effects.empty:
        return []
    return list(effects.groupby(["group", "variable"], sort=False).tail(1).itertuples())


def variable_of_effect(given: CompareInputs, row: TableRow) -> Variable:
    table = "national" if row.group == "national" else "sectors"
    return given.names.variable(table, row.variable)


def outcome_of_effect(given: CompareInputs, row: TableRow) -> str:
    """“GDP, %”."""
    variable = variable_of_effect(given, row)
    return f"{variable.label}, {variable.effect_unit}"


def effect_of_side(given: CompareInputs, row: TableRow, side: str) -> Statement:
    """The effect in one of them, with its band, or with the spread of its best fits."""
    variable = variable_of_effect(given, row)
    middle, low, high = (getattr(row, name) for name in (side, f"{side}_low", f"{side}_high"))
    if side.upper() not in given.fits:
        return effect_band(variable, middle, low, high)
    found = effect_band(variable, middle, low, high, math.nan)
    ends = ranged(low, high, variable.effect_factor)
    return found.in_words(f"{effect_size(variable, middle)} (best fits {ends})")


def difference_of_effects(given: CompareInputs, row: TableRow) -> Statement:
    """B less A, with its band where it has one."""
    variable = variable_of_effect(given, row)
    if not (finite(row.low) and finite(row.high)):
        return effect_size(variable, row.difference)
    return effect_band(variable, row.difference, row.low, row.high)


def whose(table: str) -> str:
    return "the nation" if table == "national" else "the sectors"
