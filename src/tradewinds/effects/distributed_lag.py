"""Distributed lag: the outcome's change on the policy's changes at every lag and lead.

    Δ ln y[s, t] = Σ_{l = −L … H} β[l] Δx[s, t − l] + Σ_e α_e[g_e(s, t)] + ε[s, t]

The path after a lasting rise of x by one at 0, against the period before it, is θ[h] = Σ_{l = 0 … h} β[l],
and before it θ[−k] = −Σ_{l = −k + 1 … −1} β[l], so that θ[−1] = 0 (Schmidheiny & Siegloch 2023: an event
study of levels). Each θ is a linear combination of the β, and its error that of the combination. That β[l] is
0 for l < 0 is what the test of leads asks.

In levels the same path is

    ln y[s, t] = Σ_{l = −L … H} θ[l] Δx[s, t − l] + λ x[s, t − H − 1] + Σ_e α_e[g_e(s, t)] + ε[s, t]

against the time before the earliest lead; λ is what comes after the last horizon, so that it need not have
come by then. Changes suit shocks that last (random walks), levels shocks that fade, whose changes are noisier
than they are; either way errors are those of the clusters.
"""

import numpy as np

from tradewinds.data.changes import lagged_change, shifted
from tradewinds.data.panel import Grid
from tradewinds.effects.design import EventDesign, EventRows, rows_where
from tradewinds.effects.least_squares import least_squares
from tradewinds.effects.path import EventPath
from tradewinds.errors import SettingsError


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
    """The same in levels, against the time before the earliest lead; sector effects belong to it. Raises as
    ``distributed_lag``.
    """
    found = least_squares(level_rows(grid, asked, horizons, leads))
    at = np.arange(-leads - 1, horizons + 1)
    return EventPath(
        "distributed lag in levels",
        at,
        np.concatenate([[0.0], found.slopes[:-1]]),
        tuple((sign, np.pad(one[:, :-1], ((0, 0), (1, 0)))) for sign, one in found.influences),
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
    return rows_where(grid, asked, lagged_change(asked.outcome_of(grid), 1, 0), columns)


def level_rows(grid: Grid, asked: EventDesign, horizons: int, leads: int) -> EventRows:
    """The rows of ``level_lag``: the same changes, and the level before them."""
    require_horizons(horizons, leads)
    policy = asked.policy_of(grid)
    columns = [lagged_change(policy, 1, lag) for lag in range(-leads, horizons + 1)]
    return rows_where(grid, asked, asked.outcome_of(grid), [*columns, shifted(policy, horizons + 1)])


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
