"""Sectors whose policy changes, and an outcome that answers in a way that is known."""

import numpy as np
import pandas as pd

from tradewinds.data.panel import Grid, calendar_of, period_at
from tradewinds.settings.data_table import Frequency

ELASTICITY = -1.8
SCALE = 0.03
"""Standard deviation of the outcome's monthly shock."""


def as_grid(values: dict[str, np.ndarray], keys: dict[str, list[str]] | None = None) -> Grid:
    """A grid of months from arrays [S, T]."""
    sectors, periods = next(iter(values.values())).shape
    names = [f"sector {number:03d}" for number in range(sectors)]
    months = period_at(np.arange(540, 540 + periods), Frequency.month)
    table = pd.DataFrame({"sector": names, **(keys or {}), "label": names}, index=names)
    return Grid(names, table, months, *calendar_of(months, Frequency.month), values, None)


def tariffs(rng: np.random.Generator, sectors: int, periods: int, moves: float = 0.1) -> np.ndarray:
    """Rates that stand still and now and then step up or down [S, T]."""
    steps = rng.uniform(-0.1, 0.1, (sectors, periods)) * (rng.uniform(size=(sectors, periods)) < moves)
    return np.clip(0.3 + steps.cumsum(axis=1), 0, 0.9)


def answered(rng: np.random.Generator, policy: np.ndarray, weights: dict[int, float]) -> np.ndarray:
    """A quantity [S, T] whose log moves by Σ weights[l] Δx[t − l], with trends of sectors, a cycle of all,
    and random walks of their own. ``weights`` beyond the periods are left out.
    """
    sectors, periods = policy.shape
    moves = np.diff(policy, axis=1, prepend=policy[:, :1])
    change = SCALE * rng.standard_normal((sectors, periods)) + 0.05 * rng.standard_normal(periods)
    change += 0.01 * rng.standard_normal((sectors, 1))
    for lag, weight in weights.items():
        shifted = np.zeros_like(moves)
        if lag >= 0:
            shifted[:, lag:] = moves[:, : periods - lag]
        else:
            shifted[:, :lag] = moves[:, -lag:]
        change += weight * shifted
    return np.exp(5 + change.cumsum(axis=1))


GRADUAL = {lag: ELASTICITY / 12 for lag in range(12)}
AT_ONCE = {0: ELASTICITY}
ANTICIPATED = {-3: 1.0, -2: 0.5, 0: -2.5, 1: -0.8}
"""Stocks are built from three months before the rise on, and run down after it; for good −1.8."""


def world(weights: dict[int, float], seed: int = 0, sectors: int = 40, periods: int = 96) -> Grid:
    rng = np.random.default_rng((seed, 41))
    policy = tariffs(rng, sectors, periods)
    return as_grid({"tariff": policy, "volume": answered(rng, policy, weights)})
