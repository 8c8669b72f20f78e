"""How the economy-wide effect δ[t] moves: one interface over covariances between periods.

δ ~ Normal(0, τ² K), K by the name of its dynamics and a few unbounded shape parameters. Stationary
processes have a diagonal of ones. A random walk and a damped trend have no level of their own, which is the
intercept's: their mean over the training periods is taken out, and K has a mean diagonal of one there, so
that τ is the size of δ within the sample for all of them.
"""

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp

from tradewinds.settings.model import Dynamics

JITTER = 1e-6
SMOOTH_JITTER = 1e-4
"""Added to the diagonal of nearly singular covariances: a hundredth of τ of each period's own."""
SHORTEST_CYCLE = 4.0
"""Periods; shorter cycles cannot be told from noise."""


class Process(NamedTuple):
    """Number of shape parameters, and (shape [p], P periods, T of them trained on) → K [P, P]."""

    parameters: int
    unit_covariance: Callable[[jax.Array, int, int], jax.Array]


def autoregression(partial: jax.Array, periods: int) -> jax.Array:
    """Correlation matrix [P, P] of the stationary AR(p) with partial autocorrelations [p], p ≤ 2.

    ρ(1) = r₁, φ₂ = r₂, φ₁ = r₁(1 − r₂), ρ(k) = φ₁ρ(k−1) + φ₂ρ(k−2) (Barndorff-Nielsen & Schou 1973).
    """
    first = partial[0]
    second = partial[1] if partial.shape[0] > 1 else jnp.zeros_like(first)
    phi = first * (1 - second)

    def step(state, _):
        one_back, two_back = state
        now = phi * one_back + second * two_back
        return (now, one_back), now

    start = (first, jnp.ones_like(first))
    _, later = jax.lax.scan(step, start, None, length=max(periods - 2, 0))
    by_lag = jnp.concatenate([jnp.ones(1), first[None], later])[:periods]
    return by_lag[_lags(periods)] + JITTER * jnp.eye(periods)


def _lags(periods: int) -> jax.Array:
    return jnp.abs(jnp.arange(periods)[:, None] - jnp.arange(periods)[None, :])


def _independent(shape: jax.Array, periods: int, trained: int) -> jax.Array:
    return jnp.eye(periods)


def _stationary(shape: jax.Array, periods: int, trained: int) -> jax.Array:
    return autoregression(jnp.tanh(shape), periods)


def _random_walk(shape: jax.Array, periods: int, trained: int) -> jax.Array:
    return _integrated(jnp.eye(periods), trained)


def _damped_trend(shape: jax.Array, periods: int, trained: int) -> jax.Array:
    """Its change is an AR(1) whose coefficient lies between 0, a random walk, and 1, a lasting slope."""
    slope = jax.nn.sigmoid(shape[0]) ** _lags(periods)
    return _integrated(slope, trained)


def _integrated(changes: jax.Array, trained: int) -> jax.Array:
    """K of the running sum of changes with covariance [P, P], less its mean over the training periods."""
    periods = len(changes)
    running = jnp.tril(jnp.ones((periods, periods)))
    centred = running - running[:trained].mean(axis=0)
    cov = centred @ changes @ centred.T
    return cov / jnp.diagonal(cov)[:trained].mean() + SMOOTH_JITTER * jnp.eye(periods)


def _quasi_periodic(shape: jax.Array, periods: int, trained: int) -> jax.Array:
    """exp(−2 sin²(πk/c)/w² − k²/2ℓ²): a cycle of c periods that keeps its form for some ℓ of them.

    c lies between four periods and all training periods, the form w and the memory ℓ/c about one.
    """
    longest = jnp.log(max(trained, 2 * SHORTEST_CYCLE) / SHORTEST_CYCLE)
    cycle = SHORTEST_CYCLE * jnp.exp(longest * jax.nn.sigmoid(shape[0]))
    width, memory = jnp.exp(0.5 * shape[1]), cycle * jnp.exp(0.5 + 0.5 * shape[2])
    lag = _lags(periods)
    kernel = jnp.exp(-2 * (jnp.sin(jnp.pi * lag / cycle) / width) ** 2 - 0.5 * (lag / memory) ** 2)
    return kernel + SMOOTH_JITTER * jnp.eye(periods)


PROCESSES = {
    Dynamics.independent: Process(0, _independent),
    Dynamics.ar1: Process(1, _stationary),
    Dynamics.ar2: Process(2, _stationary),
    Dynamics.random_walk: Process(0, _random_walk),
    Dynamics.damped_trend: Process(1, _damped_trend),
    Dynamics.quasi_periodic: Process(3, _quasi_periodic),
}


def averaged(dynamics: Dynamics) -> tuple[Dynamics, ...]:
    """The processes between which ``average`` chooses, all equally likely beforehand; else the one."""
    return tuple(PROCESSES) if dynamics == Dynamics.average else (dynamics,)


def parameters(dynamics: Dynamics) -> int:
    """Shape parameters of all processes the dynamics choose between."""
    return sum(PROCESSES[one].parameters for one in averaged(dynamics))


def unit_covariances(dynamics: Dynamics, shape: jax.Array, periods: int, trained: int) -> list[jax.Array]:
    """K [P, P] of every process the dynamics choose between, in order, from their shapes [p] end to end."""
    found, begin = [], 0
    for one in averaged(dynamics):
        process = PROCESSES[one]
        mine = shape[begin : begin + process.parameters]
        found.append(process.unit_covariance(mine, periods, trained))
        begin += process.parameters
    return found
