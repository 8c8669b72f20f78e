"""A count model of trade: the lag in levels by Poisson pseudo-maximum likelihood, zeros among its rows.

    E[y[s, t] | x] = exp(Σ_{l = −L … H} θ[l] Δx[s, t − l] + … + Σ_e α_e[g_e(s, t)])

with what ``level_rows`` has on the right (Santos Silva & Tenreyro 2006). Only the mean has to be right: y
need not be a count, nor of Poisson's variance, and errors are those of clusters. Where trade is zero,
logarithms leave the row out, and what is left is chosen by the outcome: a slope on it is biased towards
nothing.

Iterated least squares with the effects taken out of each step (Correia, Guimarães & Zylkin 2020):

    z = η + (y − μ)/μ,   weights μ,   η ← z − what x and the effects leave of z,   μ = exp(η)

At its end the errors of those least squares are the sandwich of the likelihood's scores x (y − μ). Rows of a
group without any trade say nothing, since its effect goes to −∞ with a mean of zero: they are left out first.
"""

from dataclasses import replace

import numpy as np
from scipy import sparse
from scipy.special import xlogy

from tradewinds.data.panel import Grid
from tradewinds.effects.design import EventDesign, EventRows
from tradewinds.effects.distributed_lag import level_path, level_rows
from tradewinds.effects.least_squares import SlopeEstimate, least_squares
from tradewinds.effects.path import EventPath
from tradewinds.errors import DataError
from tradewinds.evaluation.partialling import residuals

_CLOSE = 1e-9
"""Change of the deviance, in shares of it, at which the iteration has settled."""
_MOST = 200
_SMALLEST = 1e-10
"""Smallest mean, in means of the outcome, that a row is given."""


def poisson_lag(grid: Grid, asked: EventDesign, horizons: int = 24, leads: int = 12) -> EventPath:
    """The path of the outcome's log mean, against the time before the earliest lead (``level_lag``).

    The outcome is taken as it is, zeros included. Raises DataError as ``least_squares``, for an outcome below
    zero, and where the policy foretells without fail that there is no trade.
    """
    rows = level_rows(grid, replace(asked, logs=False), horizons, leads)
    return level_path("poisson", poisson(rows, asked.outcome), horizons, leads)


def poisson(rows: EventRows, outcome: str = "the outcome") -> SlopeEstimate:
    """Slopes of the log mean of y [N], which is zero or more, on x; as ``least_squares``. Raises DataError as
    ``poisson_lag``.
    """
    if (rows.y < 0).any():
        raise DataError(
            f"{outcome} is {rows.y.min():g} in a row",
            "no value below zero: a count model has none",
            "Leave these rows out, or ask for a design in changes of a variable with “scale: level”.",
        )
    rows = with_trade(rows)
    y = rows.y / np.average(rows.y, weights=rows.weights)
    mean, deviance = (y + 1) / 2, np.inf
    for _ in range(_MOST):
        working, weights = np.log(mean) + (y - mean) / mean, rows.weights * mean
        step = rows._replace(y=working, weights=weights)
        mean = np.exp(working - _left(step)).clip(_SMALLEST)
        before, deviance = deviance, _deviance(y, mean, rows.weights)
        if not np.isfinite(deviance):
            break
        if abs(before - deviance) <= _CLOSE * deviance:
            working = np.log(mean) + (y - mean) / mean
            return least_squares(rows._replace(y=working, weights=rows.weights * mean))
    raise DataError(
        f"a count model of {outcome} that does not settle",
        "a policy that does not foretell where there is no trade",
        "Leave out sectors that end with the policy's change, or shorten the horizons.",
    )


def with_trade(rows: EventRows) -> EventRows:
    """The rows of groups that have some trade: all of those in which every row is zero are left out, until
    none is left. Raises DataError where nothing is.
    """
    while True:
        sums = abs(rows.taken_out).T @ rows.y
        kept = np.asarray(abs(rows.taken_out) @ (sums <= 0)).ravel() == 0
        if not kept.any():
            raise DataError("an outcome that is zero in every group", "some trade", "Choose other effects.")
        if kept.all():
            return rows
        gone = int((sums <= 0).sum())
        rows = EventRows(
            rows.y[kept],
            rows.x[kept],
            _used(rows.taken_out[kept]),
            tuple((sign, codes[kept]) for sign, codes in rows.clusters),
            rows.weights[kept] / rows.weights[kept].mean(),
            max(rows.used_up - gone, 1),
            rows.sector[kept],
            rows.period[kept],
        )


def _left(rows: EventRows) -> np.ndarray:
    """What x and the effects leave of y [N] by weighted least squares."""
    root = np.sqrt(rows.weights)[:, None]
    raw = np.column_stack([rows.y, rows.x]) * root
    within = residuals(raw, (sparse.diags(root.ravel()) @ rows.taken_out).tocsr())
    y, x = within[:, 0], within[:, 1:]
    return (y - x @ np.linalg.lstsq(x, y, rcond=None)[0]) / root.ravel()


def _used(taken_out: sparse.csr_matrix) -> sparse.csr_matrix:
    """The columns that have a row."""
    return taken_out[:, np.flatnonzero(np.asarray(abs(taken_out).sum(axis=0)).ravel() > 0)]


def _deviance(y: np.ndarray, mean: np.ndarray, weights: np.ndarray) -> float:
    with np.errstate(over="ignore", invalid="ignore"):
        return float(2 * (weights * (xlogy(y, y / mean) - (y - mean))).sum())
