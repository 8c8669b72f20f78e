"""Standard errors by resampling whole periods.

The sectors of a period share its disturbance: twenty rows of one month are worth two or three, not
twenty. So periods are drawn with replacement, each with all its rows, and a score is computed anew.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tradewinds.errors import DataError

TAIL = 0.025
"""Share of the resamples beyond either end of a band."""
Statistic = Callable[..., np.ndarray | float]
"""Totals of some columns over rows, the number of rows last, to a score; vectorised over resamples."""


def mean(total: np.ndarray, count: np.ndarray) -> np.ndarray:
    """The plain mean, as a Statistic."""
    return total / count


@dataclass(frozen=True, eq=False)
class PeriodBootstrap:
    """Resamples of T periods: ``index`` [N] the period of each row, ``weights`` [B, T] times drawn."""

    index: np.ndarray
    weights: np.ndarray

    @classmethod
    def draw(cls, period: np.ndarray, samples: int, seed: int) -> "PeriodBootstrap":
        """``samples`` resamples of the periods in ``period`` [N].

        Raises DataError for fewer than two periods: their scatter is then unknown.
        """
        known, index = np.unique(period, return_inverse=True)
        if len(known) < 2:
            raise DataError(
                f"{len(known)} period in the rows to score",
                "at least 2, else nothing is known of how scores scatter between periods",
                "Hold out more periods (split.test_share) or more rows (split.inside_share).",
            )
        rng = np.random.default_rng(seed)
        weights = rng.multinomial(len(known), np.full(len(known), 1 / len(known)), size=samples)
        return cls(index, weights.astype(np.float64))

    def estimate(self, statistic: Statistic, *columns: np.ndarray) -> tuple[float, float]:
        """The score of all rows and its standard error, from row values [N] of each column.

        The error is the scatter over resamples times √(T / (T − 1)), which makes that of a mean over
        periods of equal size s / √T. A score that is not finite has the error NaN.
        """
        periods = self.weights.shape[1]
        totals = self._totals(*columns)
        with np.errstate(divide="ignore", invalid="ignore"):
            value = float(statistic(*totals.sum(axis=1)))
            scatter = np.std(statistic(*(self.weights @ totals.T).T), ddof=1)
        return value, float(scatter * np.sqrt(periods / (periods - 1)))

    def band(self, column: np.ndarray) -> tuple[float, float]:
        """The middle 95 % of the resampled means of row values [N] (``TAIL`` beyond either end)."""
        resampled = mean(*(self.weights @ self._totals(column).T).T)
        return float(np.quantile(resampled, TAIL)), float(np.quantile(resampled, 1 - TAIL))

    def _totals(self, *columns: np.ndarray) -> np.ndarray:
        """Totals [columns + 1, T] of row values [N] by period, the number of rows last."""
        columns, periods = (*columns, np.ones(len(self.index))), self.weights.shape[1]
        return np.stack([np.bincount(self.index, column, minlength=periods) for column in columns])


def scatters(period: np.ndarray) -> bool:
    """Whether rows of these periods [N] say how scores scatter between periods."""
    return len(np.unique(period)) > 1


def paired_difference(
    a: np.ndarray, b: np.ndarray, period: np.ndarray, samples: int, seed: int
) -> tuple[float, float]:
    """Mean of a − b [N] and its standard error, whole periods resampled.

    Two models err on the same months, so the error of their difference is smaller than their own
    errors suggest. Raises DataError for values that are empty or not finite, or fewer than two periods.
    """
    difference = np.asarray(a, dtype=np.float64) - np.asarray(b, dtype=np.float64)
    bad = np.count_nonzero(~np.isfinite(difference))
    if difference.size == 0 or difference.shape != np.shape(period) or bad:
        raise DataError(
            f"differences of shape {difference.shape}, {bad} of them not finite",
            f"one finite number for each of {np.size(period)} rows",
        )
    return PeriodBootstrap.draw(period, samples, seed).estimate(mean, difference)
