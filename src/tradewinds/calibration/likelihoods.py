"""Negative log-likelihoods of simulators whose law is known, as losses: with w = 1 they make Bayes' rule."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpyro.distributions as dist

from tradewinds.calibration.comparison_rows import Observed
from tradewinds.calibration.loss import SimulationLoss
from tradewinds.errors import SettingsError
from tradewinds.simulators.simulator import Simulator, Values

LogLikelihood = Callable[[Values, Observed], jax.Array]
"""(parameter → value, data) → log p(y | θ), a scalar in nats."""


def walk_log_likelihood(parameters: Values, observed: Observed) -> jax.Array:
    """The binomial law of the steps up among all steps, of the positions of a random walk."""
    steps = jnp.diff(observed.series[..., 0], axis=1)
    ups = (steps > 0).sum()
    return dist.Binomial(steps.size, parameters["probability"]).log_prob(ups)


LOG_LIKELIHOODS: dict[str, LogLikelihood] = {"random_walk": walk_log_likelihood}
"""Simulator → its log-likelihood."""


def loss_of_likelihood(simulator: Simulator, natural: bool = False) -> SimulationLoss:
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
        return -log_likelihood(values, observed)

    return loss
