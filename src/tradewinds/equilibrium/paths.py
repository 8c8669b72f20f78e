"""Histories of the economy under a policy, many side by side."""

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp

from tradewinds.equilibrium.choices import Policy, capital_after, choose, situation_of
from tradewinds.equilibrium.economy import Economy, EconomyState


def start_states(economy: Economy, paths: int) -> EconomyState:
    """[N] every path with the usual capital, spread over all ages but the first, in the first shock, without
    a tariff.
    """
    each = jnp.full((paths, economy.ages), economy.usual / (economy.ages - 1))
    return EconomyState(jnp.zeros(paths, jnp.int32), each.at[:, 0].set(0.0), jnp.zeros(paths, each.dtype))


def next_shock(key: jax.Array, transition: Any, shock: jax.Array) -> jax.Array:
    """[N] drawn from the rows of ``transition`` [Z, Z] that the present shocks [N] name."""
    below = jnp.cumsum(jnp.asarray(transition), axis=1)[shock]
    drawn = jax.random.uniform(key, (*shock.shape, 1), below.dtype)
    return jnp.minimum((drawn > below).sum(-1), len(transition) - 1).astype(jnp.int32)


def after(economy: Economy, policy: Policy, state: EconomyState, shock: jax.Array) -> EconomyState:
    """The state of the next period, in which ``shock`` [N] holds."""
    choice = choose(economy, policy, situation_of(economy, state))
    return EconomyState(shock, capital_after(choice), state.tariff)


def followed(
    economy: Economy,
    policy: Policy,
    state: EconomyState,
    key: jax.Array,
    periods: int,
    transition: Any = None,
) -> tuple[EconomyState, EconomyState]:
    """The states [N] after ``periods``, and those of each of these periods [periods, N].

    ``transition``: in place of the economy's own.
    """
    moves = economy.transition if transition is None else transition

    def step(state: EconomyState, key: jax.Array) -> tuple[EconomyState, EconomyState]:
        now = after(economy, policy, state, next_shock(key, moves, state.shock))
        return now, now

    return jax.lax.scan(step, state, jax.random.split(key, periods))


@partial(jax.jit, static_argnums=(4, 5))
def fresh_states(
    economy: Economy,
    policy: Policy,
    state: EconomyState,
    key: jax.Array,
    discarded: int,
    looks: tuple[int, int],
) -> EconomyState:
    """[N · looks] states of histories that go on from ``state`` [N], with shocks by their own probabilities.

    ``looks``: how many of each path after ``discarded`` periods, and how many periods lie from one to the
    next.
    """
    number, apart = looks
    first, rest = jax.random.split(key)

    def quietly(state: EconomyState, key: jax.Array) -> tuple[EconomyState, None]:
        return after(economy, policy, state, next_shock(key, economy.transition, state.shock)), None

    def look(state: EconomyState, key: jax.Array) -> tuple[EconomyState, EconomyState]:
        now, _ = jax.lax.scan(quietly, state, jax.random.split(key, apart))
        return now, now

    begun, _ = jax.lax.scan(quietly, state, jax.random.split(first, discarded))
    _, seen = jax.lax.scan(look, begun, jax.random.split(rest, number))
    return jax.tree.map(lambda leaf: leaf.reshape(-1, *leaf.shape[2:]), seen)
