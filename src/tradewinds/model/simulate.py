"""What a model says before it has seen any target: parameters from the prior, targets given these."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import numpyro

from tradewinds.model import dynamics
from tradewinds.model.equation import EquationModel
from tradewinds.model.probability_model import EquationProbabilityModel
from tradewinds.model.rows import Rows


def prior_sites(model: EquationModel, columns: int, draws: int, key: jax.Array) -> dict[str, np.ndarray]:
    """``draws`` draws [R, …] of every parameter from its prior; ``columns``: the equation's own inputs."""
    found = _sampled(model, jnp.asarray(float(max(1, columns))), jax.random.split(key, draws))
    return jax.tree.map(np.asarray, found)


@partial(jax.jit, static_argnames="model")
def _sampled(model: EquationModel, fan_in: jax.Array, keys: jax.Array) -> dict[str, jax.Array]:
    """A draw for every key, in one program for all equations that are modelled alike."""
    return jax.vmap(lambda key: numpyro.handlers.seed(model.sample, key)(fan_in))(keys)


@partial(jax.jit, static_argnames="probability_model")
def simulate_from_prior(
    probability_model: EquationProbabilityModel, rows: Rows, key: jax.Array
) -> tuple[dict, jax.Array]:
    """Every parameter drawn from the prior, and the standardised targets [N] of the rows given them.

    Inputs, sectors and periods of the rows stay as they are, lags included: the model is one of y given x.
    """
    prior_key, data_key = jax.random.split(key)
    drawn = numpyro.handlers.trace(numpyro.handlers.seed(probability_model.model, prior_key)).get_trace(rows)
    sites = {
        name: site["value"]
        for name, site in drawn.items()
        if site["type"] == "sample" and not site["is_observed"]
    }
    return sites, targets(probability_model.equation, sites, rows, data_key)


def targets(model: EquationModel, sites: dict, rows: Rows, key: jax.Array) -> jax.Array:
    """y[n] = f(x[n]) + Σ a + δ[t] + σ[n] η[n] of one draw of the parameters (docs/model.md §2), [N]."""
    noise_key, delta_key = jax.random.split(key)
    given = model.conditional(sites, rows)
    if given.df is None:
        noise = jax.random.normal(noise_key, given.location.shape)
    else:
        noise = jax.random.t(noise_key, given.df, given.location.shape)
    y = given.location + given.scale * noise
    if model.shape.economy:
        y = y + _delta(model, sites, delta_key)[rows.period]
    return y


def _delta(model: EquationModel, sites: dict, key: jax.Array) -> jax.Array:
    """δ [T]: the one that was sampled with the weights, or one of those that are integrated out."""
    if not model.collapsed:
        return model.delta(sites)
    path_key, process_key = jax.random.split(key)
    normal = jax.random.normal(path_key, (model.shape.periods,))
    paths = dynamics.sampled(model.dynamics, sites.get("delta_shape", jnp.zeros(0)), normal)
    # one of the processes, all equally likely beforehand
    chosen = jax.random.randint(process_key, (), 0, len(paths))
    return sites["delta_scale"] * jnp.stack(paths)[chosen]
