"""How far a policy is from optimal in a state: the Euler equations, with the limit on savings.

    u'(c^h) = β E[r' u'(c'^(h+1))] + λ^h,   λ^h ≥ 0,   a^h ≥ a_min,   λ^h (a^h − a_min) = 0

As a relative error of consumption, in logarithms, e^h = log(u'^(−1)(β E[r' u'(c'^(h+1))])/c^h): zero where
the limit does not bind, at least zero where it does. With x^h = (a^h − a_min)/c^h both are one equation,
x ≥ 0, e ≥ 0, x e = 0, of which Φ(x, e) = x + e − √(x² + e²) is the residual (Fischer 1992). The expectation
is the exact sum over the shocks of the next period.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp

from tradewinds.equilibrium.choices import LEAST_CAPITAL, Policy, capital_after, choose, situation_of
from tradewinds.equilibrium.economy import Economy, EconomyState, consumption_of_marginal, marginal_utility

_ROUND = 1e-14
"""Keeps the root's derivative finite where both its terms are zero; its own root, 10⁻⁷, is no error of
note."""


class Residuals(NamedTuple):
    """Of N states and the A−1 ages that choose."""

    error: jax.Array
    """[N, A−1] Φ, or e where no limit can bind; relative to consumption."""
    euler: jax.Array
    """[N, A−1] e."""
    slack: jax.Array
    """[N, A−1] x, savings above their limit relative to consumption."""
    shortfall: jax.Array
    """[N, Z, A+1] how far consumption of every age, and in the end capital, would fall short of the least
    there has to be in each shock of the next period, over the usual output a head; zero where all is
    feasible."""


def euler_residuals(economy: Economy, policy: Policy, state: EconomyState) -> Residuals:
    """Of a policy in N states, by asking it in these and in the Z states that can follow each."""
    now = choose(economy, policy, situation_of(economy, state))
    capital = capital_after(now)
    everywhere = (len(capital), economy.shocks)
    following = EconomyState(
        jnp.broadcast_to(jnp.arange(economy.shocks), everywhere),
        jnp.broadcast_to(capital[:, None], (*everywhere, economy.ages)),
        jnp.broadcast_to(state.tariff[:, None], everywhere),
    )
    situation = situation_of(economy, following)
    then = choose(economy, policy, situation)
    value = situation.prices.gross_return[..., None] * marginal_utility(economy, then.consumption[..., 1:])
    odds = jnp.asarray(economy.transition)[state.shock]
    expected = economy.discount * jnp.sum(odds[..., None] * value, axis=1)
    consumption = now.consumption[:, :-1]
    euler = jnp.log(consumption_of_marginal(economy, expected) / consumption)
    slack = (now.savings - economy.least) / consumption
    error = jnp.where(economy.limited, fischer_burmeister(slack, euler), euler)
    poor = jnp.maximum(LEAST_CAPITAL * economy.usual - following.capital.sum(-1), 0.0)[..., None]
    shortfall = jnp.concatenate([then.shortfall, poor / economy.ages], axis=-1) / economy.usual_output
    return Residuals(error, euler, slack, shortfall)


def fischer_burmeister(x: jax.Array, e: jax.Array) -> jax.Array:
    """Φ(x, e) = x + e − √(x² + e²): zero where x ≥ 0, e ≥ 0 and one of them is zero, and nowhere else.

    Written as 2xe/(x + e + √(x² + e²)) where x + e > 0: there the difference of near equals is all rounding.
    """
    root = jnp.sqrt(x**2 + e**2 + _ROUND)
    near = x + e > 0
    stable = 2 * x * e / jnp.where(near, x + e + root, 1.0)
    return jnp.where(near, stable, x + e - root)
