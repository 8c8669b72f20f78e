"""A count model of trade: the lag in levels by Poisson pseudo-maximum likelihood, zeros among its rows.

    E[y[s, t] | x] = exp(Σ_{l = −L … H} θ[l] Δx[s, t − l] + … + Σ_e α_e[g_e(s, t)])

with what ``level_rows`` has on the right (Santos Silva & Tenreyro 2006). Only the mean has to be right: y
need not be a count, nor of Poisson's variance, and errors are those of clusters. Where trade is zero,
logarithms leave the row out, and what is left is chosen by the outcome: a slope on it is biased towards
nothing.

Iterated least squares with the effects taken out of each step (Correia, Guimarães & Zylkin 2020):

    z = η + (y − μ)/μ,   weights μ,   η ← z − what x and the effects leave of z,   μ = exp(η)

At its end the errors of those least squares are the sandwich of the likelihood's scores x (y − μ).

Rows without trade may be *separated*: a sum of x and effects is zero wherever there is trade, and below zero
in them, so that the likelihood rises for ever as their mean goes to zero. Each step then lowers their η by
one or more, and the deviance settles all the same. They are left out and counted (Correia, Guimarães & Zylkin
2019), which changes nothing in what is finite: groups without any trade first, then what the iteration shows.
Where that sum has some of x, the policy ends trade altogether: there is no finite slope, and none is given.
"""

from dataclasses import replace

import numpy as np
from scipy.special import xlogy

from tradewinds.data.panel import Grid
from tradewinds.effects.design import EventDesign, EventRows
from tradewinds.effects.distributed_lag import joined_where_needed, level_path, level_rows
from tradewinds.effects.least_squares import SlopeEstimate, least_squares
from tradewinds.effects.path import EventPath
from tradewinds.effects.serial import absorbed, scaled
from tradewinds.errors import DataError

_CLOSE = 1e-9
"""Change of the deviance, in shares of it, at which the iteration has settled."""
_MOST = 200
_SMALLEST = 1e-10
"""Smallest mean, in means of the outcome, that a row is given."""
_STILL, _FALLS = 1e-5, -0.5
"""Step of η by which a row has settled, and one of those that fall for ever: the least of these is −1."""


def poisson_lag(grid: Grid, asked: EventDesign, horizons: int = 24, leads: int = 12) -> EventPath:
    """The path of the outcome's log mean, against the time before the earliest lead (``level_lag``).

    The outcome is taken as it is, zeros included. Rows without trade that the effects foretell without fail
    are left out, and the path says how many. Raises DataError as ``least_squares``, for an outcome below
    zero, and where the policy foretells without fail that there is no trade: no finite slope is there.
    """
    rows = level_rows(grid, replace(asked, logs=False), horizons, leads)
    found = joined_where_needed(lambda one: poisson(one, asked.outcome), rows)
    path = level_path("poisson", found, horizons, leads)
    return replace(path, left_out=len(rows.y) - found.rows)


def poisson(rows: EventRows, outcome: str = "the outcome") -> SlopeEstimate:
    """Slopes of the log mean of y [N], which is zero or more, on x; as ``least_squares``, on the rows that
    are not separated. Raises DataError as ``poisson_lag``.
    """
    if (rows.y < 0).any():
        raise DataError(
            f"{outcome} is {rows.y.min():g} in a row",
            "no value below zero: a count model has none",
            "Leave these rows out, or ask for a design in changes of a variable with “scale: level”.",
        )
    asked, rows = rows, with_trade(rows)
    while True:
        _require_slopes(rows, asked, outcome)
        last, falling = _settled(rows, outcome)
        if not falling.any():
            return least_squares(last)
        rows = with_trade(_of(rows, ~falling))


def _require_slopes(rows: EventRows, asked: EventRows, outcome: str) -> None:
    """Raises DataError where what separated rows leave of those asked of has no slope."""
    try:
        least_squares(rows)
    except DataError as error:
        least_squares(asked)  # raises where the effects leave nothing of the policy in all rows, too
        gone = len(asked.y) - len(rows.y)
        raise DataError(
            f"no finite slope of {outcome}: policy and effects foretell without fail that {gone:,} of "
            f"{len(asked.y):,} rows have no trade, and without these the policy does not move",
            "some trade after the policy's change, in sectors that it meets",
            "Leave out sectors that end with the policy's change, or shorten the horizons.",
        ) from error


def _settled(rows: EventRows, outcome: str) -> tuple[EventRows, np.ndarray]:
    """The least squares of the last step, and rows [N] that fall for ever. Raises as ``poisson_lag``."""
    y = rows.y / np.average(rows.y, weights=rows.weights)
    mean, deviance, linear = (y + 1) / 2, np.inf, np.log((y + 1) / 2)
    for _ in range(_MOST):
        working = np.log(mean) + (y - mean) / mean
        last = rows._replace(y=working, weights=rows.weights * mean)
        before, linear_before = deviance, linear
        linear = working - _left(last)
        mean = np.exp(linear).clip(_SMALLEST)
        deviance = _deviance(y, mean, rows.weights)
        if not np.isfinite(deviance):
            break
        step = linear - linear_before
        falling = (y == 0) & (step < _FALLS)
        if not (np.abs(step[~falling]) <= _STILL).all():
            continue
        if falling.any() or abs(before - deviance) <= _CLOSE * max(deviance, _CLOSE * len(y)):
            working = np.log(mean) + (y - mean) / mean
            return rows._replace(y=working, weights=rows.weights * mean), falling
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
        rows = _of(rows, kept)


def _of(rows: EventRows, kept: np.ndarray) -> EventRows:
    """Those of the rows that are kept [N], with one effect less for every group that has none left."""
    taken_out = rows.taken_out[kept]
    used = np.asarray(abs(taken_out).sum(axis=0)).ravel() > 0
    gone = int((~used).sum())
    return EventRows(
        rows.y[kept],
        rows.x[kept],
        taken_out[:, np.flatnonzero(used)],
        tuple((sign, codes[kept]) for sign, codes in rows.clusters),
        rows.weights[kept] / rows.weights[kept].mean(),
        max(rows.used_up - gone, 1),
        rows.sector[kept],
        rows.period[kept],
        tuple(codes[kept] for codes in rows.groups),
    )


def _left(rows: EventRows) -> np.ndarray:
    """What x and the effects leave of y [N] by weighted least squares."""
    within = absorbed(rows).residuals(scaled(rows, np.column_stack([rows.y, rows.x])))
    y, x = within[:, 0], within[:, 1:]
    return (y - x @ np.linalg.lstsq(x, y, rcond=None)[0]) / np.sqrt(rows.weights)


def _deviance(y: np.ndarray, mean: np.ndarray, weights: np.ndarray) -> float:
    with np.errstate(over="ignore", invalid="ignore"):
        return float(2 * (weights * (xlogy(y, y / mean) - (y - mean))).sum())
