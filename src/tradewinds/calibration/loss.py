"""What is minimised in the mean: a loss of one simulation, and of many of them with its slope."""

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpyro.distributions as dist

from tradewinds.simulators.gradients import value_and_gradient

SimulationLoss = Callable[[jax.Array, jax.Array, Any], jax.Array]
"""(key, parameters [d], observed) → loss of one simulation, a scalar; the key alone decides its random
numbers. Where the loss is a negative log-likelihood nothing is simulated, and the key is not used."""


class Losses(NamedTuple):
    """Loss of every parameter draw, mean over its finite simulations, and its slope in the parameters."""

    value: jax.Array
    """[M], zero where ``finite`` is not."""
    slope: jax.Array
    """[M, d], zero likewise."""
    finite: jax.Array
    """[M] whether any simulation of the draw is finite, with its slope."""
    failed: jax.Array
    """Simulations that are not, one number."""


def losses_with_slopes(
    loss: SimulationLoss, forward: bool, theta: jax.Array, keys: jax.Array, observed: Any
) -> Losses:
    """Of parameter draws [M, d] with the keys [M, S] of their simulations.

    The slope of each simulation is taken in the d parameters, before anything is known of the approximation
    they were drawn from: a simulation that is not finite can then be left out by itself.
    """

    def one(key: jax.Array, at: jax.Array) -> tuple[jax.Array, jax.Array]:
        return value_and_gradient(lambda theta: loss(key, theta, observed), forward)(at)

    each = jax.vmap(jax.vmap(one, in_axes=(0, None)))
    return _means(*each(keys, theta))


def losses_alone(loss: SimulationLoss, theta: jax.Array, keys: jax.Array, observed: Any) -> Losses:
    """``losses_with_slopes`` without the slopes, which are zero."""
    each = jax.vmap(jax.vmap(loss, in_axes=(0, None, None)), in_axes=(0, 0, None))
    value = each(keys, theta, observed)
    return _means(value, jnp.zeros((*value.shape, theta.shape[1])))


def _means(value: jax.Array, slope: jax.Array) -> Losses:
    """Over the finite simulations of [M, S] and [M, S, d]."""
    fine = jnp.isfinite(value) & jnp.isfinite(slope).all(axis=-1)
    count = jnp.maximum(fine.sum(axis=1), 1)
    return Losses(
        jnp.where(fine, value, 0.0).sum(axis=1) / count,
        jnp.where(fine[..., None], slope, 0.0).sum(axis=1) / count[:, None],
        fine.any(axis=1),
        (~fine).sum(),
    )


def divergence(q: dist.Distribution, prior: dist.Distribution, key: jax.Array, draws: int) -> jax.Array:
    """KL(q ‖ prior), a scalar in nats: in closed form where NumPyro has one, else by draws of q."""
    independent = isinstance(prior, dist.Independent) and isinstance(prior.base_dist, dist.Normal)
    if independent and isinstance(q, dist.MultivariateNormal):  # of one type NumPyro knows it
        prior = dist.MultivariateNormal(prior.mean, scale_tril=jnp.diag(jnp.sqrt(prior.variance)))
    try:
        return dist.kl_divergence(q, prior)
    except NotImplementedError:
        drawn, between = q.sample_with_intermediates(key, (draws,))
        log = q.log_prob(drawn, between) if between else q.log_prob(drawn)
        return (log - prior.log_prob(drawn)).mean()
