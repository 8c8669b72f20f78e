"""How the economy-wide effect δ[t] moves: one interface over covariances between periods.

δ ~ Normal(0, τ² K), K by the name of its dynamics and a few unbounded shape parameters. Stationary
processes have a diagonal of ones. A random walk and a damped trend have no level of their own, which is the
intercept's: their mean over the training periods is taken out, and K has a mean diagonal of one there, so
that τ is the size of δ within the sample for all of them.

Autoregressions are those of Barndorff-Nielsen & Schou (1973), the random walk is the local level of Harvey
(1989), the damped trend that of Gardner & McKenzie (1985), the quasi-periodic K that of Rasmussen & Williams
(2006, §5.4.3); processes are averaged as in Hoeting, Madigan, Raftery & Volinsky (1999).
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import jax
import jax.numpy as jnp

from tradewinds.model import autoregression, economy
from tradewinds.settings.model import Dynamics

SMOOTH_JITTER = 1e-4
"""Added to the diagonal of nearly singular covariances: a hundredth of τ of each period's own."""
SHORTEST_CYCLE = 4.0
"""Periods; shorter cycles cannot be told from noise."""


class Process(NamedTuple):
    """One way for δ to move; K is of P periods, T of them trained on."""

    parameters: int
    """How many shape parameters p it has."""
    unit_covariance: Callable[[jax.Array, int, int], jax.Array]
    """(shape [p], P, T) → K [P, P]"""
    collapsed: Callable[[jax.Array, jax.Array, jax.Array, jax.Array], jax.Array] | None = None
    """(shape [p], τ², a [P], b [P]) → ``economy.collapsed``, where the process allows it without a matrix."""
    path: Callable[[jax.Array, jax.Array], jax.Array] | None = None
    """(shape [p], innovations [T]) → a path of unit size, where the process allows it without a matrix."""


def _lags(periods: int) -> jax.Array:
    return jnp.abs(jnp.arange(periods)[:, None] - jnp.arange(periods)[None, :])


def _independent(shape: jax.Array, periods: int, trained: int) -> jax.Array:
    return jnp.eye(periods)


def _collapsed_independent(shape: jax.Array, variance: jax.Array, a: jax.Array, b: jax.Array) -> jax.Array:
    return economy.collapsed_independent(variance, a, b)


def _path_independent(shape: jax.Array, innovations: jax.Array) -> jax.Array:
    return innovations


def _stationary(shape: jax.Array, periods: int, trained: int) -> jax.Array:
    return autoregression.correlation_matrix(autoregression.bounded(shape), periods)


def _collapsed_stationary(shape: jax.Array, variance: jax.Array, a: jax.Array, b: jax.Array) -> jax.Array:
    return autoregression.collapsed_autoregressive(autoregression.bounded(shape), variance, a, b)


def _path_stationary(shape: jax.Array, innovations: jax.Array) -> jax.Array:
    return autoregression.path(autoregression.bounded(shape), innovations)


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
    Dynamics.independent: Process(0, _independent, _collapsed_independent, _path_independent),
    Dynamics.ar1: Process(1, _stationary, _collapsed_stationary, _path_stationary),
    Dynamics.ar2: Process(2, _stationary, _collapsed_stationary, _path_stationary),
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
    """K [P, P] of every process the dynamics choose between, in order, from their shapes [p] end to end.

    Of fewer periods than were trained on it is the first part of theirs.
    """
    return [_unit(process, mine, periods, trained) for process, mine in _shaped(dynamics, shape)]


def _unit(process: Process, shape: jax.Array, periods: int, trained: int) -> jax.Array:
    return process.unit_covariance(shape, max(periods, trained), trained)[:periods, :periods]


def collapsed_densities(
    dynamics: Dynamics, shape: jax.Array, variance: jax.Array, a: jax.Array, b: jax.Array, trained: int
) -> jax.Array:
    """``economy.collapsed`` [M], nats, with K of each of M processes the dynamics choose between, times τ².

    shape [p] of all of them end to end; variance τ², a scalar; a, b [T] as there.
    """

    def one(process: Process, mine: jax.Array) -> jax.Array:
        if process.collapsed:
            return process.collapsed(mine, variance, a, b)
        return economy.collapsed(variance * _unit(process, mine, len(a), trained), a, b)

    return jnp.stack([one(process, mine) for process, mine in _shaped(dynamics, shape)])


def sampled(dynamics: Dynamics, shape: jax.Array, innovations: jax.Array) -> list[jax.Array]:
    """A path [T] of unit size of every process the dynamics choose between, from the same standard normal
    innovations [T].
    """

    def one(process: Process, mine: jax.Array) -> jax.Array:
        if process.path:
            return process.path(mine, innovations)
        periods = len(innovations)
        return jnp.linalg.cholesky(process.unit_covariance(mine, periods, periods)) @ innovations

    return [one(process, mine) for process, mine in _shaped(dynamics, shape)]


def _shaped(dynamics: Dynamics, shape: jax.Array) -> Iterator[tuple[Process, jax.Array]]:
    """Every process the dynamics choose between, with its own shape parameters."""
    begin = 0
    for one in averaged(dynamics):
        process = PROCESSES[one]
        yield process, shape[begin : begin + process.parameters]
        begin += process.parameters
