"""How far an answer would move if it were computed again under another seed, from what was computed once."""

import numpy as np

EFFECT_OVER_SEEDS = "effect over seeds"
"""The quantity in a table of convergence; its metric is the variable that rises."""
_BAND = 3.29
"""Width of the 90 % band of a Normal distribution in standard deviations."""


def scatter_over_seeds(effect: np.ndarray, chains: int) -> float:
    """Standard error of the middle of an effect [R], as it would scatter over other seeds, in widths of its
    90 % band: of the means of chains (or guides, or networks) next to each other; NaN for one alone.

    Chains that mix each have the posterior's mean but for their Monte Carlo error, and this is that error of
    all of them; guides that end elsewhere scatter by more. Infinite where the draws do not move at all.
    """
    if chains < 2:
        return np.nan
    means = effect.reshape(chains, -1).mean(axis=1)
    width = _BAND * effect.std()
    error = means.std(ddof=1) / np.sqrt(chains)
    return float(error / width) if width > 0 else np.inf
