"""What a tariff does that rises once and for all, unforeseen: histories with and without it, under the same
shocks.

Changes are means of log differences over N histories that begin in the ergodic set without a tariff. Welfare
is what share of consumption, in every remaining period of life, is worth as much as the change:

    Σ_i β^i E u((1+g) c_0) = Σ_i β^i E u(c_1),
    log utility: log(1+g) = Σ_i β^i E[log c_1 − log c_0]/Σ_i β^i;  else (1+g)^(1−γ) = E U_1/E U_0
"""

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd

from tradewinds.equilibrium.choices import Policy, capital_after, choose, situation_of
from tradewinds.equilibrium.economy import EVERY_AGE, Economy, EconomyState
from tradewinds.equilibrium.paths import next_shock
from tradewinds.runtime import in_double

QUANTITIES = ("gdp", "capital", "consumption", "wage", "gross_return", "imports", "revenue")
"""Of the whole economy: the return in points, the revenue in % of GDP, all others as log changes in %."""


_Sides = tuple[EconomyState, EconomyState]


class _Side(NamedTuple):
    aggregates: jax.Array
    """[N, 7] in the order of ``QUANTITIES``: logs, the return and the revenue's share in GDP."""
    log_consumption: jax.Array
    """[N, A]"""
    utility: jax.Array
    """[N, A]"""


@in_double
def tariff_table(
    economy: Economy, policy: Policy, state: EconomyState, key: jax.Array, rise: float, horizon: int
) -> pd.DataFrame:
    """Rows of quantity, age, period (0…horizon), ``change`` in % (or points) and its Monte Carlo ``error``.

    Quantities are those of ``QUANTITIES`` (``EVERY_AGE``), ``consumption`` by age (1…A) and ``welfare``: of
    those born in a period (age 1), and in period 0 of all who are alive, by their age, for the rest of their
    lives. ``state``: N of the ergodic set without a tariff; ``rise``: the tariff from period 0 on, a
    fraction.
    """
    periods, ages = horizon + economy.ages, economy.ages
    means, squares, utility = map(np.asarray, _compared(economy, policy, state, key, rise, periods))
    spread = np.sqrt(np.maximum(squares - means**2, 0.0) / len(state.shock))
    names = [(name, EVERY_AGE) for name in QUANTITIES]
    names += [("consumption", age) for age in range(1, ages + 1)]
    rows = [
        (name, age, period, 100 * means[period, column], 100 * spread[period, column])
        for column, (name, age) in enumerate(names)
        for period in range(horizon + 1)
    ]
    logs = means[:, len(QUANTITIES) :]
    born = [(1, period) for period in range(horizon + 1)]
    alive = [(age, 0) for age in range(2, ages + 1)]
    rows += [
        ("welfare", age, period, 100 * worth(economy, logs, utility, age, period), np.nan)
        for age, period in born + alive
    ]
    return pd.DataFrame(rows, columns=["quantity", "age", "period", "change", "error"])


def worth(economy: Economy, logs: np.ndarray, utility: np.ndarray, age: int, period: int) -> float:
    """g of a household that has this age (1…A) in this period, a fraction.

    ``logs`` [T, A]: mean log changes of consumption; ``utility`` [2, T, A]: mean utility without and with.
    """
    left = np.arange(economy.ages - age + 1)
    at, weight = (period + left, age - 1 + left), economy.discount**left
    if economy.risk_aversion == 1:
        return float(np.expm1((weight * logs[at]).sum() / weight.sum()))
    without, with_it = ((weight * utility[side][at]).sum() for side in (0, 1))
    return float((with_it / without) ** (1 / (1 - economy.risk_aversion)) - 1)


@partial(jax.jit, static_argnums=5)
def _compared(
    economy: Economy, policy: Policy, state: EconomyState, key: jax.Array, rise: float, periods: int
) -> tuple[jax.Array, jax.Array, jax.Array]:
    """Means and mean squares [T, 7 + A] of the differences, and mean utility [2, T, A] of both sides."""

    def step(sides: _Sides, key: jax.Array) -> tuple[_Sides, tuple]:
        shock = next_shock(key, economy.transition, sides[0].shock)
        found = [_observed(economy, policy, one) for one in sides]
        without, with_it = (
            jnp.concatenate([side.aggregates, side.log_consumption], axis=1) for side, _ in found
        )
        change = with_it - without
        utility = jnp.stack([side.utility.mean(0) for side, _ in found])
        first, second = (
            one._replace(capital=capital, shock=shock) for one, (_, capital) in zip(sides, found, strict=True)
        )
        return (first, second), (change.mean(0), (change**2).mean(0), utility)

    begin = state._replace(tariff=jnp.zeros_like(state.tariff))
    sides = (begin, begin._replace(tariff=begin.tariff + rise))
    _, (means, squares, utility) = jax.lax.scan(step, sides, jax.random.split(key, periods))
    return means, squares, jnp.moveaxis(utility, 1, 0)


def _observed(economy: Economy, policy: Policy, state: EconomyState) -> tuple[_Side, jax.Array]:
    """What is followed of some histories, and their capital in the next period."""
    situation = situation_of(economy, state)
    prices, choice = situation.prices, choose(economy, policy, situation)
    consumed = choice.consumption
    power = 1 - economy.risk_aversion
    logs = [prices.gdp, situation.total, consumed.sum(-1), prices.wage]
    aggregates = jnp.stack(
        [
            *(jnp.log(one) for one in logs),
            prices.gross_return,
            jnp.log(jnp.maximum(prices.imports, 1e-12)),
            prices.revenue / prices.gdp,
        ],
        axis=-1,
    )
    curved = consumed**power / jnp.where(power == 0, 1.0, power)
    utility = jnp.where(power == 0, jnp.log(consumed), curved)
    return _Side(aggregates, jnp.log(consumed), utility), capital_after(choice)
