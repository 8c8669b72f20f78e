"""Impulse responses: what follows when a shock is forced upon the economy for one period.

Capital is what it happens to be, that of N states of the ergodic set; the shock of the first period is set,
those that follow are drawn by their probabilities. Responses are changes of means against the mean over the
ergodic set (as in Azinovic, Gaegauf & Scheidegger).
"""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd

from tradewinds.equilibrium.choices import Policy, capital_after, choose, situation_of
from tradewinds.equilibrium.economy import EVERY_AGE, Economy, EconomyState
from tradewinds.equilibrium.paths import next_shock
from tradewinds.runtime import in_double

AGGREGATES = ("consumption", "capital", "gdp")


@in_double
def impulse_table(
    economy: Economy, policy: Policy, state: EconomyState, key: jax.Array, horizon: int
) -> pd.DataFrame:
    """Rows of shock (0…Z−1), period (0…horizon), quantity, age and ``change`` in %: of consumption of every
    age (1…A), and of aggregate consumption, capital and GDP (``EVERY_AGE``).

    ``state``: N of the ergodic set, its shocks included.
    """
    usual = np.asarray(_means(economy, policy, state))
    names = [(name, EVERY_AGE) for name in AGGREGATES]
    names += [("consumption", age) for age in range(1, economy.ages + 1)]
    quantities, ages = zip(*names, strict=True)
    tables = []
    for shock in range(economy.shocks):
        forced = state._replace(shock=jnp.full_like(state.shock, shock))
        found = np.asarray(_followed_means(economy, policy, forced, key, horizon))
        for period, means in enumerate(found):
            tables.append(
                pd.DataFrame(
                    {
                        "shock": shock,
                        "period": period,
                        "quantity": quantities,
                        "age": ages,
                        "change": 100 * (means / usual - 1),
                    }
                )
            )
    return pd.concat(tables, ignore_index=True)


def _quantities(economy: Economy, policy: Policy, state: EconomyState) -> tuple[jax.Array, EconomyState]:
    """Means over the states, [3 + A], and the states that follow but for their shocks."""
    situation = situation_of(economy, state)
    choice = choose(economy, policy, situation)
    by_age = choice.consumption.mean(0)
    aggregates = jnp.stack([by_age.sum(), situation.total.mean(), situation.prices.gdp.mean()])
    return jnp.concatenate([aggregates, by_age]), state._replace(capital=capital_after(choice))


@jax.jit
def _means(economy: Economy, policy: Policy, state: EconomyState) -> jax.Array:
    return _quantities(economy, policy, state)[0]


@partial(jax.jit, static_argnums=4)
def _followed_means(
    economy: Economy, policy: Policy, state: EconomyState, key: jax.Array, horizon: int
) -> jax.Array:
    """[horizon + 1, 3 + A]"""

    def step(state: EconomyState, key: jax.Array) -> tuple[EconomyState, jax.Array]:
        found, following = _quantities(economy, policy, state)
        return following._replace(shock=next_shock(key, economy.transition, state.shock)), found

    return jax.lax.scan(step, state, jax.random.split(key, horizon + 1))[1]
