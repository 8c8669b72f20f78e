"""The realised rate beside the statutory one: how far it follows the law, and what it finds where law stands.

A realised rate x is duties ÷ value. It moves with law z, but also with what is bought under it: cheap goods
that stay away, months in which more of the taxed is shipped. In rows whose law stood still for the whole of a
change,

    z[s, t'] = z[s, t]  for all t' from t − step to t,

the policy did nothing, so that a slope of the outcome on Δx there is what the denominator does and no effect
of a tariff. The law's own slope there is asked of its later changes, moved back to that time (a placebo).
"""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from tradewinds.data.changes import lagged_change
from tradewinds.data.panel import Grid
from tradewinds.effects.choices import DesignChoices, EffectWords
from tradewinds.effects.design import EventDesign, rows_where, variable_of
from tradewinds.effects.instrumented import FIRST_STAGE, rival_slopes, slope_row
from tradewinds.effects.least_squares import SlopeEstimate, least_squares
from tradewinds.effects.placebo import moved_back
from tradewinds.errors import DataError
from tradewinds.settings.calendar import PER_YEAR
from tradewinds.settings.data import DataSettings
from tradewinds.settings.rate_pair import RatePair

STILL, BEFORE, MEAN_RATES = "realised, law at rest", "statutory, moved back", "mean"
"""``of`` in the table: slopes where no law changed, and means of both rates."""
RATE_COLUMNS = (
    "of", "period", "estimate", "error", "low", "high", "rows", "clusters", "effective", "f", "r2",
    "realised", "statutory", "share", "first", "last", "step", "unit", "paid", "law", "outcome",
)  # fmt: skip
_SAME = 1e-9
"""Change of a statutory rate below which it stands."""


class Rest(NamedTuple):
    """Rows [S, T] over whose change no law changed, and the periods [first, last] that these are taken from:
    those before the first change of any, or after the last, where they last for two changes; else all.
    """

    rows: np.ndarray
    first: int
    last: int
    common: bool


def compare_rates(table: pd.DataFrame, data: DataSettings, asked: RatePair) -> pd.DataFrame:
    """Columns ``RATE_COLUMNS``: the designs of ``rival_slopes`` with the law as the instrument, all rows; the
    slope on the realised rate where law stood still, and on the law moved back to that time, as far as
    there are such rows; and by period the ``mean`` of both rates with weights that stay (those of
    ``weights_in``, or of the first year), over sectors that have both throughout, and the ``share`` of all
    weight that these hold: NaN where there are none, and the means are over those that have both in the
    period. ``paid``, ``law`` and ``outcome`` name the variables. Slopes are of changes over a year, or a
    period where there are not two years. Raises as ``DesignChoices.on``.
    """
    about = (asked.effects, asked.clusters, asked.weights, False, None, None, asked.weights_in)
    grid, realised, words = DesignChoices(asked.outcome, asked.realised, *about).on(table, data)
    law = DesignChoices(asked.outcome, asked.statutory, *about).on(table, data)[1]
    year = PER_YEAR[data.tables["sectors"].frequency]
    step = year if len(grid.periods) > 2 * year else 1
    rest = at_rest(variable_of(grid, asked.statutory), step)
    asking = (
        lambda: _slopes(grid, realised, law, step, words),
        lambda: _still(grid, realised, rest, step, words),
        lambda: _before(grid, law, rest, step, words),
    )
    parts = [part.assign(step=step) for part in map(_or_none, asking) if part is not None]
    found = pd.concat([*parts, _means(grid, asked, realised, step)], ignore_index=True)
    found = found.assign(paid=asked.realised, law=asked.statutory, outcome=asked.outcome)
    return found.reindex(columns=list(RATE_COLUMNS))


def _or_none(estimate: Callable[[], pd.DataFrame | None]) -> pd.DataFrame | None:
    """None where too few rows are left, or the effects leave a rate nothing."""
    try:
        return estimate()
    except DataError:
        return None


