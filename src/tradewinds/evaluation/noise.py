"""How widely the simple models scatter: laws of training residuals, by sector where there are enough."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import brentq
from scipy.special import digamma

from tradewinds.errors import DataError, FitError

OWN_ROWS = 20
"""Training rows from which a sector has a scale of its own; with fewer it takes the pooled one."""
DF_RANGE = (1.1, 200.0)
"""Degrees of freedom that are tried: above 1 for a mean to exist, and 200 is as good as Normal."""
_FLOOR = 1e-3
"""Smallest scale of a sector, in pooled ones: a series that mostly stands still would make a Student-t
likelihood infinite."""
_MOST_LEVERAGE = 0.9
_STEPS, _CLOSE = 1000, 1e-7


@dataclass(frozen=True, eq=False)
class Noise:
    """Scales in standardised units: ``pooled``, ``own`` [S] (NaN: the pooled one); df, None for Normal."""

    pooled: float
    own: np.ndarray
    df: float | None = None

    def scale(self, sector: np.ndarray) -> np.ndarray:
        """Scale [N] of the rows of these sectors; the pooled one for a sector never seen."""
        table = np.append(self.own, np.nan)
        own = table[np.minimum(sector, len(self.own))]
        return np.where(np.isnan(own), self.pooled, own)


def normal_noise(residuals: np.ndarray, sector: np.ndarray) -> Noise:
    """Root mean squares of residuals [N] about zero. Raises DataError when there is nothing to measure."""
    if residuals.size == 0 or not np.isfinite(residuals).all():
        bad = np.count_nonzero(~np.isfinite(residuals))
        raise DataError(f"{residuals.size} training residuals, {bad} of them not finite", "finite residuals")
    return _scales(residuals**2, residuals**2, sector, None)


def student_noise(residuals: np.ndarray, sector: np.ndarray, start: Noise | None = None) -> Noise:
    """Scales and pooled degrees of freedom of residuals [N] by maximum likelihood (location 0)."""
    noise = start or replace(normal_noise(residuals, sector), df=5.0)
    for _ in range(_STEPS):
        before, noise = noise, student_step(noise, residuals, sector)
        if _relative_change(before, noise) < _CLOSE:
            return noise
    raise FitError(f"Student-t noise did not settle in {_STEPS} steps", "convergence")


def student_step(noise: Noise, residuals: np.ndarray, sector: np.ndarray) -> Noise:
    """One step of ECME (Liu & Rubin 1994): scales given weights, then df by the likelihood itself."""
    freedom = _freedom(noise)

    def weighted(scale: np.ndarray | float) -> np.ndarray:
        return residuals**2 * (freedom + 1) / (freedom + (residuals / scale) ** 2)

    scales = _scales(weighted(noise.pooled), weighted(noise.scale(sector)), sector, freedom)
    z2 = (residuals / scales.scale(sector)) ** 2

    def rise(df: float) -> float:
        """Twice the derivative of the mean log likelihood in df."""
        tails = (df + 1) * z2 / (df * (df + z2)) - np.log1p(z2 / df)
        return digamma((df + 1) / 2) - digamma(df / 2) - 1 / df + tails.mean()

    low, high = DF_RANGE
    if rise(low) <= 0:
        return replace(scales, df=low)
    return replace(scales, df=high if rise(high) >= 0 else brentq(rise, low, high))


def student_weights(noise: Noise, residuals: np.ndarray, sector: np.ndarray) -> np.ndarray:
    """Weight [N] of each row in the mean, of mean 1: small for outliers and for noisy sectors."""
    scale, freedom = noise.scale(sector), _freedom(noise)
    weights = (freedom + 1) / (freedom + (residuals / scale) ** 2) / scale**2
    return weights / weights.mean()


def _freedom(noise: Noise) -> float:
    if noise.df is None:
        raise FitError("Normal noise", "Student-t noise, which has degrees of freedom")
    return noise.df


def _relative_change(before: Noise, after: Noise) -> float:
    """Largest relative change between two steps."""
    old = np.array([before.pooled, before.df, *before.own])
    new = np.array([after.pooled, after.df, *after.own])
    return float(np.nanmax(np.abs(new / old - 1)))


def leave_one_out_residuals(residuals: np.ndarray, leverage: np.ndarray) -> np.ndarray:
    """Residuals [N] as if each row had been left out of its own fit: residual / (1 − leverage)."""
    return residuals / (1 - np.minimum(leverage, _MOST_LEVERAGE))


def _scales(pooled: np.ndarray, own: np.ndarray, sector: np.ndarray, df: float | None) -> Noise:
    """Root means of squares [N], of all rows and by sector."""
    everywhere = float(np.sqrt(pooled.mean()))
    if not everywhere > 0:
        raise DataError(
            "every training residual is 0",
            "a target that is not predicted exactly",
            "Leave the equation out.",
        )
    count = np.bincount(sector)
    total = np.bincount(sector, own)
    by_sector = np.maximum(np.sqrt(total / np.maximum(count, 1)), _FLOOR * everywhere)
    return Noise(everywhere, np.where(count >= OWN_ROWS, by_sector, np.nan), df)
