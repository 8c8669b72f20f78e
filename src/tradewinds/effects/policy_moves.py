"""How a policy moves: by decisions, all the time, or to and fro as a rate does that has trade in it."""

from typing import NamedTuple

import numpy as np

from tradewinds.data.panel import Grid
from tradewinds.effects.design import EventDesign, EventRows

_STANDS = 1e-9
"""Change of the policy below which it stands still."""


class PolicyMoves(NamedTuple):
    """``moving``: share of sectors and periods in which it changes. ``reverting``: share of the variance of
    its changes that is transitory; of x = w + e, w a random walk and e white,

        −2 cov(Δx[t], Δx[t+1]) / var(Δx[t]) = 2 var(e) / (var(Δw) + 2 var(e)),

    a share, so that an estimate beyond 0 or 1 is taken for these. ``standing`` [S]: sectors in which it
    never changes before the last row that is used.
    """

    moving: float
    reverting: float
    standing: np.ndarray


def bridged(policy: np.ndarray) -> np.ndarray:
    """The policy [S, T], with what it is where rows are missing (NaN) between two of the same rate: a rate
    that is set stood there. Where it moved meanwhile nobody knows when, and nothing is put in.
    """
    places = np.arange(policy.shape[1])
    known = np.isfinite(policy)
    before = np.maximum.accumulate(np.where(known, places, -1), axis=1)
    after = np.minimum.accumulate(np.where(known, places, len(places))[:, ::-1], axis=1)[:, ::-1]
    inside = ~known & (before >= 0) & (after < len(places))
    ends = [np.take_along_axis(policy, np.clip(one, 0, len(places) - 1), axis=1) for one in (before, after)]
    return np.where(inside & (np.abs(ends[1] - ends[0]) <= _STANDS), ends[0], policy)


def policy_moves(grid: Grid, asked: EventDesign, rows: EventRows) -> PolicyMoves:
    """Over the periods of ``rows``, all sectors of the grid."""
    policy = asked.policy_of(grid)
    change = np.diff(policy, axis=1)
    known = np.isfinite(change)
    squares = np.where(known, change, 0.0) ** 2
    both = known[:, 1:] & known[:, :-1]
    products = np.where(both, change[:, 1:] * change[:, :-1], 0.0)
    variance = squares.sum() / max(known.sum(), 1)
    covariance = products.sum() / max(both.sum(), 1)
    moved = known & (np.abs(np.where(known, change, 0.0)) > _STANDS)
    standing = ~moved[:, : int(rows.period.max())].any(axis=1)
    used = np.isin(np.arange(len(policy)), rows.sector)
    reverting = np.clip(-2 * covariance / variance, 0.0, 1.0) if variance > 0 else np.nan
    return PolicyMoves(float(moved.sum() / max(known.sum(), 1)), float(reverting), standing | ~used)
