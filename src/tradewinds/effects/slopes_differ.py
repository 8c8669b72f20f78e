"""Do groups answer to the policy alike? A score test of slopes of their own, against permuted residuals.

To a regression with one response the policy is added once more for every group: Q as in ``score_tests``, in
the manner of Swamy (1970). Turned signs alone say nothing here, since a group's column has hardly another
group's residuals. So the residuals of a group's sectors, as whole series, go to the sectors of another group
and have their signs turned together (Freedman & Lane 1983): what sectors of a group share they go on sharing.
Each has the variance of the sector that it goes to. As they are smaller than errors they are made larger by
N / (N − parameters). Those of the regression with the groups' own slopes are no choice: at a claimed 1 % they
reject one of four.
"""

from typing import NamedTuple

import numpy as np

from tradewinds.effects.score_tests import UNTESTED, Restricted, ScoreTest
from tradewinds.streams import SEED_SERIES

_DRAWS = 999
_GROUPS = 40
"""Most groups that get a column; more are joined by how much their policy moved."""
_SOME = 100
"""Sectors whose residuals are looked at for what slopes that differ leave in them."""
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
    spread: np.ndarray
    """Standard deviation of each sector's errors [S]."""
    members: list[np.ndarray]
    """The sectors of every group that have rows."""
    known: np.ndarray
    """Share of the periods in which a sector has a row [S]."""

    def statistic(self, series: np.ndarray) -> float:
        """Q of series [S, T]."""
        score = np.einsum("stm,st->m", self.columns, series)
        return float(score @ self.inverse @ score)


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
    spread = np.sqrt(found.variance)
    columns = np.zeros((len(spread), len(found.correlation), z.shape[1]))
    left = np.zeros(columns.shape[:2])
    columns[rows.sector, rows.period], left[rows.sector, rows.period] = z, found.left
    larger = len(found.left) / max(1.0, len(found.left) - used)
    inverse = np.linalg.pinv(covariance, hermitian=True, rcond=_RANK)
    own = np.full(len(spread), -1)
    own[rows.sector] = group
    members = [np.flatnonzero(own == number) for number in range(own.max() + 1)]
    known = np.bincount(rows.sector, minlength=len(spread)) / len(np.unique(rows.period))
    spread = np.where(spread > 0, spread, 1.0)
    return SlopesByCluster(columns, left, inverse, rank, larger, spread, members, known)


def slopes_differ(asked: SlopesByCluster | None, seed: int) -> ScoreTest:
    """Whether slopes of groups are the same; untested where they cannot be told apart."""
    if asked is None:
        return UNTESTED
    rng = np.random.default_rng((seed, SEED_SERIES))
    # a series with gaps lends as much variance as one without
    dense = np.sqrt(np.where(asked.known > 0, asked.known, 1.0))
    series = asked.left / (asked.spread * dense)[:, None]
    many, lent, turned = np.empty(_DRAWS), np.zeros(len(series), dtype=np.int64), np.zeros(len(series))
    for number in range(_DRAWS):
        signs = rng.choice([-1.0, 1.0], len(asked.members))
        for mine, other, sign in zip(asked.members, rng.permutation(len(signs)), signs, strict=True):
            lent[mine] = np.resize(rng.permutation(asked.members[other]), len(mine))
            turned[mine] = sign
        given = series[lent] * (asked.spread * turned)[:, None]
        many[number] = asked.larger * asked.statistic(given)
    own = asked.statistic(asked.left)
    beyond = (1 + (many >= own * (1 - 1e-9)).sum()) / (1 + _DRAWS)
    return ScoreTest(float(beyond), 1 / (1 + _DRAWS), 0, asked.columns.shape[2])


def detectable_spread(asked: SlopesByCluster | None, size: float = 0.01) -> float:
    """Standard deviation τ of responses between groups that such a test finds with 80 % power.

    With deviations d of groups the score has the mean z̃′z̃ d, so that Q is a noncentral χ² with, on average,
    τ² tr(z̃′z̃ V⁻¹ z̃′z̃); the residuals that are permuted then hold z̃ d too, by which Q of chance is larger.
    Infinite where no τ is found, NaN where there is nothing to test.
    """
    from scipy import optimize, stats  # half a second, which a report that only shows the test need not take

    if asked is None or asked.rank < 1:
        return np.nan
    products = np.einsum("stm,stn->mn", asked.columns, asked.columns)
    signal = float(np.trace(products @ asked.inverse @ products)) / asked.larger
    some = slice(0, _SOME)
    mine = (asked.columns[some] ** 2).sum(axis=1).argmax(axis=1)  # the column of each sector's group
    own = np.take_along_axis(asked.columns[some], mine[:, None, None], axis=2)[:, :, 0]
    crossed = np.einsum("stm,rt->srm", asked.columns[some], own)
    chance = (
        float(np.einsum("srm,mn,srn->", crossed, asked.inverse, crossed)) * len(asked.left) / len(own) ** 2
    )
    limit = stats.chi2.isf(size, asked.rank)

    def missing(far: float) -> float:
        """``far``: the noncentrality."""
        higher = 1 + far / signal * chance / asked.rank
        return float(stats.ncx2.sf(limit * higher, asked.rank, far)) - _POWER

    most = 1e4
    return float(np.sqrt(optimize.brentq(missing, 1e-6, most) / signal)) if missing(most) > 0 else np.inf


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
