"""Variational inference with Normal guides: K particles, minibatches, log weights of the draws.

Guides are Normal in unbounded parameters, so that positive sites are LogNormal and no scale can turn
negative (Kucukelbir et al. 2017). A minibatch of B rows weighs each row N/B, which keeps the ELBO unbiased.
"""

from dataclasses import replace
from functools import lru_cache, partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpyro.infer import TraceMeanField_ELBO

from tradewinds.errors import FitError
from tradewinds.inference import guides
from tradewinds.inference.ensemble import held_out, locate
from tradewinds.inference.loop import Say
from tradewinds.inference.optimise import Search, minimise
from tradewinds.inference.problem import (
    KEPT,
    Draws,
    Law,
    Problem,
    constrain,
    flat,
    potential,
    sites_of,
    starts,
    unflat,
)
from tradewinds.settings.inference import (
    GuideFamily,
    InferenceSettings,
    OptimiserSettings,
    VariationalSettings,
)


class Weighed(NamedTuple):
    """Draws of a guide, how much the posterior wants of each, and their fit."""

    vectors: np.ndarray
    """[R, d]"""
    log_weight: np.ndarray
    """[R] log p(y, w) − log q(w), whose mean is the ELBO."""
    log_likelihood: np.ndarray
    """[R] log p(y | w)."""


@lru_cache(maxsize=KEPT)
def search(law: Law, settings: OptimiserSettings, variational: VariationalSettings) -> Search:
    family, particles, minibatch = variational.family, variational.particles, variational.minibatch
    by_site = TraceMeanField_ELBO(num_particles=particles)

    def loss(guide: dict, data: Any, weight: jax.Array, key: jax.Array) -> jax.Array:
        rows, total = len(weight), weight.sum()
        sites = sites_of(law, data)
        data = data._replace(weight=weight)
        if minibatch and minibatch < rows:
            chosen_key, key = jax.random.split(key)
            chosen = jax.random.randint(chosen_key, (minibatch,), 0, rows)
            data = jax.tree.map(lambda leaf: leaf[chosen], data)
            data = data._replace(weight=data.weight * rows / minibatch)
        if family == GuideFamily.mean_field:
            # its divergence from most priors is known in closed form, not only its entropy
            named = guides.named(sites, guide)
            return by_site.loss(key, named, law.model, guides.mean_field(sites), data) / total
        return -_bound(law, family, guide, data, key, particles) / total

    def score(guide: dict, data: Any, weight: jax.Array, held: jax.Array, key: jax.Array) -> jax.Array:
        sites = sites_of(law, data)
        at_mean = constrain(sites, unflat(sites, guide["location"]))
        return law.score(at_mean, data._replace(weight=weight), held)

    # no early stopping: the score is taken at the guide's location and sees nothing of its width
    return Search(loss, score, replace(settings, patience=settings.steps))


def _bound(
    law: Law, family: GuideFamily, guide: dict, rows: Any, key: jax.Array, particles: int
) -> jax.Array:
    """ELBO = E_q[log p(y, w)] + entropy of q, the expectation over K reparameterised particles."""
    sites, approximation = sites_of(law, rows), guides.distribution(family, guide)
    drawn = approximation.rsample(key, (particles,))
    energy = jax.vmap(lambda vector: potential(law, unflat(sites, vector), rows))(drawn)
    return approximation.entropy() - energy.mean()


def run(problem: Problem, settings: InferenceSettings, key: jax.Array, say: Say) -> Draws:
    """Draws of the fitted guide as one chain with their log weights, the ELBO's parts among the facts.

    Raises FitError when the ELBO of the fitted guide is not finite.
    """
    variational, optimiser = settings.variational, settings.optimiser
    law, rows = problem.law, problem.rows
    sites = sites_of(law, rows)
    start_key, held_key, run_key, draw_key, factor_key = jax.random.split(key, 5)
    held = held_out(len(rows.weight), 1, optimiser.validation_share, held_key)
    fitted = minimise(
        problem.name,
        search(law, optimiser, variational),
        guides.begin(variational, flat(sites, starts(law, start_key, rows, 1)), factor_key),
        rows,
        1.0 - held,
        held,
        run_key,
        say,
        lambda guide: locate(problem, constrain(sites, unflat(sites, guide["location"]))),
        problem.memory,
    )
    # the last parameters, not the best-scoring ones: a guide stopped early has not found its width
    reached = jax.tree.map(lambda leaf: leaf[0], fitted.last)
    trained = rows._replace(weight=jnp.asarray(1.0 - held[0]))
    found = weighed(problem._replace(rows=trained), variational.family, reached, variational.draws, draw_key)
    drawn = constrain(sites, unflat(sites, found.vectors))
    return Draws(
        sites={name: np.asarray(value)[None] for name, value in drawn.items()},
        stats={"log_weight": found.log_weight[None]},
        curve=fitted.curve,
        facts=fitted.facts | parts_of_elbo(found, float(trained.weight.sum())),
    )


def weighed(problem: Problem, family: GuideFamily, guide: dict, draws: int, key: jax.Array) -> Weighed:
    """Draws of a guide with their log weights under the posterior of the problem's rows, all of them."""
    found = _weighed(problem.law, family, guide, problem.rows, key, draws)
    found = Weighed(*map(np.asarray, found))
    if not (np.isfinite(found.log_weight).all() and np.isfinite(found.log_likelihood).all()):
        raise FitError(f"{problem.name}: the ELBO of the fitted guide is not finite", "a finite number")
    return found


@partial(jax.jit, static_argnames=("law", "family", "draws"))
def _weighed(law: Law, family: GuideFamily, guide: dict, rows: Any, key: jax.Array, draws: int) -> Weighed:
    sites, approximation = sites_of(law, rows), guides.distribution(family, guide)

    def each(vector: jax.Array) -> Weighed:
        free = unflat(sites, vector)
        log_weight = -potential(law, free, rows) - approximation.log_prob(vector)
        return Weighed(vector, log_weight, law.log_likelihood(constrain(sites, free), rows))

    return jax.lax.map(each, approximation.sample(key, (draws,)))


def parts_of_elbo(found: Weighed, count: float) -> dict[str, float]:
    """ELBO and expected log likelihood per observation, and KL = E_q[log p(y|w)] − ELBO, in nats."""
    elbo, likelihood = float(found.log_weight.mean()), float(found.log_likelihood.mean())
    return {
        "elbo_per_obs": elbo / count,
        "expected_loglik_per_obs": likelihood / count,
        "kl": likelihood - elbo,
    }
