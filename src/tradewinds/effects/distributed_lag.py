"""Distributed lag: the outcome's change on the policy's changes at every lag and lead.

    Δ ln y[s, t] = Σ_{l = −L … H} β[l] Δx[s, t − l] + Σ_e α_e[g_e(s, t)] + ε[s, t]

The path after a lasting rise of x by one at 0, against the period before it, is θ[h] = Σ_{l = 0 … h} β[l],
and before it θ[−k] = −Σ_{l = −k + 1 … −1} β[l], so that θ[−1] = 0 (Schmidheiny & Siegloch 2023: an event
study of levels). Each θ is a linear combination of the β, and its error that of the combination. That β[l] is
0 for l < 0 is what the test of leads asks.

In levels the same path is

    ln y[s, t] = Σ_{l = −L … H} θ[l] Δx[s, t − l] + λ (x[s, t − H − 1] − x̃[s, t]) + μ x̃[s, t]
                 + Σ_e α_e[g_e(s, t)] + ε[s, t]
    x̃[s, t] = x[s, t − 2 H − 2] + Σ_{k = 1 … H} k/(H + 1) Δx[s, t − H − 1 − k]

against the time before the earliest lead. What comes after the last horizon goes from λ evenly to μ over as
long again, and stays there, so that it need not have come by then: where a response takes two years, one
number for all that is later biases what is seen after one. Before the first rate that is known the policy is
taken to have stood there. Changes suit shocks that last (random walks), levels shocks that fade, whose
changes are noisier than they are; between the two are levels that are weighed for errors that last
(``serial``). Either way errors are those of the clusters.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from tradewinds.data.changes import lagged_change, shifted
from tradewinds.data.panel import Grid
from tradewinds.effects.design import EventDesign, EventRows, rows_where
from tradewinds.effects.error_law import errors_by_law
from tradewinds.effects.least_squares import SlopeEstimate, critical, freedom_of, least_squares
from tradewinds.effects.path import EventPath
from tradewinds.effects.score_tests import Restricted, restricted
from tradewinds.effects.serial import memory_of
from tradewinds.errors import DataError, SettingsError
from tradewinds.normal import REACH_90


def distributed_lag(grid: Grid, asked: EventDesign, horizons: int = 24, leads: int = 12) -> EventPath:
    """The path from ``leads`` + 1 periods before a rise to ``horizons`` after it.

    A row needs the policy from ``horizons`` + 1 periods before it to ``leads`` after it; others are left
    out. Raises DataError where too few are left or effects leave the policy nothing.
    """
    found = least_squares(change_rows(grid, asked, horizons, leads))
    lags = np.arange(-leads, horizons + 1)
    at = np.arange(-leads - 1, horizons + 1)
    sums = _sums(at, lags)
    return EventPath(
        "distributed lag",
        at,
        sums @ found.slopes,
        tuple((sign, one @ sums.T) for sign, one in found.influences),
        found.slopes[:leads],
        tuple((sign, one[:, :leads]) for sign, one in found.influences),
        np.full(len(at), found.rows),
        found.clusters,
        np.full(len(at), found.effective.mean()),
    )


def level_lag(grid: Grid, asked: EventDesign, horizons: int = 24, leads: int = 12) -> EventPath:
    """The same in levels, against the time before the earliest lead; sector effects belong to it. Where rows
    are weighed for errors that last, no band is narrower than by that law. Raises as ``distributed_lag``.
    """
    return level_fit(grid, asked, horizons, leads).path


class LevelFit(NamedTuple):
    """The path of ``level_lag``, and the regression that it is read from."""

    path: EventPath
    found: Restricted

    @property
    def rows(self) -> EventRows:
        """Those that it is estimated on."""
        return self.found.rows


def level_fit(grid: Grid, asked: EventDesign, horizons: int = 24, leads: int = 12) -> LevelFit:
    """``level_lag`` with its regression."""
    found = restricted(level_rows(grid, asked, horizons, leads))
    try:
        slopes = _slopes(found)
    except DataError:
        found = found.of_combined(_joined)
        slopes = _slopes(found)
    path = level_path("distributed lag in levels", slopes, horizons, leads)
    if asked.serial:
        path = _at_least(path, errors_by_law(found)[: leads + horizons + 1])
    return LevelFit(path, found)


def _slopes(found: Restricted) -> SlopeEstimate:
    return least_squares(found.rows, within=np.column_stack([found.y, found.x]))


def _at_least(path: EventPath, errors: np.ndarray) -> EventPath:
    """The path with influences so large that no band is narrower than by these errors [H − 1], of all
    horizons but the first. They come from all rows, and are normal; those of clusters have Student's law.
    """
    own = np.sqrt(np.diag(path.covariance))
    wanted = errors * REACH_90 / critical(freedom_of(path.effective))[1:]
    larger = np.ones(len(own))
    larger[1:] = np.maximum(1.0, wanted / np.where(own[1:] > 0, own[1:], np.inf))
    return replace(path, influences=tuple((sign, one * larger) for sign, one in path.influences))


def joined_where_needed(estimate: Callable[[EventRows], SlopeEstimate], rows: EventRows) -> SlopeEstimate:
    """Slopes on ``level_rows``; with one level in place of the last two inputs where these are refused, since
    what is long ago may not vary beside the effects. Raises as ``estimate``.
    """
    try:
        return estimate(rows)
    except DataError:
        return estimate(rows._replace(x=_joined(rows.x)))


def level_path(design: str, found: SlopeEstimate, horizons: int, leads: int) -> EventPath:
    """The path that slopes on ``level_rows`` are."""
    last = leads + horizons + 1
    at = np.arange(-leads - 1, horizons + 1)
    return EventPath(
        design,
        at,
        np.concatenate([[0.0], found.slopes[:last]]),
        tuple((sign, np.pad(one[:, :last], ((0, 0), (1, 0)))) for sign, one in found.influences),
        found.slopes[:leads],
        tuple((sign, one[:, :leads]) for sign, one in found.influences),
        np.full(len(at), found.rows),
        found.clusters,
        np.full(len(at), found.effective.mean()),
    )


def change_rows(grid: Grid, asked: EventDesign, horizons: int, leads: int) -> EventRows:
    """The rows of ``distributed_lag``: changes of the policy from the earliest lead to the last lag."""
    require_horizons(horizons, leads)
    policy = asked.policy_of(grid)
    columns = [lagged_change(policy, 1, lag) for lag in range(-leads, horizons + 1)]
    return rows_where(
        grid, asked, lagged_change(asked.outcome_of(grid), 1, 0), columns, policy=lagged_change(policy, 1, 0)
    )


def level_rows(grid: Grid, asked: EventDesign, horizons: int, leads: int) -> EventRows:
    """The rows of ``level_lag``: the same changes, and the policy before them in two parts: what answers as
    soon after the last horizon, and what answers in the long run.
    """
    require_horizons(horizons, leads)
    policy = asked.policy_of(grid)
    columns = [lagged_change(policy, 1, lag) for lag in range(-leads, horizons + 1)]
    before = shifted(policy, horizons + 1)
    later = stood_before(policy, 2 * horizons + 2).copy()
    for since in range(1, horizons + 1):
        moved = lagged_change(policy, 1, horizons + 1 + since)
        later += since / (horizons + 1) * np.where(np.isfinite(moved), moved, 0.0)
    rows = rows_where(grid, asked, asked.outcome_of(grid), [*columns, before - later, later], policy=policy)
    return in_levels(rows, asked)


def stood_before(policy: np.ndarray, periods: int) -> np.ndarray:
    """The policy [S, T] so many periods ago; its first known rate where it was not known yet."""
    first = np.take_along_axis(policy, np.isfinite(policy).argmax(axis=1)[:, None], axis=1)
    then = shifted(policy, periods)
    return np.where(np.isfinite(then), then, first)


def in_levels(rows: EventRows, asked: EventDesign) -> EventRows:
    """Rows of levels, weighed for errors that last where the design asks so."""
    return rows._replace(memory=memory_of(rows)) if asked.serial else rows


def _joined(x: np.ndarray) -> np.ndarray:
    """Inputs [N, K] with one level in place of the last two columns, their sum."""
    return np.column_stack([x[:, :-2], x[:, -2] + x[:, -1]])


def require_horizons(horizons: int, leads: int) -> None:
    """Raises SettingsError for numbers of periods that cannot be."""
    for name, value in (("horizons", horizons), ("leads", leads)):
        if value < 0 or value != int(value):
            raise SettingsError(f"{name} = {value}", "a whole number of periods, at least 0")


def _sums(horizons: np.ndarray, lags: np.ndarray) -> np.ndarray:
    """Rows θ[h] as weights of β [H, K]."""
    after = (lags[None, :] >= 0) & (lags[None, :] <= horizons[:, None])
    before = (lags[None, :] < 0) & (lags[None, :] > horizons[:, None])
    return after.astype(float) - before
