"""Do groups, or single changes of the policy, get the same answer? A score test of slopes of their own.

To a regression with one response the policy is added once more for every group, or every large change of it
from then on: Q as in ``score_tests``, in the manner of Swamy (1970). Turned signs of whole groups say nothing
here, since a group's column has hardly another group's residuals, and residuals that go from one sector to
another take with them what their sector answers otherwise: where all tariffs rose at one date no test of that
kind finds anything. So signs of half a year of a group's residuals are turned together, as in
``score_tests``; what sectors of a group share they go on sharing. As residuals are smaller than errors they
are made larger by N / (N − parameters).
"""

from typing import NamedTuple

import numpy as np
from scipy import sparse

from tradewinds.effects.score_tests import UNTESTED, Restricted, ScoreTest, turned

MOST_GROUPS = 40
"""Most groups that get a column; more are joined by how much their policy moved."""
_POWER = 0.8
_RANK = 1e-8
"""Share of the largest eigenvalue below which another is rounding."""


class OwnSlopes(NamedTuple):
    """Columns of the slopes that differ within [N, M]."""

    columns: np.ndarray
    inverse: np.ndarray
    """Of the covariance of the score [M, M]."""
    rank: int
    larger: float
    """What residuals are short of errors, a factor of their squares."""
    scores: np.ndarray
    """Of every group's blocks of periods [B, M]."""
    block: np.ndarray
    """The block of every row [N]."""

    def statistic(self, scores: np.ndarray) -> np.ndarray:
        """Q of scores [R, M]: [R]."""
        return np.einsum("rm,mn,rn->r", scores, self.inverse, scores)


def slopes_by_cluster(found: Restricted, policy: np.ndarray, groups: np.ndarray) -> OwnSlopes | None:
    """Of the policy [N] and the codes of groups [N] on the rows of ``found``; None where fewer than two can
    be told apart.
    """
    group = np.unique(groups, return_inverse=True)[1]
    codes = joined_groups(policy, group)
    return _own_slopes(found, np.where(codes[:, None] == np.arange(codes.max() + 1), policy[:, None], 0.0))


def slopes_by_change(found: Restricted, policy: np.ndarray) -> OwnSlopes | None:
    """Of the largest changes of a policy [S, T], each from then on in its sector; None where there are fewer
    than two.
    """
    moves = np.nan_to_num(np.diff(policy, axis=1, prepend=policy[:, :1]))
    sector, period = np.unravel_index(np.argsort(-np.abs(moves), axis=None)[:MOST_GROUPS], moves.shape)
    sector, period = (one[moves[sector, period] != 0] for one in (sector, period))
    rows = found.rows
    since = (rows.sector[:, None] == sector) & (rows.period[:, None] >= period)
    return _own_slopes(found, np.where(since, moves[sector, period], 0.0))


def _own_slopes(found: Restricted, extra: np.ndarray) -> OwnSlopes | None:
    rows = found.rows
    z = found.columns(extra)
    z = z[:, (z**2).sum(axis=0) > 0]
    if z.shape[1] < 2:
        return None
    covariance = found.covariance(z)
    rank = int(np.linalg.matrix_rank(covariance, hermitian=True, rtol=_RANK))
    effects = round(rows.taken_out.astype(bool).sum() / len(rows.y))
    used = rows.x.shape[1] + rows.taken_out.shape[1] - (effects - 1)  # as many as effects can have, or fewer
    larger = len(found.left) / max(1.0, len(found.left) - used)
    inverse = np.linalg.pinv(covariance, hermitian=True, rcond=_RANK)
    block = found.blocks()
    scores = np.zeros((block.max() + 1, z.shape[1]))
    np.add.at(scores, block, z * found.left[:, None])
    return OwnSlopes(z, inverse, rank, larger, scores, block)


def slopes_differ(asked: OwnSlopes | None, seed: int) -> ScoreTest:
    """Whether slopes of groups are the same; untested where they cannot be told apart."""
    if asked is None:
        return UNTESTED
    many = asked.larger * asked.statistic(turned(asked.scores, seed))[1:]
    own = asked.statistic(asked.scores.sum(axis=0)[None])[0]
    beyond = (1 + (many >= own * (1 - 1e-9)).sum()) / (1 + len(many))
    return ScoreTest(float(beyond), 1 / (1 + len(many)), 0, asked.columns.shape[1])


def detectable_spread(asked: OwnSlopes | None, size: float = 0.01) -> float:
    """Standard deviation τ of responses between groups that such a test finds with 80 % power.

    With deviations d ~ N(0, τ²) of groups the score has the variance V + τ² z̃′z̃ z̃′z̃, so that Q is
    Σ (1 + τ² μ) χ²₁ over the eigenvalues μ of z̃′z̃ V⁻¹ z̃′z̃, here the multiple of a χ² of its mean and variance
    (Satterthwaite 1946). The residuals whose signs are turned then hold z̃ d too, by which Q of chance is
    larger. Infinite where no τ is found, NaN where there is nothing to test.
    """
    from scipy import optimize, special  # a third of a second, which a report of the test need not take

    if asked is None or asked.rank < 1:
        return np.nan
    z = asked.columns
    products = z.T @ z
    signals = np.linalg.eigvalsh(products @ asked.inverse @ products)[-asked.rank :] / asked.larger
    together = sparse.csr_matrix((np.ones(len(z)), (asked.block, np.arange(len(z)))))
    values, axes = np.linalg.eigh(asked.inverse)
    root = z @ (axes * np.sqrt(np.maximum(values, 0.0)))
    # scores of blocks of what a slope of its own leaves in the residuals
    chance = sum(float(((together @ (root * one[:, None])) ** 2).sum()) for one in z.T)
    limit = special.chdtri(asked.rank, size)

    def missing(variance: float) -> float:
        """``variance``: τ²."""
        parts = 1 + variance * np.maximum(signals, 0.0)
        scale, higher = (parts**2).sum() / parts.sum(), 1 + variance * chance / asked.rank
        return float(special.chdtrc(parts.sum() / scale, limit * higher / scale)) - _POWER

    most = 1e4 / max(float(signals.mean()), np.finfo(float).tiny)
    return float(np.sqrt(optimize.brentq(missing, 0.0, most))) if missing(most) > 0 else np.inf


def joined_groups(policy: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Codes of at most so many groups: those whose policy moved alike much together."""
    count = int(codes.max()) + 1
    if count <= MOST_GROUPS:
        return codes
    number = np.bincount(codes)
    mean = np.bincount(codes, policy) / number
    moved = np.bincount(codes, (policy - mean[codes]) ** 2) / number
    place = np.empty(count, dtype=np.int64)
    place[np.argsort(moved, kind="stable")] = np.arange(count) * MOST_GROUPS // count
    return place[codes]
