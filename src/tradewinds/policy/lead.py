"""The placebo: does what is left of an outcome go with the policy of the period after?

A policy that is one period off cannot have moved the outcome. With r = y − f(x) what a draw of the network
leaves, and ℓ[s,t] = τ[s,t+1] − τ[s,t] the change to come, clear of the equation's inputs and effects
(Frisch & Waugh 1933),

    slope = Σ ℓ r / Σ ℓ²

with the standard error of Lazarus, Lewis, Stock & Watson (2018) for z[t] = Σ_s ℓ r̄, r̄ the mean of r over
draws: rows of a period move together, and periods near each other do. With B cosines of long waves,

    Ω = Σ_j Λ_j² / B,   Λ_j = √(2/T) Σ_t z[t] cos(π j (t − ½)/T),   B = 0.4 T^⅔,   error = √(T Ω) / Σ ℓ²

A draw's answer is its slope plus that error times a Student number of B degrees of freedom. The uncertainty
of f is in both, which errs on the side of saying too little. What goes with the coming policy is a policy
that answers to the outcome, buyers who stock up before it, or a common cause. The rows are those that f was
fitted on: a network that has learned them by heart leaves nothing to go with anything.
"""

import jax
import numpy as np
from scipy import sparse

from tradewinds.data.features import EquationRows
from tradewinds.evaluation.partialling import dummies_of, residual
from tradewinds.fitted.equation import FittedEquation, location_of_rows, over_draws
from tradewinds.model.rows import group_labels
from tradewinds.streams import SEED_LEAD

_FEWEST_PERIODS = 20
"""Periods below which nothing is said."""
_STILL = 1e-6
"""Share of a variance below which what is left of it is rounding."""


def lead_effect(fitted: FittedEquation, policy: str, rise: float, seed: int) -> np.ndarray:
    """What goes with a coming ``rise`` of the policy, draw by draw [R]: per cent for targets in logs, else
    in the target's own unit. NaN where too few periods are there or nothing of the coming change is left.
    """
    rows = fitted.equation_rows.with_role("fit")
    told = fitted.grid.values[policy]
    coming = np.full(told.shape, np.nan)
    coming[:, :-1] = np.diff(told, axis=1)
    lead = coming[rows.sector, rows.period]
    rows, lead = rows.take(np.isfinite(lead)), lead[np.isfinite(lead)]
    dummies = _dummies(fitted, rows)
    left = _clear(lead, rows.x, dummies)
    periods = np.unique(rows.period)
    if len(periods) < _FEWEST_PERIODS or left @ left <= _STILL * len(lead) * lead.var():
        return np.full(fitted.draws, np.nan)
    location = over_draws(location_of_rows, (fitted.model,), fitted, fitted.rows(rows), jax.random.key(seed))
    unexplained = fitted.scaler.target(rows.y) - location
    slopes = unexplained @ left / (left @ left)
    remaining = _clear(unexplained.mean(axis=0), rows.x, dummies)
    error, degrees = slope_error(remaining, left, rows.period, rows.x.shape[1] + dummies.shape[1])
    drawn = np.random.default_rng((seed, SEED_LEAD)).standard_t(degrees, len(slopes))
    factor = 100.0 if rows.log else 1.0
    return factor * rise * fitted.scaler.target_scale * (slopes + error * drawn)


def slope_error(y: np.ndarray, x: np.ndarray, period: np.ndarray, taken: int) -> tuple[float, int]:
    """Standard error of the slope of y [N] on x [N], both clear of ``taken`` other inputs, and its degrees
    of freedom.
    """
    left = y - x * (x @ y) / (x @ x)
    _, time = np.unique(period, return_inverse=True)
    by_period = np.bincount(time, x * left)
    periods = len(by_period)
    waves = np.arange(1, max(1, int(0.4 * periods ** (2 / 3))) + 1)
    cosines = np.cos(np.pi * waves[:, None] * (np.arange(periods) + 0.5) / periods)
    variance = 2.0 * np.mean((cosines @ by_period) ** 2)
    correction = len(y) / max(len(y) - taken - 1, 1)
    return float(np.sqrt(variance * correction) / (x @ x)), len(waves)


def _dummies(fitted: FittedEquation, rows: EquationRows) -> sparse.csr_matrix:
    """One column a group of every effect, the period's among them where the equation has ``t``."""
    labels = [group_labels(rows, fitted.grid, effect) for effect in fitted.labels]
    if fitted.model.shape.economy:
        labels.append(group_labels(rows, fitted.grid, "period"))
    return dummies_of(labels or [np.zeros(len(rows))])


def _clear(values: np.ndarray, inputs: np.ndarray, dummies: sparse.csr_matrix) -> np.ndarray:
    """Values [N] with effects and inputs [N, D] taken out linearly."""
    others = np.column_stack([residual(one, dummies) for one in inputs.T])
    others = others / np.where(others.std(axis=0) > 0, others.std(axis=0), 1.0)
    left = residual(values, dummies)
    return left - others @ np.linalg.lstsq(others, left, rcond=None)[0]
