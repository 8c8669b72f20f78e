"""How far an answer would move if it were computed again under another seed, from what was computed once.

With f̄_m the mean effect of chain, guide or start m of M, and s̄ the root mean square of their own standard
deviations,

    √(Σ_m (f̄_m − f̄)² / (M − 1) / M) / (3.29 s̄)

is the standard error of the pooled middle in widths of the 90 % band that one of them has by itself. In those
of the band of all draws it could not exceed 1/(3.29 √(M − 1)), for the starts' own scatter would be
part of what it is held against."""

import numpy as np
from scipy import special

from tradewinds.normal import WIDTH_90

EFFECT_OVER_SEEDS = "effect over seeds"
"""The quantity in a table of convergence; its metric is the variable that rises."""
_POWER = 0.8


def scatter_over_seeds(effect: np.ndarray, chains: int) -> float:
    """Standard error over seeds of the middle of an effect [R], of chains (or guides) next to each other, in
    widths of the 90 % band within them; NaN for one alone.

    Chains that mix each have the posterior's mean but for their Monte Carlo error, and this is that error of
    all of them; guides that end elsewhere scatter by more. Infinite where draws do not move within a chain.
    """
    return scatter_between(effect, np.repeat(np.arange(chains), len(effect) // chains))


def scatter_between(effect: np.ndarray, chain: np.ndarray) -> float:
    """The same of draws [R] in any order, each of the ``chain`` [R] that is told."""
    each = [effect[chain == one] for one in np.unique(chain)]
    if len(each) < 2:
        return np.nan
    width = WIDTH_90 * float(np.sqrt(np.mean([one.var() for one in each])))
    error = float(np.std([one.mean() for one in each], ddof=1)) / np.sqrt(len(each))
    return error / width if width > 0 else np.inf


def scatter_found(limit: float, chains: int) -> float:
    """Standard deviation of the middles of starts, in widths of their own band, that exceeds ``limit`` with
    80 % power: the squares of M middles are χ² with M − 1 degrees of freedom. NaN for one alone.
    """
    if chains < 2:
        return np.nan
    short = 2 * special.gammaincinv((chains - 1) / 2, 1 - _POWER) / (chains - 1)
    return float(limit * np.sqrt(chains / short))
