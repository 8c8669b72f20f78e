"""Rivals of one slope side by side: as it is, a period later, instrumented, and what the instrument alone
says.

Changes over ``step`` periods of the log outcome on those of the policy. A realised rate (duties ÷ value) has
the outcome in its denominator and moves with what is bought: its slope is not the effect of the rate that was
set. The statutory rate, or the rate of the period before, may take its place (reduced form) or say which part
of its changes was set (instrumented):

    Δx = π Δz + effects        first stage
    Δy = ρ Δz + effects        reduced form;  instrumented slope ρ / π
"""

import numpy as np
import pandas as pd
from scipy import special

from tradewinds.data.changes import lagged_change
from tradewinds.data.panel import Grid
from tradewinds.effects.design import EventDesign, rows_where
from tradewinds.effects.least_squares import SlopeEstimate, critical, least_squares

AS_IT_IS, LATER, REDUCED, INSTRUMENTED, FIRST_STAGE = (
    "contemporaneous",
    "lagged a period",
    "reduced form",
    "instrumented",
    "first stage",
)
_POWER = 0.8
"""Probability with which the smallest detectable effect is found."""


def rival_slopes(
    grid: Grid, asked: EventDesign, instrument: EventDesign | None = None, step: int = 1, level: float = 0.9
) -> pd.DataFrame:
    """One row a design: estimate, error, low, high, smallest effect found with 80 % power, rows, clusters; F
    of the first stage and its share of the policy's squares explained where there is one.

    ``instrument``: the same design with the instrument as its policy; without it, the policy's own value a
    period before stands for it. All designs are on the same rows but the one that is lagged, on those whose
    policy a period before is known. Raises DataError as ``least_squares``.
    """
    policy, outcome = asked.policy_of(grid), lagged_change(asked.outcome_of(grid), step, 0)
    before = lagged_change(policy, step, 1)
    by = before if instrument is None else lagged_change(instrument.policy_of(grid), step, 0)
    rows = rows_where(grid, asked, outcome, [lagged_change(policy, step, 0), by])
    now, set_to = rows.x[:, [0]], rows.x[:, [1]]
    first = least_squares(rows._replace(y=rows.x[:, 0], x=set_to))
    found = {
        AS_IT_IS: least_squares(rows._replace(x=now)),
        LATER: least_squares(rows_where(grid, asked, outcome, [before])),
        REDUCED: least_squares(rows._replace(x=set_to)),
        INSTRUMENTED: least_squares(rows._replace(x=now), set_to),
    }
    with np.errstate(divide="ignore"):  # an instrument that is the policy itself
        strength = float((first.slopes[0] / first.errors[0]) ** 2)
    table = [slope_row(name, one, level) for name, one in found.items()]
    table.append(slope_row(FIRST_STAGE, first, level) | {"f": strength, "r2": first.explained})
    return pd.DataFrame(table)


def detectable(error: float, freedom: float | None = None, size: float = 0.05) -> float:
    """The smallest effect that a two-sided test of this size finds with 80 % power (Bloom 1995)."""
    levels = np.array([1 - size / 2, _POWER])
    found, power = special.ndtri(levels) if freedom is None else special.stdtrit(freedom, levels)
    return float((found + power) * error)


def detectable_jointly(error: float, count: int, size: float = 0.05) -> float:
    """The same of one direction among ``count`` that a test asks of together: the root of the noncentrality
    of χ² with so many degrees of freedom, times the ``error`` of that direction.
    """
    limit = special.chdtri(count, size)
    low, high = 0.0, 1e3
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if special.chndtr(limit, count, middle) > 1 - _POWER else (low, middle)
    return float(np.sqrt(high) * error)


def slope_row(name: str, one: SlopeEstimate, level: float = 0.9) -> dict:
    """What ``rival_slopes`` says of one slope."""
    estimate, error = float(one.slopes[0]), float(one.errors[0])
    half = float(critical(one.freedom, level)[0]) * error
    return {
        "design": name,
        "estimate": estimate,
        "error": error,
        "low": estimate - half,
        "high": estimate + half,
        "detectable": detectable(error, float(one.freedom[0])),
        "rows": one.rows,
        "clusters": " and ".join(map(str, one.clusters)),
        "effective": float(one.effective[0]),
        "f": np.nan,
        "r2": np.nan,
    }
