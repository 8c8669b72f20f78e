"""Equations as they are before they have seen any target: the same networks with draws from the prior."""

from dataclasses import replace
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import numpyro

from tradewinds.evaluation.fitted import Fitted
from tradewinds.inference.keys import equation_key
from tradewinds.model.equation import EquationModel

_PRIOR = 2
"""Folded into an equation's key: its draws from the prior."""


def from_prior(fitted: Fitted, draws: int, seed: int) -> Fitted:
    """The equation with ``draws`` draws of every parameter from its prior in place of the posterior's.

    It knows of no rows, so that its economy-wide effect goes on from no period.
    """
    key = jax.random.fold_in(equation_key(seed, fitted.name), _PRIOR)
    sites = prior_sites(fitted.model, len(fitted.equation.columns), draws, key)
    unseen = fitted.design.take(np.zeros(len(fitted.design), bool))
    return replace(fitted, sites=sites, chains=1, design=unseen)


def prior_sites(model: EquationModel, columns: int, draws: int, key: jax.Array) -> dict[str, np.ndarray]:
    """``draws`` draws [R, …] of every parameter from its prior; ``columns``: the equation's own inputs."""
    found = _sampled(model, jnp.asarray(float(max(1, columns))), jax.random.split(key, draws))
    return jax.tree.map(np.asarray, found)


@partial(jax.jit, static_argnames="model")
def _sampled(model: EquationModel, fan_in: jax.Array, keys: jax.Array) -> dict[str, jax.Array]:
    """A draw for every key, in one program for all equations that are modelled alike."""
    return jax.vmap(lambda key: numpyro.handlers.seed(model.sample, key)(fan_in))(keys)
