"""Histories of the economy under a policy, many side by side."""

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp

from tradewinds.equilibrium.choices import (
    LEAST_CAPITAL,
    LEAST_CONSUMPTION,
    Policy,
    capital_after,
    choose,
    situation_of,
)
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
) -> tuple[EconomyState, EconomyState, jax.Array]:
    """The states [N] after ``periods``, those of each of these [periods, N], and the infeasible ones' share.

    ``transition``: in place of the economy's own. A history that becomes infeasible begins anew in that very
    period: debts that nobody can pay would multiply with the return from there on, and one such state would
    outweigh all others in a mean of squares.
    """
    moves = economy.transition if transition is None else transition
    anew = start_states(economy, len(state.shock))

    def step(state: EconomyState, key: jax.Array) -> tuple[EconomyState, tuple[EconomyState, jax.Array]]:
        now = after(economy, policy, state, next_shock(key, moves, state.shock))
        sound = feasible(economy, now)
        now = EconomyState(
            jnp.where(sound, now.shock, anew.shock),
            jnp.where(sound[:, None], now.capital, anew.capital),
            now.tariff,
        )
        return now, (now, 1.0 - sound.mean())

    last, (seen, lost) = jax.lax.scan(step, state, jax.random.split(key, periods))
    return last, seen, lost.mean()


def feasible(economy: Economy, state: EconomyState) -> jax.Array:
    """[N] whether every age has something to eat, and the economy capital."""
    income = situation_of(economy, state).income
    room = jnp.concatenate([income[:, :-1] - economy.least, income[:, -1:]], axis=1)
    capital = state.capital.sum(-1) > LEAST_CAPITAL * economy.usual
    return capital & (room > LEAST_CONSUMPTION).all(-1) & jnp.isfinite(income).all(-1)


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
