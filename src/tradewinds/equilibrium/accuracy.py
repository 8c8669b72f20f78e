"""How far a solution is from optimal on states it was not trained on, and what it chooses there."""

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd

from tradewinds.equilibrium.choices import Policy, choose, situation_of
from tradewinds.equilibrium.economy import EVERY_AGE, Economy, EconomyState
from tradewinds.equilibrium.residuals import euler_residuals
from tradewinds.runtime import in_double

ERROR_QUANTILES = {"p0_1": 0.001, "p10": 0.1, "p50": 0.5, "p90": 0.9, "p99_9": 0.999}
"""Columns of the table of errors, with the share of the states that lie below."""
_BLOCK = 2000
"""States whose residuals are computed at once."""


@in_double
def error_table(economy: Economy, policy: Policy, state: EconomyState) -> pd.DataFrame:
    """Absolute errors of consumption in % (``euler_residuals``) over N states.

    A row for all ages that choose (``EVERY_AGE``) and one for each (1, …, A−1): mean, root mean square,
    quantiles and maximum, the share of the states in which savings are at their limit, and the share in which
    consumption cannot be paid for in every shock to come.
    """
    parts = [_residuals(economy, policy, _rows(state, at)) for at in _blocks(len(state.shock))]
    errors, bound, short = (np.concatenate(part) for part in zip(*parts, strict=True))
    ages = {EVERY_AGE: slice(None)} | {age: age - 1 for age in range(1, economy.ages)}
    rows = []
    for age, column in ages.items():
        mine = 100 * errors[:, column].ravel()
        rows.append(
            {
                "age": age,
                "mean": mine.mean(),
                **{name: np.quantile(mine, share) for name, share in ERROR_QUANTILES.items()},
                "max": mine.max(),
                "rms": np.sqrt((mine**2).mean()),
                "bound": bound[:, column].mean(),
                "infeasible": short.mean(),
                "states": len(errors),
            }
        )
    return pd.DataFrame(rows)


@jax.jit
def _residuals(economy: Economy, policy: Policy, state: EconomyState) -> tuple[jax.Array, ...]:
    found = euler_residuals(economy, policy, state)
    bound = economy.limited & (found.slack < found.euler)
    return jnp.abs(found.error), bound, (found.shortfall > 0).any(axis=(1, 2))


def _blocks(states: int) -> list[slice]:
    return [slice(first, first + _BLOCK) for first in range(0, states, _BLOCK)]


def _rows(state: EconomyState, at: slice) -> EconomyState:
    return EconomyState(state.shock[at], state.capital[at], state.tariff[at])


@in_double
def life_table(economy: Economy, policy: Policy, state: EconomyState) -> pd.DataFrame:
    """One row an age (1…A): means over N states of capital, income, consumption and of the share of income
    that is saved, in units of output, and the share's 5 % and 95 % quantiles; NaN of the last age, which
    saves nothing.
    """
    capital, income, consumption, shares = map(np.asarray, _life(economy, policy, state))
    low, middle, high = np.quantile(shares, [0.05, 0.5, 0.95], axis=0)
    found = pd.DataFrame(
        {
            "age": np.arange(1, economy.ages + 1),
            "capital": capital,
            "income": income,
            "consumption": consumption,
        }
    )
    for name, values in {"share": middle, "share_low": low, "share_high": high}.items():
        found[name] = np.append(values, np.nan)
    return found


@jax.jit
def _life(economy: Economy, policy: Policy, state: EconomyState) -> tuple[jax.Array, ...]:
    situation = situation_of(economy, state)
    choice = choose(economy, policy, situation)
    shares = choice.savings / situation.income[:, :-1]
    return state.capital.mean(0), situation.income.mean(0), choice.consumption.mean(0), shares


@in_double
def disagreement(economy: Economy, policies: list[Policy], state: EconomyState) -> pd.DataFrame:
    """One row an age (1…A): the difference of consumption between solutions that stays below in 99 % of N
    states, the largest of all pairs with the first, in % of the age's mean consumption; NaN of one solution
    alone.
    """
    chosen = [np.asarray(_consumption(economy, policy, state)) for policy in policies]
    mean = chosen[0].mean(axis=0)
    apart = [np.quantile(np.abs(other - chosen[0]), 0.99, axis=0) / mean for other in chosen[1:]]
    value = 100 * np.max(apart, axis=0) if apart else np.full(economy.ages, np.nan)
    return pd.DataFrame({"age": np.arange(1, economy.ages + 1), "apart": value})


@jax.jit
def _consumption(economy: Economy, policy: Policy, state: EconomyState) -> jax.Array:
    return choose(economy, policy, situation_of(economy, state)).consumption
