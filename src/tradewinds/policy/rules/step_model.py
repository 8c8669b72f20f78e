"""An economy as a rule meets it: one period as a function, whatever is inside."""

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

EconomyState = Any
"""A pytree of arrays; the economy's own business."""
Act = Callable[[jax.Array, jax.Array], jax.Array]
"""(key, seen [D]) → action []."""


class StepModel(NamedTuple):
    """A simulator, period by period, which need not be differentiable.

    ``start``: key → state of the first period; ``step``: (key, state, action []) → the state after the period
    and its reward []; ``see``: state → what the policy-maker sees [D]. JAX has to be able to compile them.
    The value of a rule is E Σ_t γ^t r_t over ``horizon`` T periods, t = 0 … T − 1, γ the ``discount``.
    """

    start: Callable[[jax.Array], EconomyState]
    step: Callable[[jax.Array, EconomyState, jax.Array], tuple[EconomyState, jax.Array]]
    see: Callable[[EconomyState], jax.Array]
    horizon: int
    discount: float = 1.0


class Episode(NamedTuple):
    """One run: what was seen [T, D], what the rule chose [T], and rewards [T]."""

    seen: jax.Array
    action: jax.Array
    reward: jax.Array


def run_episode(
    model: StepModel, act: Act, held: Callable[[jax.Array], jax.Array], key: jax.Array
) -> Episode:
    """One episode of a rule that chooses by ``act``; what is done is ``held`` of it."""

    def period(state: EconomyState, number: jax.Array) -> tuple[EconomyState, Episode]:
        choosing, moving = jax.random.split(jax.random.fold_in(key, number))
        seen = model.see(state)
        action = act(choosing, seen)
        after, reward = model.step(moving, state, held(action))
        return after, Episode(seen, action, reward)

    start = model.start(jax.random.fold_in(key, model.horizon))
    return jax.lax.scan(period, start, jnp.arange(model.horizon))[1]


def present_values(reward: jax.Array, discount: float) -> jax.Array:
    """Of every period what is still to come, [T]: R_t = Σ_{i≥t} γ^{i−t} r_i, counted from t."""

    def earlier(later: jax.Array, now: jax.Array) -> tuple[jax.Array, jax.Array]:
        value = now + discount * later
        return value, value

    return jax.lax.scan(earlier, jnp.zeros((), reward.dtype), reward, reverse=True)[1]
