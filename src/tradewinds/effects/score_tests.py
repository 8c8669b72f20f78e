"""Score tests of columns that a regression leaves out, right with few clusters and errors that last.

With y and x what the effects leave of outcome and inputs, û the residuals of y on x alone and z̃ what effects
and x leave of the columns z that may be missing,

    s = Σ_g s_g,   s_g = Σ_{n in g} z̃[n] û[n],   Q = s′ V⁻¹ s,   V = Σ_s z̃_s′ Γ_s z̃_s

Γ_s is the covariance of a sector's errors over time: the autocorrelation of an autoregression fitted to û of
all sectors, times the variance of this sector's. Q is compared with the same statistic under turned signs of
blocks b of half a year of a cluster, s* = Σ_b ±s_b (wild score bootstrap, Kline & Santos 2012; of blocks,
Shao 2010): with ten clusters the law of a robust Wald statistic of six slopes is anyone's guess, and that of
the signs is not. Rows that are weighed for errors that last (``serial``) have next to nothing to do with
those of the next half year. Turned signs of whole clusters would allow anything within them, but with ten of
them find half as much, and with six nothing at all. V only weighs the columns: whatever it is, the size of
the test is that of the signs.

Effects and inputs take from û some of what the errors have, of few clusters a good part (from ten sectors the
effects of periods alone take a tenth of the variance), so that turned scores are too small, and tests reject
one and a half to two times too often. They are made larger by what their variance lacks in draws of errors
with Γ (``covariance_of_turned``).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import linalg, sparse

from tradewinds.effects.design import EventRows
from tradewinds.effects.serial import absorbed, scaled
from tradewinds.evaluation.partialling import AbsorbedEffects
from tradewinds.streams import SEED_SIGNS

_ORDER = 6
"""Of the autoregression of errors, or a tenth of the periods."""
_ALL_SIGNS = 11
"""Blocks up to which every turn of signs is taken."""
_SIGNS = 1999
"""Turns that are drawn where there are more."""
_MANY, _AT_ONCE = 2_000, 100
"""Blocks beyond which so many turns are taken at a time."""
_BLOCK = 6
"""Periods whose signs are turned together, or an eighth of them where these are few."""
_WORLDS, _MOST = 100, 2_000_000
"""Draws of errors in which it is seen what turned scores lack, and the most numbers that these are."""
_LEAST = 0.1
"""Smallest share of V that turned scores are taken to have."""
_STILL = 1e-8
"""Share of a column's length below which what is left of it is rounding."""


