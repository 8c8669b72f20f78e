"""A market of buyers who import as long as imports are not too dear beside the home substitute.

Its mean, its long run and what another tariff would have done are known in closed form: ``market_mean``.
"""

from functools import cache, partial
from typing import NamedTuple

import jax
import jax.numpy as jnp

from tradewinds.simulators.parameter import Parameter, Transform
from tradewinds.simulators.simulator import GivenPeriod, ParameterValues, Simulator
from tradewinds.simulators.surrogates import bernoulli, exceeds

BUYERS = 1000
PARAMETERS = (
    Parameter("premium_location", "mean m of the logarithm of what buyers pay more for imports", "log"),
    Parameter("premium_scale", "standard deviation v of that logarithm", "", Transform.log, 0.0),
    Parameter("review", "probability κ that a buyer decides anew", "a period", Transform.logit, 0.0, 1.0),
    Parameter("persistence", "share ρ of a price that is left after a period", "", Transform.logit, 0.0, 1.0),
    Parameter("borne", "share b of a tariff that sellers bear", "", Transform.logit, 0.0, 1.0),
    Parameter("price_noise", "standard deviation of log prices' disturbances", "log", Transform.log, 0.0),
    Parameter("demand_noise", "standard deviation of the log size of the market", "log", Transform.log, 0.0),
)


class Trade(NamedTuple):
    """SimulatorState of the market after a period."""

    premiums: jax.Array
    """Standardised logarithms (log ν − m) / v of what buyers pay more at most [N]: they do not change."""
    buys: jax.Array
    """d [N], 1 for those who import."""
    log_price: jax.Array
    """Before duty."""
    tariff: jax.Array
    log_size: jax.Array
    """log Q: the volume, were all to import."""


def initial(parameters: ParameterValues, period: GivenPeriod, buyers: int) -> Trade:
    """The long run under the first tariff: log p = −b log(1 + τ), and everyone has decided."""
    tariff = period.inputs["tariff"]
    log_price = -parameters["borne"] * jnp.log1p(tariff)
    premiums = jax.random.normal(period.key, (buyers,))
    buys = _would_buy(premiums, log_price, parameters, period)
    return Trade(premiums, buys, log_price, tariff, jnp.zeros(()))


def step(state: Trade, parameters: ParameterValues, period: GivenPeriod) -> Trade:
    """One period:

    log p = ρ log p − (1 − ρ) b log(1 + τ) + ε,   log Q = ω
    g = log(1 + τ) + log p − log h
    with probability κ buyer i decides anew:  d_i = 1{ν_i > g},  log ν_i ~ N(m, v²)
    """
    reviews_key, noise_key = jax.random.split(period.key)
    price_noise, demand_noise = jax.random.normal(noise_key, (2,))
    tariff, rho = period.inputs["tariff"], parameters["persistence"]
    log_price = rho * state.log_price - (1 - rho) * parameters["borne"] * jnp.log1p(tariff)
    log_price = log_price + parameters["price_noise"] * price_noise
    reviews = bernoulli(reviews_key, parameters["review"], period.temperature, state.buys.shape)
    would = _would_buy(state.premiums, log_price, parameters, period)
    buys = state.buys + reviews * (would - state.buys)
    return Trade(state.premiums, buys, log_price, tariff, parameters["demand_noise"] * demand_noise)


def observe(state: Trade, parameters: ParameterValues) -> jax.Array:
    """Price before duty, volume Q · mean d, revenue τ p · volume, and value p · volume [4]."""
    price = jnp.exp(state.log_price)
    volume = jnp.exp(state.log_size) * state.buys.mean()
    return jnp.stack([price, volume, state.tariff * price * volume, price * volume])


@cache
def import_market(buyers: int = BUYERS) -> Simulator:
    """The market of so many buyers, under the inputs ``tariff`` (a fraction) and ``home_price`` (1: the price
    of imports without tariff)."""
    return Simulator(
        name="import_market",
        parameters=PARAMETERS,
        observables=("price", "volume", "revenue", "value"),
        initial=partial(initial, buyers=buyers),
        step=step,
        observe=observe,
        inputs=("tariff", "home_price"),
    )


def _would_buy(
    premiums: jax.Array, log_price: jax.Array, parameters: ParameterValues, period: GivenPeriod
) -> jax.Array:
    """1{ν > g} [N], compared as standard normal numbers, z > (log g − m) / v, so that a surrogate has one
    width for all parameters. Everyone buys where imports are not dearer, whatever the parameters are."""
    cost = jnp.log1p(period.inputs["tariff"]) + log_price - jnp.log(period.inputs["home_price"])
    dearer = cost > 0
    logs = jnp.log(jnp.where(dearer, cost, 1.0))
    bound = (logs - parameters["premium_location"]) / parameters["premium_scale"]
    return jnp.where(dearer, exceeds(premiums, bound, period.temperature), 1.0)
