"""Economies whose best tariff is known, as a rule meets them: an import market, and generations with capital.

Where sellers bear nothing of it, a tariff on the import market keeps away those who would gain most by less
than the duty, and moves nothing else: the best is none. Where they bear the share b, a country that buys much
gains on what it still buys, and the best lasting tariff is where the duty is b over the elasticity e of
volume, log(1 + τ) = b / e(τ) (Johnson 1953). Among generations, output at given capital is highest without a
tariff (``equilibrium.economy.log_gdp_given_capital``).

Both can be asked for GDP alone (``Counted.output``): at the prices before duty that there are without a
tariff, as national accounts value imports, or at the capital that there is without one. Then no tariff is
best, whatever sellers bear and whoever gets the revenue.

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
from tradewinds.settings.economy_rule import Counted
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
    values: Any = ()
    """Parameters that this episode has, where there is a posterior of them."""


def import_market_model(
    parameters: Mapping[str, float | np.ndarray],
    home_price: float,
    horizon: int,
    buyers: int = 200,
    temperature: float = 0.05,
    discount: float = 1.0,
    counts: Counted = Counted.everything,
) -> StepModel:
    """The import market under tariffs (fractions) that a rule sets, from its long run without one.

    ``parameters``: a number each, or posterior draws [R] of each, one of which every episode has. Worth is
    100 · mean d (ν − log p + log h): what those who buy would pay more than imports cost before duty, which
    the country keeps, in per cent of the price; where output ``counts``, p is the price without a tariff.
    Seen: the log price before duty, in its standard deviations without a tariff. ``temperature`` is that of
    the slope through buyers' choices.
    """
    market = import_market(buyers)
    draws = {name: jnp.atleast_1d(jnp.asarray(value, float)) for name, value in parameters.items()}
    number_of_draws = len(draws["persistence"])
    spread = (draws["price_noise"] / jnp.sqrt(1 - draws["persistence"] ** 2)).mean()

    def given(number: jax.Array, key: jax.Array, tariff: jax.Array) -> GivenPeriod:
        inputs = {"tariff": tariff, "home_price": jnp.asarray(home_price)}
        return GivenPeriod(number, key, inputs, jnp.asarray(temperature))

    def start(key: jax.Array) -> _Twins:
        drawing = jax.random.fold_in(key, 1)
        draw = jax.random.randint(drawing, (), 0, number_of_draws) if number_of_draws > 1 else 0
        values = {name: one[draw] for name, one in draws.items()}
        first = market.initial(values, given(jnp.array(0), key, jnp.zeros(())))
        return _Twins(first, first, jnp.array(0), values)

    def gain(trade: Trade, log_price: jax.Array, values: Mapping[str, jax.Array]) -> jax.Array:
        premiums = jnp.exp(values["premium_location"] + values["premium_scale"] * trade.premiums)
        return 100.0 * (trade.buys * (premiums - log_price + jnp.log(home_price))).mean()

    def step(key: jax.Array, state: _Twins, tariff: jax.Array) -> tuple[_Twins, jax.Array]:
        number, values = state.number + 1, state.values
        ruled = market.step(state.ruled, values, given(number, key, tariff))
        free = market.step(state.free, values, given(number, key, jnp.zeros(())))
        paid = free.log_price if counts == Counted.output else ruled.log_price
        more = gain(ruled, paid, values) - gain(free, free.log_price, values)
        return _Twins(ruled, free, number, values), more

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


def generations_model(
    economy: Economy,
    policy: Policy,
    states: EconomyState,
    horizon: int,
    counts: Counted = Counted.everything,
) -> StepModel:
    """Overlapping generations under tariffs (fractions) that a rule sets; savings follow ``policy``.

    Every episode begins in one of ``states`` [N]. Worth is 100 · log GDP at market prices, so that a period's
    is the effect of the rule on it in per cent; where output ``counts``, capital is in every period what it
    would be without a tariff. Seen: log capital, from its mean over the states and in their standard
    deviations.
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
        after = free if counts == Counted.output else ruled
        return _Twins(after, free, state.number + 1), output - without

    def see(state: _Twins) -> jax.Array:
        return jnp.atleast_1d((jnp.log(state.ruled.capital.sum()) - centre) / spread)

    return StepModel(start, step, see, horizon)