@dataclass(frozen=True, eq=False)
class Restricted:
    """A regression without what is tested: ``y`` [N] and ``x`` [N, K], what the effects leave of outcome and
    inputs, ``left`` [N] its residuals.
    """

    rows: EventRows
    effects: AbsorbedEffects
    y: np.ndarray
    x: np.ndarray
    left: np.ndarray
    correlation: np.ndarray
    """Of a sector's errors, by distance in periods [T]."""
    variance: np.ndarray
    """Of each sector's errors [S]."""

    def of_inputs(self, kept: slice) -> "Restricted":
        """The regression on some of the inputs alone."""
        return self.of_combined(lambda x: x[:, kept])

    def of_combined(self, combine: Callable[[np.ndarray], np.ndarray]) -> "Restricted":
        """The regression on linear combinations of its inputs, which take [N, K] to [N, M]."""
        return _regression(self.rows._replace(x=combine(self.rows.x)), self.effects, self.y, combine(self.x))

    def columns(self, extra: np.ndarray, within: np.ndarray | None = None) -> np.ndarray:
        """What effects and x leave of more columns [N, M]; zero where that is nothing. ``within``: what the
        effects leave of them, where it is known.
        """
        whole = scaled(self.rows, extra)
        found = self._beside(self.effects.residuals(whole) if within is None else within)
        length = np.sqrt((whole**2).sum(axis=0))
        return np.where(np.sqrt((found**2).sum(axis=0)) > _STILL * length, found, 0.0)

    def net_of_effects(self, extra: np.ndarray) -> np.ndarray:
        """What the effects leave of columns [N, M], scaled."""
        return self.effects.residuals(scaled(self.rows, extra))

    def _beside(self, within: np.ndarray) -> np.ndarray:
        """What x leaves of columns [N, M] of which the effects are taken out."""
        bread = np.linalg.pinv(self.x.T @ self.x, hermitian=True)
        return np.asarray(within - self.x @ (bread @ (self.x.T @ within)))

    def covariance(self, z: np.ndarray) -> np.ndarray:
        """V [M, M] of the score of columns z [N, M]."""
        over_time, smoothed = self._over_time(z)
        return np.einsum("stm,stn->mn", over_time, smoothed)

    def variances(self, z: np.ndarray) -> np.ndarray:
        """V of each column alone, sector by sector [S, M]."""
        over_time, smoothed = self._over_time(z)
        return np.einsum("stm,stm->sm", over_time, smoothed)

    def covariance_of_turned(self, z: np.ndarray, seed: int) -> np.ndarray:
        """What Σ_b ±s_b has for V [M, M]: the mean of Σ_b s_b s_b′ over draws of errors with Γ."""
        count = max(2, min(_WORLDS, _MOST // len(z)))
        rng = np.random.default_rng((seed, SEED_SIGNS, 1))
        values, axes = np.linalg.eigh(linalg.toeplitz(self.correlation))
        root = axes * np.sqrt(np.maximum(values, 0.0))
        drawn = rng.standard_normal((count, len(self.variance), len(root))) @ root.T
        rows = (drawn * np.sqrt(self.variance)[:, None])[:, self.rows.sector, self.rows.period]
        left, codes = self._beside(self.effects.residuals(rows.T)), self.blocks()
        place = np.arange(len(codes))
        together = sparse.csr_matrix((np.ones(len(codes)), (codes, place)))
        found = np.zeros((z.shape[1], z.shape[1]))
        for one in left.T:
            scores = together @ (z * one[:, None])
            found += scores.T @ scores
        return found / count

    def clusters(self) -> np.ndarray:
        """Codes [N] of the dimension with the fewest clusters."""
        codes = min(
            (one for sign, one in self.rows.clusters if sign > 0), key=lambda one: len(np.unique(one))
        )
        return np.unique(codes, return_inverse=True)[1]

    def blocks(self) -> np.ndarray:
        """Codes [N] of half years of clusters."""
        length = max(1, min(_BLOCK, len(np.unique(self.rows.period)) // 8))
        block = self.rows.period // length
        return np.unique(self.clusters() * (block.max() + 1) + block, return_inverse=True)[1]

    def _over_time(self, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        whole = np.zeros((len(self.variance), len(self.correlation), z.shape[1]))
        whole[self.rows.sector, self.rows.period] = z
        gamma = linalg.toeplitz(self.correlation)
        return whole, np.einsum("tu,sum->stm", gamma, whole) * self.variance[:, None, None]

    def scores(self, z: np.ndarray) -> np.ndarray:
        """s_b [B, M] of blocks of the dimension with the fewest clusters."""
        code = self.blocks()
        found = np.zeros((int(code.max()) + 1, z.shape[1]))
        np.add.at(found, code, z * self.left[:, None])
        return found


def restricted(rows: EventRows) -> Restricted:
    """The regression of y on x and the effects."""
    effects = absorbed(rows)
    within = effects.residuals(scaled(rows, np.column_stack([rows.y, rows.x])))
    return _regression(rows, effects, within[:, 0], within[:, 1:])


def _regression(rows: EventRows, effects: AbsorbedEffects, y: np.ndarray, x: np.ndarray) -> Restricted:
    left = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    return Restricted(rows, effects, y, x, left, *errors_over_time(rows, left))


def errors_over_time(rows: EventRows, left: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Correlation by distance [T], of an autoregression (Yule–Walker), and variance by sector [S]."""
    sectors, periods = int(rows.sector.max()) + 1, int(rows.period.max()) + 1
    table, there = np.zeros((sectors, periods)), np.zeros((sectors, periods))
    table[rows.sector, rows.period], there[rows.sector, rows.period] = left, 1.0
    counts = np.maximum(there.sum(axis=1), 1.0)
    variance = (table**2).sum(axis=1) / counts * len(left) / max(1, len(left) - rows.used_up)
    scaled = table / np.sqrt(np.where(variance > 0, variance, 1.0))[:, None]
    order = max(1, min(_ORDER, periods // 10))
    found = np.ones(order + 1)
    for lag in range(1, order + 1):
        pairs = (there[:, lag:] * there[:, :-lag]).sum()
        found[lag] = (scaled[:, lag:] * scaled[:, :-lag]).sum() / max(pairs, 1.0)
    phi = linalg.solve_toeplitz(found[:-1] + np.eye(order)[0] * 1e-9, found[1:])
    correlation = np.zeros(periods + order)
    correlation[: order + 1] = found
    for lag in range(order + 1, periods):
        correlation[lag] = phi @ correlation[lag - order : lag][::-1]
    return correlation[:periods], variance


@dataclass(frozen=True)
class ScoreTest:
    """``p`` of columns that are left out, by turned signs; ``smallest`` it could have been; ``at``: the place
    of the column that departs most; ``count``: how many there were.
    """

    p: float
    smallest: float
    at: int
    count: int


UNTESTED = ScoreTest(np.nan, np.nan, -1, 0)


def joint_test(
    found: Restricted, extra: np.ndarray, seed: int, within: np.ndarray | None = None
) -> ScoreTest:
    """Are all the slopes of columns [N, M] zero? ``within`` as ``Restricted.columns``."""
    if not extra.shape[1]:
        return UNTESTED
    z = found.columns(extra, within)
    z = z[:, (z**2).sum(axis=0) > 0]
    if not z.shape[1]:
        return UNTESTED
    covariance = found.covariance(z)
    weight = np.linalg.pinv(covariance, hermitian=True, rcond=1e-10)
    scores = found.scores(z)
    short = np.einsum("mn,mn->", weight, found.covariance_of_turned(z, seed)) / np.einsum(
        "mn,mn->", weight, covariance
    )

    def quadratic(turned: np.ndarray) -> np.ndarray:
        return np.einsum("rm,mn,rn->r", turned, weight, turned)

    largest = int(np.argmax(np.abs(scores.sum(axis=0))))
    return _against_signs(scores, short, quadratic, seed, z.shape[1], largest)


def largest_test(found: Restricted, extra: np.ndarray, seed: int) -> ScoreTest:
    """Is each slope of columns [N, M] zero, by the largest |s| / √V of them: a sup-test."""
    z = found.columns(extra)
    variance = found.variances(z).sum(axis=0)
    some = variance > 0
    if not some.any():
        return UNTESTED
    scores = found.scores(z)[:, some] / np.sqrt(variance[some])
    short = np.diag(found.covariance_of_turned(z, seed))[some] / variance[some]
    place = np.flatnonzero(some)[np.argmax(np.abs(scores.sum(axis=0)))]
    return _against_signs(
        scores, short, lambda one: np.abs(one).max(axis=1), seed, scores.shape[1], int(place)
    )


def _against_signs(
    scores: np.ndarray,
    short: np.ndarray | float,
    statistic: Callable[[np.ndarray], np.ndarray],
    seed: int,
    count: int,
    at: int,
) -> ScoreTest:
    """``short`` [M]: of each column, by what the variance of turned scores falls short."""
    many = statistic(turned(scores / np.sqrt(np.maximum(short, _LEAST)), seed))
    own = statistic(scores.sum(axis=0)[None])[0]
    beyond = (many >= own * (1 - 1e-9)).mean()
    return ScoreTest(float(max(beyond, 1 / len(many))), float(1 / len(many)), at, count)


def turned(scores: np.ndarray, seed: int) -> np.ndarray:
    """Sums of scores [B, M] with turned signs [R, M], the first without any."""
    if len(scores) <= _MANY:
        return turns(len(scores), seed) @ scores
    rng, parts = np.random.default_rng((seed, SEED_SIGNS)), [scores.sum(axis=0)[None]]
    for _ in range(0, _SIGNS, _AT_ONCE):
        parts.append((1.0 - 2.0 * rng.integers(0, 2, (_AT_ONCE, len(scores)), dtype=np.int8)) @ scores)
    return np.vstack(parts)


def turns(clusters: int, seed: int) -> np.ndarray:
    """Turns of signs [R, G], the first without any; all there are, but for their mirror images, of few."""
    if clusters <= _ALL_SIGNS:
        bits = np.arange(2 ** (clusters - 1))[:, None] >> np.arange(clusters - 1)
        return np.column_stack([np.ones(len(bits)), 1.0 - 2.0 * (bits & 1)])
    drawn = np.random.default_rng((seed, SEED_SIGNS)).choice([-1.0, 1.0], (_SIGNS, clusters))
    return np.vstack([np.ones(clusters), drawn])
