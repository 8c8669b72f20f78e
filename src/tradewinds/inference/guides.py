"""Guides: Normal distributions of all unbounded parameters at once, as one vector [d].

With D = diag(e^s) for ``log_scale`` s the covariance is

    mean-field   D²
    low rank     D (I + F Fᵀ) D          ``factor`` F [d, rank]
    full rank    D T Tᵀ D                T = I + the part of ``factor`` [d, d] below the diagonal

so that a guide's own parameters are unbounded, its scales positive, and those of ``factor`` relative to them.

NumPyro's distributions and its bound do the work. Its automatic guides (``AutoNormal`` and the like) with
``SVI.run``, which compiles anew at each call, come as near in 1.6 to 5 times the time
(``benchmarks/guides.py``), and leave out what a fit needs besides: minibatches from files, checkpoints,
losses that are not finite.
"""

import math
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist

from tradewinds.inference.problem import Site, generator, unflat
from tradewinds.settings.inference import GuideFamily, VariationalSettings

FIRST_FACTOR = 0.1
"""Length of a row of F at the start: with F = 0 the bound would have no slope along it."""


def begin(settings: VariationalSettings, location: np.ndarray, key: jax.Array) -> dict[str, np.ndarray]:
    """Parameters of narrow guides around locations [M, d], with next to no correlation: ``location`` and
    ``log_scale`` [M, d], ``factor`` [M, d, rank] or [M, d, d], in the precision of the locations.
    """
    members, size = location.shape
    log_scale = np.full_like(location, math.log(settings.initial_scale))
    start = {"location": location, "log_scale": log_scale}
    if settings.family == GuideFamily.low_rank:
        rank = min(settings.rank, size)
        numbers = generator(key).standard_normal((members, size, rank))
        start["factor"] = (FIRST_FACTOR / math.sqrt(rank) * numbers).astype(location.dtype)
    elif settings.family == GuideFamily.full_rank:
        start["factor"] = np.zeros((members, size, size), location.dtype)
    return start


def distribution(family: GuideFamily, guide: dict[str, jax.Array]) -> dist.Distribution:
    """The guide with these parameters, as a distribution of vectors [d]."""
    location, scale = guide["location"], jnp.exp(guide["log_scale"])
    if family == GuideFamily.mean_field:
        return dist.Normal(location, scale).to_event(1)
    if family == GuideFamily.low_rank:
        return dist.LowRankMultivariateNormal(location, scale[:, None] * guide["factor"], scale**2)
    triangle = jnp.eye(len(scale)) + jnp.tril(guide["factor"], -1)
    return dist.MultivariateNormal(location, scale_tril=scale[:, None] * triangle)


def mean_field(sites: dict[str, Site]) -> Callable[[Any], None]:
    """The mean-field guide site by site, as NumPyro takes it: LogNormal for positive sites, else Normal."""

    def guide(rows: Any) -> None:
        for name, site in sites.items():
            location = numpyro.param(f"{name}@location", jnp.zeros(site.shape))
            scale = numpyro.param(f"{name}@scale", jnp.ones(site.shape), constraint=dist.constraints.positive)
            family = dist.LogNormal if site.positive else dist.Normal
            numpyro.sample(name, family(location, scale).to_event(len(site.shape)))

    return guide


def named(sites: dict[str, Site], guide: dict[str, jax.Array]) -> dict[str, jax.Array]:
    """Parameters of ``mean_field``, each of its site's shape, from ``location`` and ``log_scale`` [d]."""
    parts = {"location": guide["location"], "scale": jnp.exp(guide["log_scale"])}
    return {
        f"{name}@{part}": value
        for part, vector in parts.items()
        for name, value in unflat(sites, vector).items()
    }
