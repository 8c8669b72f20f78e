"""The effect of the policy: the network's beside that of a regression with fixed effects, on the same rows.

Changes of the outcome's logarithm on changes of the policy, both over ``step`` periods, in a window. Numbers
are log points of the outcome per unit of the policy: per cent per percentage point.

==========================  ==============================================================================
``regression``              the policy's change at this lag, alone beside the fixed effects
``regression, together``    the changes at all lags in one regression
``network``                 mean answer of the network to a ``rise`` in its own term of the policy at this
                            lag, divided by it
``network, over the step``  what its equation makes of a lasting rise, mean over periods lag … lag + step − 1
                            after it, the outcome's own past fed back: what a change over ``step`` periods
                            that began at any time within them shows
==========================  ==============================================================================

A negative lag is a lead: the policy of a later period, which cannot have had an effect.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from tradewinds.data.changes import lagged_change
from tradewinds.data.features import EquationRows
from tradewinds.data.panel import Grid
from tradewinds.data.periods import parse_period
from tradewinds.errors import DataError
from tradewinds.evaluation.regression import fixed_effects
from tradewinds.evaluation.slopes import average_slopes, response
from tradewinds.fitted.equation import FittedEquation
from tradewinds.fitted.fit import Fit
from tradewinds.model.rows import group_labels
from tradewinds.normal import REACH_90
from tradewinds.runtime import in_double
from tradewinds.settings.data import DataSettings
from tradewinds.settings.effect import EffectSettings

COLUMNS = ("floor", "lag", "model", "rise", "value", "error", "low", "high", "rows", "clusters")


class EstimationSample(NamedTuple):
    """The N rows that an effect is estimated on, those with an outcome above one floor: of the equation, the
    outcome's change ``y`` [N] in logs, and the policy's ``x``, lag → its change [N].
    """

    rows: EquationRows
    y: np.ndarray
    x: dict[int, np.ndarray]


@in_double
def estimate(fit: Fit, asked: EffectSettings) -> pd.DataFrame:
    """One row per floor, lag and model, columns as in ``COLUMNS``; errors of the network are posterior ones.

    Raises DataError for a window or floor without rows, and as ``fixed_effects``.
    """
    fitted = next(one for one in fit.equations("tier1") if one.name == asked.outcome)
    samples = {floor: estimation_sample(fitted, fit.data, asked, floor) for floor in asked.floors}
    everything = samples[min(samples)].rows  # higher floors have fewer rows of the same
    weights = np.stack([_share_of(one.rows, everything) for one in samples.values()])
    columns, found = [column for at in _terms(fitted, asked.policy).values() for column in at], []
    for floor, one in samples.items():
        found += [(floor, *row) for row in _regressions(one, fitted.grid, asked)]
    for rise in asked.rises:
        slopes = average_slopes(fitted, everything, weights, dict.fromkeys(columns, rise))
        for number, (floor, one) in enumerate(samples.items()):
            rows = _network(fitted, slopes[:, number], asked, rise)
            found += [(floor, *row, len(one.y), "") for row in rows]
    return pd.DataFrame(found, columns=list(COLUMNS))


def estimation_sample(
    fitted: FittedEquation, data: DataSettings, asked: EffectSettings, floor: float
) -> EstimationSample:
    """Rows of the window on which the equation and every regression can be computed."""
    grid, rows, frequency = fitted.grid, fitted.equation_rows, data.tables["sectors"].frequency
    outcome = np.where(grid.values[asked.outcome] >= floor, grid.values[asked.outcome], np.nan)
    y = lagged_change(np.log(outcome), asked.step, 0)
    lags = [*asked.lags, *(-lead for lead in asked.leads)]
    x = {lag: lagged_change(grid.values[asked.policy], asked.step, lag) for lag in lags}
    first, last = (
        parse_period(text, frequency, f"effect.{name}", last=name == "end")
        for name, text in (("start", asked.start), ("end", asked.end))
    )
    inside = (grid.periods >= first) & (grid.periods <= last)
    known = np.isfinite(y) & np.all([np.isfinite(one) for one in x.values()], axis=0) & inside
    place = (rows.sector, rows.period)
    kept = known[place]
    if not kept.any():
        raise DataError(
            f"no row from {asked.start} to {asked.end} with an outcome of at least {floor:g} on which the "
            "effect can be computed",
            f"{asked.step} periods of history and {max([0, *asked.leads])} after it",
            "Look at effect.start, effect.end, effect.leads and effect.floors.",
        )
    return EstimationSample(
        rows.take(kept), y[place][kept], {lag: one[place][kept] for lag, one in x.items()}
    )


def _share_of(rows: EquationRows, everything: EquationRows) -> np.ndarray:
    """Weights of the mean over ``rows`` among all the rows [N]."""
    places = set(zip(rows.sector.tolist(), rows.period.tolist(), strict=True))
    among = zip(everything.sector.tolist(), everything.period.tolist(), strict=True)
    chosen = np.array([place in places for place in among], dtype=float)
    return chosen / chosen.sum()


def _regressions(found: EstimationSample, grid: Grid, asked: EffectSettings) -> list[tuple]:
    effects = [group_labels(found.rows, grid, effect) for effect in asked.effects]
    clusters = [group_labels(found.rows, grid, name) for name in asked.clusters]

    def run(model: str, lags: list[int]) -> list[tuple]:
        line = fixed_effects(found.y, np.column_stack([found.x[lag] for lag in lags]), effects, clusters)
        about = (line.rows, " and ".join(map(str, line.clusters)))
        half = REACH_90 * line.errors
        each = zip(lags, line.slopes, line.errors, line.slopes - half, line.slopes + half, strict=True)
        return [(lag, model, np.nan, *numbers, *about) for lag, *numbers in each]

    rows = [row for lag in found.x for row in run("regression", [lag])]
    return rows + (run("regression, together", asked.lags) if len(asked.lags) > 1 else [])


def _network(fitted: FittedEquation, slopes: np.ndarray, asked: EffectSettings, rise: float) -> list[tuple]:
    """Rows without their count, from average slopes [R, D] over this rise."""
    terms = _terms(fitted, asked.policy)
    path = response(fitted.equation, fitted.explain, slopes, asked.policy, max(asked.lags) + asked.step)
    rows = []
    for lag in asked.lags:
        if len(terms.get(lag, [])) == 1:  # of several, as a level and its change, none alone is the answer
            rows.append((lag, "network", rise, *_summary(slopes[:, terms[lag][0]])))
        over = path[:, lag : lag + asked.step].mean(axis=1)
        rows.append((lag, "network, over the step", rise, *_summary(over)))
    return rows


def _terms(fitted: FittedEquation, policy: str) -> dict[int, list[int]]:
    """Lag → columns of the policy's own terms."""
    found: dict[int, list[int]] = {}
    for column, term in enumerate(fitted.equation.inputs):
        if term.variable == policy and not term.common:
            found.setdefault(term.lag, []).append(column)
    return found


def _summary(draws: np.ndarray) -> tuple[float, float, float, float]:
    """Mean, standard deviation and 90 % band of draws [R]."""
    low, high = np.quantile(draws, [0.05, 0.95])
    return float(draws.mean()), float(draws.std(ddof=1)), float(low), float(high)
