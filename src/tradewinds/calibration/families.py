"""Families of distributions q that a posterior is sought in, each beginning at the prior or near it.

The distributions and the flow's network are NumPyro's; a family here is how its free numbers, all unbounded,
become one of them.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpyro.distributions as dist
from numpyro.distributions.flows import InverseAutoregressiveTransform
from numpyro.distributions.transforms import AffineTransform, PermuteTransform
from numpyro.nn import AutoregressiveNN

from tradewinds.errors import SettingsError
from tradewinds.inference import guides
from tradewinds.settings.calibration import CalibrationFamily, FlowSettings
from tradewinds.settings.inference import GuideFamily

Free = Any
"""The free numbers of a member of a family: a dictionary of arrays."""


class ApproximationFamily(NamedTuple):
    """``begin(key)`` → free numbers of its first member; ``member(free)`` → a distribution of vectors [d]."""

    begin: Callable[[jax.Array], Free]
    member: Callable[[Free], dist.Distribution]


def family_of(name: CalibrationFamily, prior: dist.Distribution, flow: FlowSettings) -> ApproximationFamily:
    """The family of this name for parameters with this prior, a distribution of vectors [d].

    Raises SettingsError for Beta where the prior is not one of vectors within (0, 1).
    """
    if name == CalibrationFamily.beta:
        return _beta(prior)
    if name == CalibrationFamily.flow:
        return _flow(prior, flow)
    kind = GuideFamily.mean_field if name == CalibrationFamily.diagonal else GuideFamily.full_rank
    return ApproximationFamily(partial(_gaussian_start, prior, kind), partial(guides.distribution, kind))


def _gaussian_start(prior: dist.Distribution, kind: GuideFamily, _: jax.Array) -> Free:
    deviation = jnp.sqrt(prior.variance)
    start = {"location": jnp.asarray(prior.mean), "log_scale": jnp.log(deviation)}
    if kind == GuideFamily.full_rank:
        start["factor"] = jnp.zeros((len(deviation), len(deviation)))
    return start


def _beta(prior: dist.Distribution) -> ApproximationFamily:
    """Independent Beta distributions, their two numbers positive as exponentials; begins with the prior's
    means and variances."""
    first, second = beta_numbers(jnp.asarray(prior.mean), jnp.asarray(prior.variance))

    def begin(_: jax.Array) -> Free:
        return {"log_a": jnp.log(first), "log_b": jnp.log(second)}

    return ApproximationFamily(
        begin, lambda free: dist.Beta(jnp.exp(free["log_a"]), jnp.exp(free["log_b"])).to_event(1)
    )


def beta_numbers(mean: jax.Array, variance: jax.Array) -> tuple[jax.Array, jax.Array]:
    """Both numbers [d] of the Beta distributions with these means and variances [d].

    Raises SettingsError where there is none: a mean outside (0, 1), or a variance of m(1 − m) or more.
    """
    together = mean * (1 - mean) / variance - 1
    if not bool(((mean > 0) & (mean < 1) & (together > 0)).all()):
        raise SettingsError(
            "calibration.family = 'beta', but a prior is not one of fractions",
            "of each parameter a mean between 0 and 1, and a deviation that a Beta with it can have",
            "Set calibration.prior, or use diagonal, full or flow.",
        )
    return mean * together, (1 - mean) * together


def _flow(prior: dist.Distribution, flow: FlowSettings) -> ApproximationFamily:
    """An inverse autoregressive flow (Kingma et al. 2016): a Normal of free location and width, then layers

        x ← m(x) + exp(s(x)) x,     m_i and s_i of x_1 … x_{i−1} by a network,

    each followed by a turn of the order, at last the prior's location and width. Networks end in weights of
    zero, so that it begins as a Normal with the prior's moments.
    """
    size = prior.event_shape[0]
    centre, width = jnp.asarray(prior.mean), jnp.sqrt(prior.variance)
    # a hidden unit of MADE belongs to an input; fewer units than inputs cannot connect them
    start, apply = AutoregressiveNN(size, [max(flow.width, size)] * flow.depth)
    turn = jnp.arange(size)[::-1]

    def network(key: jax.Array) -> Any:
        *hidden, (weight, bias) = start(key, (size,))[1]
        return [*hidden, (jnp.zeros_like(weight), jnp.zeros_like(bias))]

    def begin(key: jax.Array) -> Free:
        return {
            "location": jnp.zeros(size),
            "log_scale": jnp.zeros(size),
            "layers": [network(one) for one in jax.random.split(key, flow.layers)],
        }

    def member(free: Free) -> dist.Distribution:
        base = dist.Normal(free["location"], jnp.exp(free["log_scale"])).to_event(1)
        steps: list[Any] = []
        for layer in free["layers"]:
            steps += [InverseAutoregressiveTransform(partial(apply, layer)), PermuteTransform(turn)]
        return dist.TransformedDistribution(base, [*steps, AffineTransform(centre, width)])

    return ApproximationFamily(begin, member)
