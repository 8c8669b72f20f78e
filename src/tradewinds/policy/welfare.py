"""What a path is worth: weighted effects against the baseline draw by draw, risk, and what is taken off.

Every function takes NumPy's arrays or JAX's; ``xp`` names the library.
"""

from types import ModuleType
from typing import Any

import numpy as np

from tradewinds.errors import DataError
from tradewinds.settings.outcomes import Outcome
from tradewinds.settings.welfare import Risk, WelfareSettings

Array = Any
POINTS = 100.0
"""From a rate as a fraction to percentage points."""


def discounting(horizon: int, per_year: int, discount: float) -> np.ndarray:
    """Weights [H] of the periods, in sum one: δ[h] ∝ (1 + discount)^(−h / periods a year), h = 1 … H."""
    weights = (1.0 + discount) ** (-np.arange(1, horizon + 1) / per_year)
    return weights / weights.sum()


def sector_shares(outcome: Outcome, baseline: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Weights [S] by which the effects of the columns of ``baseline`` [R, H, S] are averaged, in sum one.

    Per cent of nothing is no number: a sector without anything on the baseline has no say. Raises DataError
    where nothing is left.
    """
    if outcome.total or outcome.table == "national":
        baseline, shares = baseline.sum(axis=-1, keepdims=True), np.ones(1)
    there = shares * ((baseline != 0).all(axis=(0, 1)) if outcome.log else 1.0)
    if not there.sum() > 0:
        raise DataError(
            f"{outcome.place} is nothing on the baseline",
            "something to compare with in per cent",
            "Take it out of the welfare, or compare with another baseline.",
        )
    return there / there.sum()


def mean_effect(
    outcome: Outcome, values: Array, baseline: Array, shares: Array, discount: Array, xp: ModuleType = np
) -> Array:
    """Effect […] on an outcome over the path, from values and baseline […, H, S] of the same draws.

    E = Σ_h δ[h] Σ_s ω[s] e[s,h], with e = 100 (x / x⁰ − 1) for what is in logs and factor · (x − x⁰)
    otherwise; of a total, x is the sum over the sectors. ``shares`` ω as ``sector_shares``, ``discount`` δ
    [H].
    """
    if outcome.total:
        values, baseline = (one.sum(axis=-1, keepdims=True) for one in (values, baseline))
    if outcome.log:
        known = baseline != 0
        ratio = values / xp.where(known, baseline, 1.0)
        change = 100.0 * xp.where(known, ratio - 1.0, 0.0)
    else:
        change = outcome.factor * (values - baseline)
    return (change @ shares) @ discount


def risk(
    welfare: Array, alive: Array, asked: WelfareSettings, xp: ModuleType = np, smooth: Any = None
) -> Array:
    """One number from the welfare [R] of the draws that are ``alive`` [R].

    expected: their mean. cvar: the mean of the lowest share ``level`` of them (Rockafellar & Uryasev 2000).
    loss: −P(W ≤ target); where ``smooth`` is a function, −mean of smooth((target − W) / width), with a
    fifth of the standard deviation as width, so that there is a slope to follow.
    """
    count = alive.sum()
    if asked.risk == Risk.cvar:
        ordered = xp.sort(xp.where(alive, welfare, xp.inf))
        mine = xp.clip(asked.level * count - xp.arange(len(welfare)), 0.0, 1.0)
        return (xp.where(mine > 0, ordered, 0.0) * mine).sum() / (asked.level * count)
    known = xp.where(alive, welfare, 0.0)
    if asked.risk == Risk.expected:
        return known.sum() / count
    if smooth is None:
        return -(alive & (welfare <= asked.target)).sum() / count
    spread = xp.sqrt(xp.where(alive, (known - known.sum() / count) ** 2, 0.0).sum() / count + 1e-12)
    return -xp.where(alive, smooth((asked.target - known) / (0.2 * spread + 0.01)), 0.0).sum() / count


def roughness(path: Array, last: Array, xp: ModuleType = np) -> Array:
    """Mean squared change […] in points from one period to the next of paths […, H, S] that go on from
    ``last`` [S]."""
    before = xp.concatenate([xp.broadcast_to(last, (*path.shape[:-2], 1, len(last))), path], axis=-2)
    return ((POINTS * xp.diff(before, axis=-2)) ** 2).mean(axis=(-2, -1))


def objective(
    effects: Array,
    excess: Array,
    rough: Array,
    alive: Array,
    weights: Array,
    floors: Array,
    asked: WelfareSettings,
    xp: ModuleType = np,
    smooth: Any = None,
) -> Array:
    """What is made as large as can be.

        risk(Σ_k weight_k E_k) − support · mean excess − shortfall · Σ_k (floor_k − mean E_k)⁺
                              − smoothness · mean rough

    ``effects`` [R, K], ``excess`` [R] and ``rough`` [R] of the draws, ``alive`` [R], ``floors`` [K] with −∞
    where there is none.
    """
    count = alive.sum()
    known = xp.where(alive[:, None], effects, 0.0)
    welfare = risk(known @ weights, alive, asked, xp, smooth)
    beyond, moved = (xp.where(alive, one, 0.0).sum() / count for one in (excess, rough))
    short = xp.maximum(xp.where(xp.isfinite(floors), floors - known.sum(axis=0) / count, 0.0), 0.0).sum()
    return welfare - asked.support * beyond - asked.shortfall * short - asked.smoothness * moved
