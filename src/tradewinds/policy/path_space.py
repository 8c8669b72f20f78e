"""The space of tariff paths that a search moves in: knots of a shift from the baseline, within bounds."""

from dataclasses import dataclass

import numpy as np

from tradewinds.settings.optimise import OptimiseSettings


@dataclass(frozen=True)
class PathSpace:
    """Every path of tariff rates that the search may choose, over H periods and S sectors.

    τ[h,s] = τ⁰[h,s] + Σ_k L[h,k] v[k,s], held between ``lowest`` and ``highest``; rates are fractions.

    ``baseline`` τ⁰ [H, S] are the rates of the baseline; L ``lay`` [H, K] draws straight lines between knots;
    v [K, S], or [K, 1] where all sectors shift alike, are the shifts at the knots, which is what is chosen.
    The baseline itself is v = 0 where it lies within the bounds.
    """

    baseline: np.ndarray
    lowest: float
    highest: float
    lay: np.ndarray
    uniform: bool

    @classmethod
    def of(cls, baseline: np.ndarray, asked: OptimiseSettings) -> "PathSpace":
        knots = min(asked.knots, len(baseline))
        return cls(baseline, asked.lowest, asked.highest, straight_lines(len(baseline), knots), asked.uniform)

    def path(self, knots: np.ndarray) -> np.ndarray:
        """Rates [H, S] of a choice v."""
        return np.clip(self.baseline + self.lay @ knots, self.lowest, self.highest)

    def slope(self, knots: np.ndarray, by_rates: np.ndarray) -> np.ndarray:
        """Gradient by v of what has the gradient ``by_rates`` [H, S] by the path; none where a bound holds
        it."""
        free = self.baseline + self.lay @ knots
        held = ((free > self.highest + 1e-9) & (by_rates > 0)) | (
            (free < self.lowest - 1e-9) & (by_rates < 0)
        )
        slope = self.lay.T @ np.where(held, 0.0, by_rates)
        return slope.sum(axis=1, keepdims=True) if self.uniform else slope

    def clipped(self, knots: np.ndarray) -> np.ndarray:
        """The shifts v [K, S], cut off where a larger one would move no rate: all are at a bound there."""
        low, high = self.lowest - self.baseline, self.highest - self.baseline
        axis = (0, 1) if self.uniform else 0
        return np.clip(knots, low.min(axis=axis), high.max(axis=axis))

    def knots(self, path: np.ndarray) -> np.ndarray:
        """The v whose path is nearest to one [H, S], by least squares."""
        shift = path - self.baseline
        found = np.linalg.lstsq(self.lay, shift, rcond=None)[0]
        return self.clipped(found.mean(axis=1, keepdims=True) if self.uniform else found)

    def grid(self, points: int) -> dict[str, np.ndarray]:
        """Name → path [H, S]: every sector shifted alike, in a straight line from one shift to another.

        The shifts are ``points`` from bound to bound about the mean rate, the smallest of them made none.
        """
        mean = self.baseline.mean()
        shifts = np.linspace(self.lowest - mean, self.highest - mean, points)
        shifts[np.abs(shifts).argmin()] = 0.0
        along = np.linspace(0.0, 1.0, self.lay.shape[1])[:, None]
        return {
            f"{_points(first)} to {_points(last)}": self._shifted(
                np.broadcast_to(
                    first + (last - first) * along,
                    (len(along), 1 if self.uniform else self.baseline.shape[1]),
                )
            )
            for first in shifts
            for last in shifts
        }

    def _shifted(self, knots: np.ndarray) -> np.ndarray:
        """The path of knots put within the bounds first, so that it is a choice."""
        return self.path(self.clipped(knots))

    def uniform_rates(self, points: int) -> dict[str, np.ndarray]:
        """Name → path: the same rate everywhere and always, ``points`` of them from bound to bound."""
        rates = np.linspace(self.lowest, self.highest, points)
        return {f"{100 * rate:g} %": np.full_like(self.baseline, rate) for rate in rates}


def straight_lines(horizon: int, knots: int) -> np.ndarray:
    """L [H, K]: values at K knots, evenly from the first period to the last, on straight lines between."""
    if knots == 1:
        return np.ones((horizon, 1))
    at = np.linspace(0.0, knots - 1.0, horizon)
    return np.maximum(1.0 - np.abs(at[:, None] - np.arange(knots)), 0.0)


def _points(shift: float) -> str:
    return f"{100 * shift:+.1f}" if shift else "0"
