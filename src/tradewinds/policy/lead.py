"""The placebo: does what is left of an outcome go with the policy of the period after?

A policy that is one period off cannot have moved the outcome. With r = y − f(x) what a draw of the network
leaves, and ℓ[s,t] = τ[s,t+1] − τ[s,t] the change to come, clear of the equation's inputs and effects
(Frisch & Waugh 1933),

    slope = Σ ℓ r / Σ ℓ²,    error² = Σ_t (Σ_s ℓ r̄)² / (Σ ℓ²)²

r̄ being the mean of r over draws: rows of a period move together. A draw's answer is its slope plus error
times a standard normal number. What goes with the coming policy is a policy that answers to the outcome,
buyers who stock up before it, or a common cause.
"""

import jax
import numpy as np

from tradewinds.evaluation.fitted import Fitted, over_draws
from tradewinds.evaluation.regression import dummies_of, residual
from tradewinds.model.equation import EquationModel
from tradewinds.model.rows import Rows, group_labels

FEWEST = 10
"""Periods below which nothing is said."""
_STILL = 1e-6
"""Share of a variance below which what is left of it is rounding."""


def lead_effect(fitted: Fitted, policy: str, rise: float, seed: int) -> np.ndarray:
    """What goes with a coming ``rise`` of the policy, draw by draw [R]: per cent for targets in logs, else
    in the target's own unit. NaN where too few periods are there or nothing of the coming change is left.
    """
    rows = fitted.design.with_role("fit")
    told = fitted.grid.values[policy]
    coming = np.full(told.shape, np.nan)
    coming[:, :-1] = np.diff(told, axis=1)
    lead = coming[rows.sector, rows.period]
    rows, lead = rows.take(np.isfinite(lead)), lead[np.isfinite(lead)]
    left = _clear(lead, rows.x, _dummies(fitted, rows))
    periods = np.unique(rows.period)
    if len(periods) < FEWEST or left @ left <= _STILL * len(lead) * lead.var():
        return np.full(fitted.draws, np.nan)
    location = over_draws(_location, (fitted.model,), fitted, fitted.rows(rows), jax.random.key(seed))
    unexplained = fitted.scale.target(rows.y) - np.asarray(location)
    slopes = unexplained @ left / (left @ left)
    remaining = _clear(unexplained.mean(axis=0), rows.x, _dummies(fitted, rows)) - slopes.mean() * left
    by_period = np.bincount(rows.period, left * remaining)
    error = np.sqrt(by_period @ by_period) / (left @ left)
    normal = np.random.default_rng(seed).standard_normal(len(slopes))
    factor = 100.0 if rows.log else 1.0
    return factor * rise * fitted.scale.target_scale * (slopes + error * normal)


def _location(model: EquationModel, sites: dict, fit: Rows, rows: Rows, key: jax.Array) -> jax.Array:
    return model.conditional(sites, rows).location


def _dummies(fitted: Fitted, rows) -> object:
    """One column a group of every effect, the period's among them where the equation has ``t``."""
    labels = [group_labels(rows, fitted.grid, effect) for effect in fitted.labels]
    if fitted.model.shape.economy:
        labels.append(group_labels(rows, fitted.grid, "period"))
    return dummies_of(labels or [np.zeros(len(rows))])


def _clear(values: np.ndarray, inputs: np.ndarray, dummies: object) -> np.ndarray:
    """Values [N] with effects and inputs [N, D] taken out linearly."""
    others = np.column_stack([residual(one, dummies) for one in inputs.T])
    others = others / np.where(others.std(axis=0) > 0, others.std(axis=0), 1.0)
    left = residual(values, dummies)
    return left - others @ np.linalg.lstsq(others, left, rcond=None)[0]
