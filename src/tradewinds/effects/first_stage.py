"""From a response to the rate that was set to one to the rate that is asked about.

Where a statutory rate z identifies the effect and the path is one of a realised rate x, the response θ[h] of
the outcome to z is divided by what x moved with z,

    π = 1/(H + 1) Σ_h π[h],   π[h] of the same distributed lag in levels with x in the outcome's place,

which is two-stage least squares of a lasting change: x rises by one where z rises by 1/π. The error is that
of the ratio: of every cluster the influence is (ψ_θ − θ/π ψ_π)/π, since both come from the same rows.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from tradewinds.data.panel import Grid
from tradewinds.effects.design import EventDesign
from tradewinds.effects.distributed_lag import level_lag
from tradewinds.effects.path import EventPath, Influences


class FirstStage(NamedTuple):
    """π, its error, and its influences [G] of every dimension of clusters."""

    slope: float
    error: float
    influences: tuple[tuple[float, np.ndarray], ...]

    @property
    def f(self) -> float:
        """(π / error)²: a weak instrument below 10 (Staiger & Stock 1997); 0 where the rate moves against the
        policy, which is no first stage."""
        if not self.slope > 0:
            return 0.0
        return (self.slope / self.error) ** 2 if self.error > 0 else np.inf


def first_stage(grid: Grid, asked: EventDesign, rate: str, horizons: int, leads: int) -> FirstStage:
    """What ``rate`` moves with the policy of a design, both as they stand in the grid. Raises as
    ``level_lag``.
    """
    path = level_lag(grid, replace(asked, outcome=rate, logs=False), horizons, leads)
    after = (path.horizons >= 0) / (horizons + 1)
    influences = tuple((sign, one @ after) for sign, one in path.influences)
    variance = float(after @ path.covariance @ after)
    return FirstStage(float(after @ path.estimates), float(np.sqrt(max(variance, 0.0))), influences)


def per_realised(path: EventPath, first: FirstStage) -> EventPath:
    """The path per unit of the rate that is asked about; leads stay per unit of the policy."""
    estimates = path.estimates / first.slope
    return replace(path, estimates=estimates, influences=_of_ratio(path, estimates, first))


def _of_ratio(path: EventPath, ratio: np.ndarray, first: FirstStage) -> Influences:
    found = []
    for (sign, one), (_, slope) in zip(path.influences, first.influences, strict=True):
        longest = max(len(one), len(slope))
        both = np.zeros((longest, len(ratio)))
        both[: len(one)] += one
        both[: len(slope)] -= slope[:, None] * ratio
        found.append((sign, both / first.slope))
    return tuple(found)