def at_rest(law: np.ndarray, step: int) -> Rest:
    """Where the statutory rate [S, T] stood still over changes of so many periods."""
    moved = np.abs(np.diff(law, axis=1, prepend=law[:, :1])) > _SAME
    known = np.isfinite(law)
    since = np.stack([_within(moved[:, : end + 1], step) for end in range(law.shape[1])], axis=1)
    rows = ~since & known & np.isfinite(lagged_change(law, step, 0))
    dates, last = np.flatnonzero(moved.any(axis=0)), law.shape[1] - 1
    spans = [(0, dates[0] - 1), (dates[-1], last)] if len(dates) else [(0, last)]
    first, end = max(spans, key=lambda span: span[1] - span[0])
    if end - first < 2 * step:
        return Rest(rows, 0, last, False)
    within = np.zeros(law.shape[1], dtype=bool)
    within[first + step : end + 1] = True
    return Rest(rows & within, int(first), int(end), True)


def _within(moved: np.ndarray, step: int) -> np.ndarray:
    """Whether the rate of a sector changed in the last ``step`` periods [S]."""
    return np.asarray(moved[:, -step:].any(axis=1))


def _slopes(
    grid: Grid, realised: EventDesign, law: EventDesign, step: int, words: EffectWords
) -> pd.DataFrame:
    table = rival_slopes(grid, realised, law, step).rename(columns={"design": "of"})
    stage = table["of"] == FIRST_STAGE
    for column in ("estimate", "error", "low", "high"):
        table[column] *= np.where(stage, 1.0, words.factor)
    return table.assign(unit=np.where(stage, "policy per unit of the law", words.unit))


def _still(grid: Grid, asked: EventDesign, rest: Rest, step: int, words: EffectWords) -> pd.DataFrame | None:
    """The slope on the realised rate in the rows at rest."""
    outcome, policy = (lagged_change(of(grid), step, 0) for of in (asked.outcome_of, asked.policy_of))
    found = least_squares(rows_where(grid, asked, outcome, [policy], rest.rows))
    return _row(STILL, found, grid.periods[[rest.first, rest.last]], words)


def _before(grid: Grid, asked: EventDesign, rest: Rest, step: int, words: EffectWords) -> pd.DataFrame | None:
    """The slope on the law's later changes, moved back to where it stood still for all; None where it did so
    at no time before them.
    """
    later = len(grid.periods) - 1 - rest.last
    if not rest.common or later < 1:
        return None
    start = rest.last - min(later, rest.last - rest.first - step + 1) + 1
    window = replace(asked, start=start + later, end=rest.last + later)
    earlier, then = moved_back(grid, window, later)
    outcome, policy = (lagged_change(of(earlier), step, 0) for of in (then.outcome_of, then.policy_of))
    found = least_squares(rows_where(earlier, then, outcome, [policy]))
    return _row(BEFORE, found, grid.periods[[start - step, rest.last]], words)


def _row(name: str, found: SlopeEstimate, ends: np.ndarray, words: EffectWords) -> pd.DataFrame:
    row = slope_row(name, found)
    told = {key: row[key] * words.factor for key in ("estimate", "error", "low", "high")}
    return pd.DataFrame([row | told | {"of": name, "first": ends[0], "last": ends[1], "unit": words.unit}])


def _means(grid: Grid, asked: RatePair, realised: EventDesign, step: int) -> pd.DataFrame:
    """By period, over sectors that have both rates in every period in which any has."""
    values = [variable_of(grid, name) for name in (asked.realised, asked.statutory)]
    size = np.ones(values[0].shape) if realised.weights is None else variable_of(grid, realised.weights)
    base = np.nansum(size[:, :step], axis=1)
    both = np.isfinite(values[0]) & np.isfinite(values[1])
    some = both.any(axis=0)
    whole = both[:, some].all(axis=1) & (base > 0)
    weights = np.where(both & (whole[:, None] if whole.any() else True), base[:, None], 0.0)
    total = weights.sum(axis=0)
    with np.errstate(invalid="ignore"):  # a period in which no sector has both
        means = [(weights * np.nan_to_num(one)).sum(axis=0) / total for one in values]
    share = base[whole].sum() / base.sum() if whole.any() else np.nan
    columns = {"of": MEAN_RATES, "period": grid.periods, "realised": means[0], "statutory": means[1]}
    return pd.DataFrame(columns | {"share": share})
