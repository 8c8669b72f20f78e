"""Log prior and log likelihood of posterior draws, for reweighing them."""

import jax
import numpy as np
import numpyro

from tradewinds.fitted.equation import FittedEquation, over_draws
from tradewinds.model.equation import EquationModel
from tradewinds.model.probability_model import EquationProbabilityModel
from tradewinds.model.rows import Rows

_GIVEN_THEIR_SPREAD = (" effect", "sigma_sector", "slope_sector", "delta_innovation")
"""Ends of sites that are parameters among many under a spread of their own: their law is part of the model,
and only the prior of the spread is an assumption that one would vary."""


def log_densities(fitted: FittedEquation) -> tuple[np.ndarray, np.ndarray]:
    """Log prior and log likelihood [R] of every draw, nats, on the training rows."""
    return over_draws(_logs, (fitted.model,), fitted, (), jax.random.key(0))


def _logs(
    model: EquationModel, sites: dict, fit: Rows, rows: tuple, key: jax.Array
) -> tuple[jax.Array, jax.Array]:
    seeded = numpyro.handlers.seed(EquationProbabilityModel(model).model, key)
    sampled = numpyro.handlers.trace(numpyro.handlers.substitute(seeded, sites)).get_trace(fit)
    prior = sum(
        site["fn"].log_prob(site["value"]).sum()
        for name, site in sampled.items()
        if site["type"] == "sample" and not site["is_observed"] and not name.endswith(_GIVEN_THEIR_SPREAD)
    )
    return prior, model.log_likelihood(sites, fit)
