"""What a policy does in a state, and the state that follows."""

from typing import Any, NamedTuple, Protocol

import jax
import jax.numpy as jnp

from tradewinds.equilibrium.economy import Economy, EconomyState, Situation, incomes, prices_of

LEAST_CONSUMPTION = 1e-5
"""Less consumption than this counts as this, and as infeasible."""
LEAST_CAPITAL = 0.02
"""Less capital than this share of the usual counts as that, and as infeasible."""


class Policy(Protocol):
    """Gives the share of its income above the least savings that every age but the last saves."""

    def shares(self, situation: Situation) -> Any:
        """[…, A−1] between 0 and 1."""


class Choice(NamedTuple):
    """What is done with income."""

    savings: jax.Array
    """[…, A−1] of every age but the last."""
    consumption: jax.Array
    """[…, A], at least ``LEAST_CONSUMPTION``."""
    shortfall: jax.Array
    """[…, A] how far consumption would have been below ``LEAST_CONSUMPTION``; zero where all is feasible."""


def situation_of(economy: Economy, state: EconomyState) -> Situation:
    """Prices and incomes in a state."""
    eta, delta = (jnp.asarray(one)[state.shock] for one in (economy.productivity, economy.depreciation))
    total = jnp.maximum(state.capital.sum(-1), LEAST_CAPITAL * economy.usual)
    prices = prices_of(economy, eta, delta, total, state.tariff)
    return Situation(state, total, prices, incomes(economy, prices, state.capital))


def choose(economy: Economy, policy: Policy, situation: Situation) -> Choice:
    """a^h = a_min + s^h (y^h − a_min), c^h = y^h − a^h; the last age saves nothing."""
    income = situation.income
    room = income[..., :-1] - economy.least
    shares = policy.shares(situation)
    savings = economy.least + shares * room
    # not income − savings: in single precision a difference of near equals would be all rounding
    wanted = jnp.concatenate([(1 - shares) * room, income[..., -1:]], axis=-1)
    return Choice(
        savings, jnp.maximum(wanted, LEAST_CONSUMPTION), jnp.maximum(LEAST_CONSUMPTION - wanted, 0.0)
    )


def capital_after(choice: Choice) -> jax.Array:
    """k'^(h+1) = a^h, […, A]: nobody is born with capital."""
    return jnp.concatenate([jnp.zeros_like(choice.savings[..., :1]), choice.savings], axis=-1)
