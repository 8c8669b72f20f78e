"""How far a result may lie from the same result made again, where only its random draws differ.

On another machine the last bits of an operation differ, a chain leaves its path, and ends as another chain of
the same posterior would. A summary of n effective draws, of a quantity with posterior deviation s, then has
the standard error f s / √n, with f = 1 for a mean and √(p (1 − p)) / φ(Φ⁻¹(p)) for the quantile p of a Normal
posterior (van der Vaart, *Asymptotic Statistics*, chapter 21). Two such summaries differ by

    |a − b| ≤ z f s √(2 / n),

where z is the Normal quantile at which all K values of an artifact pass together in all but ``ALPHA`` of the
cases (Bonferroni). s and n are always those of the result that was made again: a forger does not choose the
yardstick.
"""

import numpy as np
import pandas as pd
from scipy import stats

ALPHA = 1e-3
"""Share of artifacts that would be called different although only their draws differ."""
_BATCHES = 5


def quantile_factor(p: float | np.ndarray) -> np.ndarray:
    """Standard error of the quantile p in those of a mean, of a Normal posterior: 1.25 in the middle, 2.11 at
    the ends of a 90 % band.
    """
    p = np.asarray(p, float)
    return np.sqrt(p * (1 - p)) / stats.norm.pdf(stats.norm.ppf(p))


def allowed_deviations(draws: float, values: int) -> float:
    """z √(2 / n): how many posterior deviations two means of ``draws`` effective draws may lie apart where
    ``values`` of them are compared.
    """
    return float(stats.norm.ppf(1 - ALPHA / (2 * max(values, 1))) * np.sqrt(2 / draws))


def effective_draws(tables: list[pd.DataFrame]) -> float:
    """The smallest effective number of draws of what a fit predicts, of its tables of convergence; NaN where
    none has any.
    """
    found = [table.query("quantity == 'prediction' and metric == 'ess_bulk'")["value"] for table in tables]
    return float(pd.concat(found).min()) if found else np.nan


def error_of_mean(draws: np.ndarray) -> tuple[np.ndarray, int]:
    """Standard error of the mean of ``draws`` [chain, draw, element], and the degrees of freedom of the least
    sure of them.

    The larger of two: of the means of chains, which tells where chains did not mix, and of the means of
    five batches of each, which tells more where they did. Each as the element's own means have it, and as all
    elements of the parameter together have it, in units of each one's own deviation: the larger.
    """
    chains, length = draws.shape[:2]
    deviation = draws.std(axis=(0, 1))
    sets = [draws.mean(axis=1)] if chains > 1 else []
    if length >= 4 * _BATCHES:
        cut = draws[:, : length // _BATCHES * _BATCHES]
        sets.append(cut.reshape(chains * _BATCHES, -1, draws.shape[2]).mean(axis=1))
    if not sets:
        return np.full(draws.shape[2], np.nan), 0
    scale = np.where(deviation > 0, deviation, 1)
    found = [means.var(axis=0, ddof=1) / len(means) / scale**2 for means in sets]
    squared = np.maximum.reduce([*found, *(np.full(draws.shape[2], one.mean()) for one in found)])
    return np.sqrt(squared) * scale, max(len(means) for means in sets) - 1


def error_of_deviation(draws: np.ndarray) -> np.ndarray:
    """Standard error of the standard deviation of ``draws`` [chain, draw, element]: that of the variance, as
    the mean of the squared distances from the middle, over twice the deviation.
    """
    squares = (draws - draws.mean(axis=(0, 1))) ** 2
    deviation = np.sqrt(squares.mean(axis=(0, 1)))
    return np.asarray(error_of_mean(squares)[0] / (2 * np.where(deviation > 0, deviation, 1)))
