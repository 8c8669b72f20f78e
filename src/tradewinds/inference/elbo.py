"""The evidence lower bound: what a guide is fitted by, and what is kept of the fitted guide's draws.

Guides are Normal in unbounded parameters, so that positive sites are LogNormal and no scale can turn
negative (Kucukelbir et al. 2017).
"""

from functools import lru_cache, partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import numpyro

from tradewinds.errors import FitError
from tradewinds.inference import guides
from tradewinds.inference.optimise import Minimum
from tradewinds.inference.problem import Draws, ProbabilityModel, constrain, potential, sites_of, unflat
from tradewinds.settings.inference import GuideFamily, VariationalSettings


class WeightedDraws(NamedTuple):
    """R draws of a guide, d unbounded parameters each, with their importance weights and likelihood."""

    vectors: np.ndarray
    """[R, d]"""
    log_weight: np.ndarray
    """[R] log p(y, w) − log q(w), whose mean is the ELBO."""
    log_likelihood: np.ndarray
    """[R] log p(y | w)."""


def negative_elbo(
    probability_model: ProbabilityModel,
    variational: VariationalSettings,
    guide: dict,
    rows: Any,
    key: jax.Array,
) -> jax.Array:
    """An estimate of −ELBO, scalar in nats, from K particles, of the rows with their weights.

    ``guide``: parameters of one member, each [d] or, of ``factor``, [d, …] (``guides``).
    """
    family, particles, sites = variational.family, variational.particles, sites_of(probability_model, rows)
    if family == GuideFamily.mean_field:
        # its divergence from most priors is known in closed form, not only its entropy
        named = guides.named(sites, guide)
        return _by_site(particles).loss(key, named, probability_model.model, guides.mean_field(sites), rows)
    approximation = guides.distribution(family, guide)
    drawn = approximation.rsample(key, (particles,))
    energy = jax.vmap(lambda vector: potential(probability_model, unflat(sites, vector), rows))(drawn)
    return energy.mean() - approximation.entropy()


@lru_cache
def _by_site(particles: int) -> numpyro.infer.TraceMeanField_ELBO:
    return numpyro.infer.TraceMeanField_ELBO(num_particles=particles)


@partial(jax.jit, static_argnames=("probability_model", "family", "draws"))
def drawn(
    probability_model: ProbabilityModel,
    family: GuideFamily,
    guide: dict,
    rows: Any,
    key: jax.Array,
    draws: int,
) -> tuple[jax.Array, jax.Array]:
    """Draws [R, d] of a guide, and log p(w) − log q(w) [R]; ``rows`` for the sizes of the model alone."""
    sites, approximation = sites_of(probability_model, rows), guides.distribution(family, guide)
    unseen = rows._replace(weight=jnp.zeros_like(rows.weight))

    def each(vector: jax.Array) -> jax.Array:
        return -potential(probability_model, unflat(sites, vector), unseen) - approximation.log_prob(vector)

    vectors = approximation.sample(key, (draws,))
    return vectors, jax.lax.map(each, vectors)


@partial(jax.jit, static_argnames="probability_model")
def log_likelihoods(probability_model: ProbabilityModel, vectors: jax.Array, rows: Any) -> jax.Array:
    """log p(y | w) [R] of the rows with their weights, for unbounded parameters [R, d]."""
    sites = sites_of(probability_model, rows)

    def each(vector: jax.Array) -> jax.Array:
        return probability_model.log_likelihood(constrain(sites, unflat(sites, vector)), rows)

    return jax.lax.map(each, vectors)


def require_finite(name: str, found: WeightedDraws) -> WeightedDraws:
    """Raises FitError when the ELBO of the fitted guide is not finite."""
    if not (np.isfinite(found.log_weight).all() and np.isfinite(found.log_likelihood).all()):
        raise FitError(
            f"{name}: the ELBO of the fitted guide is not finite",
            "a finite number",
            "Lower inference.optimiser.learning_rate, or look at the scale of the inputs.",
        )
    return found


def parts_of_elbo(found: WeightedDraws, count: float) -> dict[str, float]:
    """ELBO and expected log likelihood, each by ``count`` rows, and KL = E_q[log p(y|w)] − ELBO, in nats."""
    elbo, likelihood = float(found.log_weight.mean()), float(found.log_likelihood.mean())
    return {
        "elbo_per_obs": elbo / count,
        "expected_loglik_per_obs": likelihood / count,
        "kl": likelihood - elbo,
    }


def each_guide(fitted: Minimum) -> list[dict[str, jax.Array]]:
    """The parameters of every guide at the end of the search."""
    members = len(fitted.last["location"])
    return [jax.tree.map(lambda leaf, number=number: leaf[number], fitted.last) for number in range(members)]


def keys_of_guides(key: jax.Array, guides: int) -> list[jax.Array]:
    """A key for the draws of each; that of one alone is the key itself."""
    return [key] if guides == 1 else list(jax.random.split(key, guides))


def draws_of_guide(variational: VariationalSettings) -> int:
    """Draws kept of each guide, so that all together are those asked for, rounded up."""
    return -(-variational.draws // variational.guides)


def posterior_of_guides(
    probability_model: ProbabilityModel, rows: Any, found: list[WeightedDraws], fitted: Minimum, count: float
) -> Draws:
    """The draws of every guide as a chain with their log weights, the ELBO's parts among the facts.

    Pooled with equal weights: the bound of the mixture of guides is no lower than the mean of theirs, which
    is the one that is reported.
    """
    sites = sites_of(probability_model, rows)
    values = constrain(sites, unflat(sites, np.stack([one.vectors for one in found])))
    parts = [parts_of_elbo(one, count) for one in found]
    return Draws(
        sites={name: np.asarray(value) for name, value in values.items()},
        stats={"log_weight": np.stack([one.log_weight for one in found])},
        curve=fitted.curve,
        facts=fitted.facts
        | {"parameters": found[0].vectors.shape[1], "guides": len(found)}
        | {name: float(np.mean([part[name] for part in parts])) for name in parts[0]},
    )
