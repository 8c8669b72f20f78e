"""Mean-field variational inference: NumPyro's TraceMeanField ELBO, K particles, minibatches.

Real sites have a Normal guide, positive ones a LogNormal, so that no scale can turn negative
(Kucukelbir et al. 2017). A minibatch of B rows weighs each row N/B, which keeps the ELBO unbiased.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from numpyro.infer import TraceMeanField_ELBO

from tradewinds.errors import FitError
from tradewinds.inference.ensemble import held_out, locate
from tradewinds.inference.optimise import Search, minimise
from tradewinds.inference.problem import (
    KEPT,
    Draws,
    Law,
    Problem,
    Say,
    Site,
    constrain,
    generator,
    potential,
    sites_of,
    starts,
)
from tradewinds.settings.inference import InferenceSettings, OptimiserSettings

SPLIT_DRAWS = 200
"""Draws of the guide from which the ELBO and its parts are estimated after the fit."""


def mean_field(sites: dict[str, Site]) -> Callable[[Any], None]:
    """A guide with one location and one scale per number of every site."""

    def guide(rows: Any) -> None:
        for name, site in sites.items():
            location = numpyro.param(f"{name}@location", jnp.zeros(site.shape))
            scale = numpyro.param(f"{name}@scale", jnp.ones(site.shape), constraint=dist.constraints.positive)
            family = dist.LogNormal if site.positive else dist.Normal
            numpyro.sample(name, family(location, scale).to_event(len(site.shape)))

    return guide


def _constrained(free: dict) -> dict:
    return {name: jnp.exp(v) if name.endswith("@scale") else v for name, v in free.items()}


def _noise(sites: dict[str, Site], draws: int, key: jax.Array) -> dict[str, np.ndarray]:
    """Standard normal numbers of every site, [R, …]."""
    rng = generator(key)
    return {name: rng.standard_normal((draws, *site.shape)) for name, site in sites.items()}


def _moved(sites: dict[str, Site], free: dict, noise: dict) -> dict:
    """Unbounded draws of the guide from standard normal numbers."""
    return {n: free[f"{n}@location"] + jnp.exp(free[f"{n}@scale"]) * noise[n] for n in sites}


@lru_cache(maxsize=KEPT)
def _search(law: Law, settings: OptimiserSettings, particles: int, minibatch: int | None) -> Search:
    elbo = TraceMeanField_ELBO(num_particles=particles)

    def loss(free: dict, data: Any, weight: jax.Array, key: jax.Array) -> jax.Array:
        rows, total = len(weight), weight.sum()
        guide = mean_field(sites_of(law, data))
        data = data._replace(weight=weight)
        if minibatch and minibatch < rows:
            chosen_key, key = jax.random.split(key)
            chosen = jax.random.randint(chosen_key, (minibatch,), 0, rows)
            data = jax.tree.map(lambda leaf: leaf[chosen], data)
            data = data._replace(weight=data.weight * rows / minibatch)
        return elbo.loss(key, _constrained(free), law.model, guide, data) / total

    def score(free: dict, data: Any, weight: jax.Array, held: jax.Array, key: jax.Array) -> jax.Array:
        sites = sites_of(law, data)
        at_mean = constrain(sites, {name: free[f"{name}@location"] for name in sites})
        return law.score(at_mean, data._replace(weight=weight), held)

    # no early stopping: the score is taken at the guide's location and sees nothing of its width
    return Search(loss, score, replace(settings, patience=settings.steps))


def run(problem: Problem, settings: InferenceSettings, key: jax.Array, say: Say) -> Draws:
    """Draws of the fitted guide as one chain, with the ELBO and its parts among the facts."""
    variational, optimiser = settings.variational, settings.optimiser
    law, rows = problem.law, problem.rows
    sites = sites_of(law, rows)
    start_key, held_key, run_key, draw_key, split_key = jax.random.split(key, 5)
    held = held_out(len(rows.weight), 1, optimiser.validation_share, held_key)
    locations = starts(law, start_key, rows, 1)
    start = {f"{name}@location": value for name, value in locations.items()}
    log_scale = float(np.log(variational.initial_scale))
    start |= {f"{name}@scale": jnp.full_like(value, log_scale) for name, value in locations.items()}
    fitted = minimise(
        problem.name,
        _search(law, optimiser, variational.particles, variational.minibatch),
        start,
        rows,
        1.0 - held,
        held,
        run_key,
        say,
        lambda free: locate(problem, constrain(sites, {n: free[f"{n}@location"] for n in sites})),
    )
    # the last parameters, not the best-scoring ones: a guide stopped early has not found its width
    reached = jax.tree.map(lambda leaf: leaf[0], fitted.last)
    noise = _noise(sites, variational.draws, draw_key)
    drawn = constrain(sites, _moved(sites, reached, noise))
    facts = {"steps": int(fitted.step[-1]), "non_finite": fitted.non_finite}
    trained = rows._replace(weight=jnp.asarray(1.0 - held[0]))
    facts |= split_of_elbo(problem, sites, reached, trained, split_key)
    return Draws(
        sites={name: np.asarray(value)[None] for name, value in drawn.items()},
        curve={"step": fitted.step, "loss": fitted.loss, "score": fitted.score},
        facts=facts,
    )


def split_of_elbo(
    problem: Problem, sites: dict[str, Site], free: dict, rows: Any, key: jax.Array
) -> dict[str, float]:
    """ELBO and expected log likelihood per observation, and KL = E_q[log p(y|w)] − ELBO, in nats."""
    noise = _noise(sites, SPLIT_DRAWS, key)
    elbo, likelihood = map(float, _parts_of_elbo(problem.law, free, rows, noise))
    if not np.isfinite([elbo, likelihood]).all():
        raise FitError(f"{problem.name}: the ELBO of the fitted guide is not finite", "a finite number")
    count = float(rows.weight.sum())
    return {
        "elbo_per_obs": elbo / count,
        "expected_loglik_per_obs": likelihood / count,
        "kl": likelihood - elbo,
    }


@partial(jax.jit, static_argnames="law")
def _parts_of_elbo(law: Law, free: dict, rows: Any, noise: dict) -> tuple[jax.Array, jax.Array]:
    sites = sites_of(law, rows)

    def each(noise: dict) -> tuple[jax.Array, jax.Array]:
        unbounded = _moved(sites, free, noise)
        joint = -potential(law, unbounded, rows)
        density = sum(
            jnp.sum(-0.5 * noise[n] ** 2 - free[f"{n}@scale"] - 0.5 * jnp.log(2 * jnp.pi)) for n in sites
        )
        return joint - density, law.log_likelihood(constrain(sites, unbounded), rows)

    elbos, likelihoods = jax.lax.map(each, noise)
    return elbos.mean(), likelihoods.mean()
