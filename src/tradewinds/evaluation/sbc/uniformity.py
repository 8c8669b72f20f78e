"""Are these ranks uniform? The ECDF of the ranks within bands that hold it as a whole.

After Säilynoja, Bürkner & Vehtari (2022), Graphical test for discrete uniformity: where every point of the
ECDF of n uniform numbers has a binomial law, the least probable point of the whole curve is the statistic.
Its own law is simulated, which gives a band for all points at once, as ArviZ has it, and a p-value with it.
ArviZ 0.8 has the band alone, not among its public functions, and takes longer over a tenth of the
simulations: meant to hold 90 % of uniform curves it holds 86 to 89 %, ours 89 to 90 %
(``benchmarks/libraries.py``).
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from scipy.stats import binom

UNIFORM = 9_999
"""Simulated sets of uniform numbers: a p-value of 0.005 is known to 0.0007, and the least is 0.0001."""


class EcdfBand(NamedTuple):
    """ECDF less the diagonal at points z [n − 1]: what was found, and the lower and upper edge."""

    z: np.ndarray
    found: np.ndarray
    lower: np.ndarray
    upper: np.ndarray


def normalised_ranks(rank: np.ndarray, draws: np.ndarray) -> np.ndarray:
    """Place of the truth among the draws, (rank + u) / (draws + 1) with u uniform.

    Exactly uniform on (0, 1) where every rank 0 … draws is equally likely; u from a fixed stream.
    """
    u = np.random.default_rng(len(rank)).random(len(rank))
    return (np.asarray(rank) + u) / (np.asarray(draws) + 1)


def p_value(place: np.ndarray) -> float:
    """Probability that the ECDF of as many uniform numbers departs at least as far; NaN for under two."""
    if len(place) < 2 or not np.isfinite(place).all():
        return np.nan
    distribution = _distribution(len(place))
    return float(
        (1 + (distribution.null <= distribution.least(_counts(place[None]))[0]).sum()) / (1 + UNIFORM)
    )


def band(place: np.ndarray, alpha: float) -> EcdfBand:
    """The ECDF of places [n] less the diagonal, and the band that holds a uniform one, as a whole, with
    probability 1 − ``alpha``.
    """
    count = len(place)
    distribution = _distribution(count)
    level = np.quantile(distribution.null, alpha, method="lower")
    inside = distribution.tail >= level
    z = distribution.z
    return EcdfBand(
        z,
        _counts(place[None])[0] / count - z,
        inside.argmax(axis=0) / count - z,
        (count - inside[::-1].argmax(axis=0)) / count - z,
    )


class _Distribution:
    """How far the ECDF of n uniform numbers departs from the diagonal."""

    def __init__(self, count: int) -> None:
        self.z = np.arange(1, count) / count
        below = binom.cdf(np.arange(-1, count + 1)[:, None], count, self.z)
        self.tail = np.minimum(below[1:], 1 - below[:-1])
        """[n + 1, n − 1] smaller tail probability of a count at a point."""
        uniform = np.random.default_rng(count).random((UNIFORM, count))
        self.null = np.sort(self.least(_counts(uniform)))

    def least(self, counts: np.ndarray) -> np.ndarray:
        """Tail probability of the least probable point of each curve [B] from its counts [B, n − 1]."""
        return self.tail[counts, np.arange(len(self.z))].min(axis=1)


@lru_cache(maxsize=8)
def _distribution(count: int) -> _Distribution:
    return _Distribution(count)


def _counts(place: np.ndarray) -> np.ndarray:
    """Numbers of [B, n] below each point z = 1/n … (n − 1)/n, [B, n − 1]."""
    sets, count = place.shape
    cells = np.minimum((place * count).astype(int), count - 1) + count * np.arange(sets)[:, None]
    return np.bincount(cells.ravel(), minlength=sets * count).reshape(sets, count).cumsum(axis=1)[:, :-1]
