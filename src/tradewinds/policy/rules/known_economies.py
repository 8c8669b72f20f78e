"""Economies whose best tariff is known, as a rule meets them: an import market, and generations with capital.

Where sellers bear nothing of it, a tariff on the import market keeps away those who would gain most by less
than the duty, and moves nothing else: the best is none. Where they bear the share b, a country that buys much
gains on what it still buys, and the best lasting tariff is where the duty is b over the elasticity e of
volume, log(1 + τ) = b / e(τ) (Johnson 1953). Among generations, output at given capital is highest without a
tariff (``equilibrium.economy.log_gdp_given_capital``).

Beside each runs the same economy without a tariff, which meets the same chances: a period is worth what it is
worth more than there, so that rules are told apart by what they do and not by luck.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from scipy.optimize import brentq

from tradewinds.equilibrium.choices import Policy, capital_after, choose, situation_of
from tradewinds.equilibrium.economy import Economy, EconomyState
from tradewinds.equilibrium.paths import next_shock
from tradewinds.model.arrays import Array
from tradewinds.policy.rules.step_model import StepModel
from tradewinds.settings.simulator import MarketSettings
from tradewinds.simulators.import_market import Trade, import_market
from tradewinds.simulators.market_mean import long_run_elasticity
from tradewinds.simulators.simulator import GivenPeriod

_HIGHEST = 5.0
"""Tariff, a fraction, up to which the best is looked for."""


class _Twins(NamedTuple):
    """An economy under the rule, and the one without a tariff beside it."""

    ruled: Any
    free: Any
    number: jax.Array
    """Periods since the first."""


def import_market_model(
    parameters: Mapping[str, float],
    home_price: float,
    horizon: int,
    buyers: int = 200,
    temperature: float = 0.05,
    discount: float = 1.0,
) -> StepModel:
    """The import market under tariffs (fractions) that a rule sets, from its long run without one.

    Worth is 100 · mean d (ν − log p + log h): what those who buy would pay more than imports cost before
    duty, which the country keeps, in per cent of the price. Seen: the log price before duty, in its standard
    deviations without a tariff. ``temperature`` is that of the slope through buyers' choices.
    """
    market = import_market(buyers)
    values = {name: jnp.asarray(value) for name, value in parameters.items()}
    spread = parameters["price_noise"] / np.sqrt(1 - parameters["persistence"] ** 2)

    def given(number: jax.Array, key: jax.Array, tariff: jax.Array) -> GivenPeriod:
        inputs = {"tariff": tariff, "home_price": jnp.asarray(home_price)}
        return GivenPeriod(number, key, inputs, jnp.asarray(temperature))

    def start(key: jax.Array) -> _Twins:
        first = market.initial(values, given(jnp.array(0), key, jnp.zeros(())))
        return _Twins(first, first, jnp.array(0))

    def gain(trade: Trade) -> jax.Array:
        premiums = jnp.exp(values["premium_location"] + values["premium_scale"] * trade.premiums)
        return 100.0 * (trade.buys * (premiums - trade.log_price + jnp.log(home_price))).mean()

    def step(key: jax.Array, state: _Twins, tariff: jax.Array) -> tuple[_Twins, jax.Array]:
        number = state.number + 1
        ruled = market.step(state.ruled, values, given(number, key, tariff))
        free = market.step(state.free, values, given(number, key, jnp.zeros(())))
        return _Twins(ruled, free, number), gain(ruled) - gain(free)

    def see(state: _Twins) -> jax.Array:
        return jnp.atleast_1d(state.ruled.log_price / spread)

    return StepModel(start, step, see, horizon, discount)


def best_lasting_tariff(market: MarketSettings, home_price: float) -> float:
    """The tariff, a fraction, with the highest gain of ``import_market_model`` in the long run.

    log(1 + τ) = b / e(τ), e = −d log volume / d log(1 + τ). Raises ValueError where there is none below 5.
    """

    def missing(tariff: float) -> float:
        elasticity = -float(long_run_elasticity(market, np.asarray(tariff), np.log(home_price)))
        return float(np.log1p(tariff) * elasticity - market.borne)

    return 0.0 if not market.borne else float(brentq(missing, 0.0, _HIGHEST))


def generations_model(economy: Economy, policy: Policy, states: EconomyState, horizon: int) -> StepModel:
    """Overlapping generations under tariffs (fractions) that a rule sets; savings follow ``policy``.

    Every episode begins in one of ``states`` [N]. Worth is 100 · log GDP at market prices, so that a period's
    is the effect of the rule on it in per cent. Seen: log capital, from its mean over the states and in their
    standard deviations.
    """
    begins: tuple[Array, Array] = (jnp.asarray(states.shock), jnp.asarray(states.capital))
    usual = jnp.log(begins[1].sum(axis=-1))
    centre, spread = usual.mean(), usual.std()

    def start(key: jax.Array) -> _Twins:
        drawn = jax.random.randint(key, (), 0, len(begins[0]))
        first = EconomyState(begins[0][drawn], begins[1][drawn], jnp.zeros((), usual.dtype))
        return _Twins(first, first, jnp.array(0))

    def moved(state: EconomyState, shock: jax.Array, tariff: jax.Array) -> tuple[EconomyState, jax.Array]:
        situation = situation_of(economy, state._replace(tariff=tariff))
        capital = capital_after(choose(economy, policy, situation))
        return EconomyState(shock, capital, tariff), 100.0 * jnp.log(situation.prices.gdp)

    def step(key: jax.Array, state: _Twins, tariff: jax.Array) -> tuple[_Twins, jax.Array]:
        shock = next_shock(key, economy.transition, state.ruled.shock)
        ruled, output = moved(state.ruled, shock, tariff)
        free, without = moved(state.free, shock, jnp.zeros_like(tariff))
        return _Twins(ruled, free, state.number + 1), output - without

    def see(state: _Twins) -> jax.Array:
        return jnp.atleast_1d((jnp.log(state.ruled.capital.sum()) - centre) / spread)

    return StepModel(start, step, see, horizon)
