"""Does what all sectors share move with the mean of their policies?

Effects of periods leave of a policy what sets sectors apart: the estimate is relative to the others. Where
buyers go from a dearer sector to another, or a dearer input costs the others trade, a rise of all is not that
of one. What the estimate leaves of the outcome is a[s] + d[t] beside noise, and the policy likewise
a′[s] + x̄[t]: both solved together, so that sectors which enter late or leave early, at another level than
the rest, move neither d nor x̄. Of these is asked:

    d[t] = a + b t + γ x̄[t] + e[t],   e[t] = ρ e[t−1] + noise

by feasible generalised least squares (Prais & Winsten 1954), ρ of the residuals without x̄, made larger by
the (1 + 4 ρ) / T that it lacks with a trend (Kendall 1954). γ is the total response less the relative one;
its error holds that of the relative one, too. Only with an effect of periods alone, since with others sectors
have no common rest, and of periods without a gap.
"""

import numpy as np
from scipy import special

from tradewinds.data.panel import Grid
from tradewinds.effects.design import EventDesign, takes_out_seasons

_LARGEST = 0.98
"""Of ρ: with more, what sectors share is a random walk, and its changes are asked."""
_LEAST = 20
"""Periods below which nothing is asked."""


def common_response(
    grid: Grid, asked: EventDesign, response: np.ndarray, error: float
) -> tuple[float, float, float]:
    """γ, its standard error and degrees of freedom; NaN where it is not asked. ``response`` [H]: by periods
    since a rise; ``error``: of its last.
    """
    if "period" not in asked.effects:
        return np.nan, np.nan, np.nan
    policy, outcome = asked.policy_of(grid), asked.outcome_of(grid)
    moves = np.nan_to_num(np.diff(policy, axis=1, prepend=np.nan))
    answered = response[-1] * policy
    for lag in range(len(response) - 1):
        recent = moves[:, : moves.shape[1] - lag]
        answered[:, lag:] += (response[lag] - response[-1]) * recent
    known = np.isfinite(outcome) & np.isfinite(policy)
    left, mean = (_shared(one, known) for one in (outcome - answered, policy))
    there = np.flatnonzero(np.isfinite(left))
    there = there[there >= len(response)]
    if len(there) < _LEAST or np.ptp(mean[there]) == 0 or (np.diff(there) > 1).any():
        return np.nan, np.nan, np.nan
    base = [np.ones(len(there)), np.linspace(-1, 1, len(there))]
    if takes_out_seasons(grid, asked):
        season = np.unique(np.asarray(grid.calendar)[there], return_inverse=True)[1]
        base += [(season == one).astype(float) for one in range(1, season.max() + 1)]
    return _slope(left[there], mean[there], error, np.column_stack(base))


def _shared(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """d of the least squares of values [S, T], where known, on a[s] + d[t]: [T], about a level; NaN where
    nothing is known, and everywhere where some periods have no sector in common with the others.
    """
    there = known.any(axis=0)
    has, each = known[:, there].astype(float), np.where(known, values, 0.0)[:, there]
    rows = np.maximum(has.sum(axis=1), 1.0)
    normal = np.diag(has.sum(axis=0)) - has.T @ (has / rows[:, None])
    right = each.sum(axis=0) - has.T @ (each.sum(axis=1) / rows)
    found, _, rank, _ = np.linalg.lstsq(normal, right, rcond=None)
    shared = np.full(values.shape[1], np.nan)
    if rank >= there.sum() - 1:
        shared[there] = found
    return shared


def _slope(left: np.ndarray, mean: np.ndarray, error: float, base: np.ndarray) -> tuple[float, float, float]:
    """Beside ``base`` [T, M]: a level, a trend, and seasons where these are taken out."""
    count = len(left)
    rest = left - base @ np.linalg.lstsq(base, left, rcond=None)[0]
    rho = float(rest[1:] @ rest[:-1] / (rest[:-1] @ rest[:-1])) if rest.any() else 0.0
    rho = min(rho + (1 + 4 * rho) / count, _LARGEST)
    first = np.sqrt(1 - rho**2) if rho > -1 else 0.0
    every = np.column_stack([left, mean, base])
    whitened = np.vstack([first * every[:1], every[1:] - rho * every[:-1]])
    y, x = whitened[:, 0], whitened[:, 1:]
    slopes = np.linalg.lstsq(x, y, rcond=None)[0]
    freedom = count - x.shape[1] - 1
    noise = float(((y - x @ slopes) ** 2).sum()) / freedom
    own = noise * float(np.linalg.pinv(x.T @ x)[0, 0])
    return float(slopes[0]), float(np.hypot(np.sqrt(own), error)), float(freedom)


def p_of(value: float, error: float, freedom: float) -> float:
    """Two-sided, by Student's t."""
    return float(2 * special.stdtr(freedom, -abs(value) / error)) if error > 0 else np.nan
