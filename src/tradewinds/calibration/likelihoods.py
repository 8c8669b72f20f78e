"""Negative log-likelihoods of simulators whose law is known, as losses: with w = 1 they make Bayes' rule."""

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpyro.distributions as dist
from jax.scipy.special import ndtr

from tradewinds.calibration.comparison_rows import Observed
from tradewinds.calibration.loss import SimulationLoss
from tradewinds.errors import SettingsError
from tradewinds.simulators.simulator import Simulator, Values

LogLikelihood = Callable[[Values, Observed, int], jax.Array]
"""(parameter → value, data, number of agents) → log p(y | θ), a scalar in nats."""
_JITTER = 1e-8
"""Added to variances of log volumes: the first is of the buyers alone, and may be of none."""


def walk_log_likelihood(parameters: Values, observed: Observed, agents: int) -> jax.Array:
    """The binomial law of the steps up among all steps, of the positions of a random walk."""
    steps = jnp.diff(observed.series[..., 0], axis=1)
    return dist.Binomial(steps.size, parameters["probability"]).log_prob((steps > 0).sum())


def market_log_likelihood(parameters: Values, observed: Observed, agents: int) -> jax.Array:
    """Prices and volumes of import markets of N = ``agents`` buyers each, given the first price.

    Log prices are an autoregression with normal disturbances: exact. Volumes given prices have the mean and
    the covariance of N independent buyers (``share_moments``) and are taken as normal in logarithms, together
    with the size of the market: exact as N grows.
    """
    each = partial(_one_market, parameters, agents)
    price, volume = observed.series[..., 0], observed.series[..., 1]
    return jax.vmap(each)(price, volume, observed.inputs["tariff"], observed.inputs["home_price"]).sum()


def _one_market(
    parameters: Values,
    agents: int,
    price: jax.Array,
    volume: jax.Array,
    tariff: jax.Array,
    home_price: jax.Array,
) -> jax.Array:
    log_price, duty, rho = jnp.log(price), jnp.log1p(tariff), parameters["persistence"]
    expected = rho * log_price[:-1] - (1 - rho) * parameters["borne"] * duty[1:]
    of_prices = dist.Normal(expected, parameters["price_noise"]).log_prob(log_price[1:]).sum()

    cost = duty + log_price - jnp.log(home_price)
    dearer = cost > 0
    logs = jnp.log(jnp.where(dearer, cost, 1.0))
    u = (logs - parameters["premium_location"]) / parameters["premium_scale"]
    mean, covariance = share_moments(jnp.where(dearer, ndtr(-u), 1.0), parameters["review"])
    mean = jnp.maximum(mean, 0.5 / agents)  # below one buyer there is no logarithm of a volume
    size = jnp.full(len(mean), parameters["demand_noise"] ** 2).at[0].set(0.0) + _JITTER
    together = covariance / agents / jnp.outer(mean, mean) + jnp.diag(size)
    of_volumes = dist.MultivariateNormal(jnp.log(mean), covariance_matrix=together)
    return of_prices + of_volumes.log_prob(jnp.log(volume))


def share_moments(would: jax.Array, review: jax.Array) -> tuple[jax.Array, jax.Array]:
    """Mean [T] and covariance [T, T] over periods of whether one buyer buys.

    ``would`` [T]: S_t, the probability that a buyer who decides in t buys; ``review``: κ. A buyer's choice in
    t is that of the last period j ≤ t in which he decided, of probability w_tj = κ(1 − κ)^(t−j), all having
    decided in the first. His premium does not change, so that choices of j and k are both to buy with
    probability min(S_j, S_k). For s ≤ t

        E[d_t] = Σ_j w_tj S_j
        E[d_s d_t] = (1 − κ)^(t−s) E[d_s] + Σ_{s<j≤t} w_tj Σ_{k≤s} w_sk min(S_j, S_k).
    """
    periods = jnp.arange(len(would))
    age = periods[:, None] - periods[None]
    kept = jnp.where(age >= 0, (1 - review) ** jnp.maximum(age, 0), 0.0)
    last = kept * jnp.where(periods == 0, 1.0, review)
    mean = last @ would
    both = jnp.minimum(would[:, None], would[None]) @ last.T
    later = jnp.where(age > 0, both, 0.0)
    product = kept * mean[None] + last @ later  # of t and s ≤ t
    lower = jnp.tril(product - jnp.outer(mean, mean))
    return mean, lower + jnp.tril(lower, -1).T


LOG_LIKELIHOODS: dict[str, LogLikelihood] = {
    "random_walk": walk_log_likelihood,
    "import_market": market_log_likelihood,
}
"""Simulator → its log-likelihood."""


def loss_of_likelihood(simulator: Simulator, agents: int, natural: bool = False) -> SimulationLoss:
    """−log p(y | θ), which simulates nothing. Raises SettingsError where the simulator has none."""
    if simulator.name not in LOG_LIKELIHOODS:
        raise SettingsError(
            f"calibration.discrepancy = 'likelihood' of {simulator.name}",
            f"a simulator with a known law: {', '.join(LOG_LIKELIHOODS)}",
            "Use energy or mmd.",
        )
    log_likelihood = LOG_LIKELIHOODS[simulator.name]

    def loss(key: jax.Array, theta: jax.Array, observed: Any) -> jax.Array:
        parameters = theta if natural else simulator.natural(theta)
        values = {name: parameters[place] for place, name in enumerate(simulator.parameter_names)}
        return -log_likelihood(values, observed, agents)

    return loss
