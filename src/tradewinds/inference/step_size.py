"""The step size of a sampler without an accept step: as long as its energy error allows."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from tradewinds.model.arrays import on_device

MEMORY = 149 / 151
"""Decay of the averages from which the step size is set: about 150 steps count (Robnik et al. 2023)."""
TRUST = 1.5
"""How far, in e-folds of step size, an energy error may be from the one asked for and still count."""

SHORTEST = 1e-5
"""No step is shorter: of one to the sixth power single precision has no inverse below 1e-6."""


class Tuning(NamedTuple):
    """How long a chain's steps are; scalars, one per chain."""

    step: jax.Array
    error: jax.Array
    """Decayed sum of the energy errors, each as it would be at a step of one."""
    weight: jax.Array
    longest: jax.Array
    """No step longer than this: where one has failed."""
    begun: jax.Array
    """Whether the gradient at the state is known."""


def constant(chains: int, step: float) -> Tuning:
    """Nothing learned yet, and this step size, for every chain."""
    values = [np.full(chains, value) for value in (step, 0.0, 0.0, np.inf)]
    return Tuning(*on_device([*values, np.ones(chains, dtype=bool)]))


def adapted(tuning: Tuning, error: jax.Array, sound: jax.Array) -> Tuning:
    """Towards the step size at which ``error``, relative to the one asked for, is 1: it grows as ε⁶. All of
    one chain, scalars; ``sound`` says whether the step was kept.

    Errors far from 1 say little and count little (Robnik et al. 2023); after a failed step it shrinks.
    """
    error = error + 1e-8
    weight = jnp.where(sound, jnp.exp(-0.5 * jnp.square(jnp.log(error) / (6.0 * TRUST))), 0.0)
    # the square of a large energy overflows: a failed step's error may be infinite, and 0 · ∞ would stay
    total = MEMORY * tuning.error + jnp.where(sound, weight * error / tuning.step**6, 0.0)
    weights = MEMORY * tuning.weight + weight
    longest = jnp.where(sound, tuning.longest, jnp.minimum(tuning.longest, 0.8 * tuning.step))
    wanted = jnp.clip((total / weights) ** (-1 / 6), tuning.step / 1.3, tuning.step * 1.03)
    step = jnp.where(sound & (weights > 0), jnp.minimum(wanted, longest), 0.8 * tuning.step)
    return Tuning(jnp.maximum(step, SHORTEST), total, weights, longest, tuning.begun)
