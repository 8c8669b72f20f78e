"""Do groups answer to the policy alike? A score test of slopes of their own, against turned months.

To a regression with one response the policy is added once more for every group: Q as in ``score_tests``, in
the manner of Swamy (1970). Turned signs of whole groups say nothing here, since a group's column has hardly
another group's residuals, and residuals that go from one sector to another take with them what their sector
answers otherwise: where all tariffs rose at one date no test of that kind finds anything. So signs of half a
year of a group's residuals are turned together, as in ``score_tests``; what sectors of a group share they go
on sharing. As residuals are smaller than errors they are made larger
by N / (N − parameters).
"""

from typing import NamedTuple

import numpy as np

from tradewinds.effects.score_tests import UNTESTED, Restricted, ScoreTest, turned

_GROUPS = 40
"""Most groups that get a column; more are joined by how much their policy moved."""
_POWER = 0.8
_RANK = 1e-8
"""Share of the largest eigenvalue below which another is rounding."""


class SlopesByCluster(NamedTuple):
    """Columns of the groups within, by sector and period [S, T, M], and the residuals beside them [S, T]."""

    columns: np.ndarray
    left: np.ndarray
    inverse: np.ndarray
    """Of the covariance of the score [M, M]."""
    rank: int
    larger: float
    """What residuals are short of errors, a factor of their squares."""
    scores: np.ndarray
    """Of every group's blocks of periods [B, M]."""
    block: np.ndarray
    """The block of every sector and period [S, T], −1 without a row."""

    def statistic(self, scores: np.ndarray) -> np.ndarray:
        """Q of scores [R, M]: [R]."""
        return np.einsum("rm,mn,rn->r", scores, self.inverse, scores)


def slopes_by_cluster(found: Restricted, policy: np.ndarray, groups: np.ndarray) -> SlopesByCluster | None:
    """Of the policy [N] and the codes of groups [N] on the rows of ``found``; None where fewer than two can
    be told apart.
    """
    rows, group = found.rows, np.unique(groups, return_inverse=True)[1]
    codes = _joined(policy, group)
    z = found.columns(np.where(codes[:, None] == np.arange(codes.max() + 1), policy[:, None], 0.0))
    z = z[:, (z**2).sum(axis=0) > 0]
    if z.shape[1] < 2:
        return None
    covariance = found.covariance(z)
    rank = int(np.linalg.matrix_rank(covariance, hermitian=True, rtol=_RANK))
    blocks = round(rows.taken_out.astype(bool).sum() / len(rows.y))
    used = rows.x.shape[1] + rows.taken_out.shape[1] - (blocks - 1)  # as many as effects can have, or fewer
    columns = np.zeros((len(found.variance), len(found.correlation), z.shape[1]))
    left = np.zeros(columns.shape[:2])
    columns[rows.sector, rows.period], left[rows.sector, rows.period] = z, found.left
    larger = len(found.left) / max(1.0, len(found.left) - used)
    inverse = np.linalg.pinv(covariance, hermitian=True, rcond=_RANK)
    code = found.blocks()
    block = np.full(left.shape, -1)
    block[rows.sector, rows.period] = code
    scores = np.zeros((code.max() + 1, z.shape[1]))
    np.add.at(scores, code, z * found.left[:, None])
    return SlopesByCluster(columns, left, inverse, rank, larger, scores, block)


def slopes_differ(asked: SlopesByCluster | None, seed: int) -> ScoreTest:
    """Whether slopes of groups are the same; untested where they cannot be told apart."""
    if asked is None:
        return UNTESTED
    many = asked.larger * asked.statistic(turned(asked.scores, seed))[1:]
    own = asked.statistic(asked.scores.sum(axis=0)[None])[0]
    beyond = (1 + (many >= own * (1 - 1e-9)).sum()) / (1 + len(many))
    return ScoreTest(float(beyond), 1 / (1 + len(many)), 0, asked.columns.shape[2])


def detectable_spread(asked: SlopesByCluster | None, size: float = 0.01) -> float:
    """Standard deviation τ of responses between groups that such a test finds with 80 % power.

    With deviations d ~ N(0, τ²) of groups the score has the variance V + τ² z̃′z̃ z̃′z̃, so that Q is
    Σ (1 + τ² μ) χ²₁ over the eigenvalues μ of z̃′z̃ V⁻¹ z̃′z̃, here the multiple of a χ² of its mean and variance
    (Satterthwaite 1946). The residuals whose signs are turned then hold z̃ d too, by which Q of chance is
    larger. Infinite where no τ is found, NaN where there is nothing to test.
    """
    from scipy import optimize, special  # a third of a second, which a report of the test need not take

    if asked is None or asked.rank < 1:
        return np.nan
    products = np.einsum("stm,stn->mn", asked.columns, asked.columns)
    signals = np.linalg.eigvalsh(products @ asked.inverse @ products)[-asked.rank :] / asked.larger
    mine = (asked.columns**2).sum(axis=1).argmax(axis=1)  # the column of each sector's group
    own = np.take_along_axis(asked.columns, mine[:, None, None], axis=2)
    there = asked.block >= 0
    held = np.zeros_like(asked.scores)
    np.add.at(held, asked.block[there], (asked.columns * own)[there])
    chance = float(np.einsum("bm,mn,bn->", held, asked.inverse, held))
    limit = special.chdtri(asked.rank, size)

    def missing(variance: float) -> float:
        """``variance``: τ²."""
        parts = 1 + variance * np.maximum(signals, 0.0)
        scale, higher = (parts**2).sum() / parts.sum(), 1 + variance * chance / asked.rank
        return float(special.chdtrc(parts.sum() / scale, limit * higher / scale)) - _POWER

    most = 1e4 / max(float(signals.mean()), np.finfo(float).tiny)
    return float(np.sqrt(optimize.brentq(missing, 0.0, most))) if missing(most) > 0 else np.inf


def _joined(policy: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Codes of at most so many groups: those whose policy moved alike much together."""
    count = int(codes.max()) + 1
    if count <= _GROUPS:
        return codes
    number = np.bincount(codes)
    mean = np.bincount(codes, policy) / number
    moved = np.bincount(codes, (policy - mean[codes]) ** 2) / number
    place = np.empty(count, dtype=np.int64)
    place[np.argsort(moved, kind="stable")] = np.arange(count) * _GROUPS // count
    return place[codes]
