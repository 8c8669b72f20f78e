"""Variational inference with Normal guides and K particles, all rows at every step.

Where a step is to see some rows only (``minibatch``), that module takes over.
"""

from dataclasses import replace
from functools import lru_cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tradewinds.inference import guides, minibatch
from tradewinds.inference.elbo import (
    WeightedDraws,
    drawn,
    draws_of_guide,
    each_guide,
    keys_of_guides,
    log_likelihoods,
    negative_elbo,
    posterior_of_guides,
    require_finite,
)
from tradewinds.inference.ensemble import held_out, locate
from tradewinds.inference.optimise import Search, Seen, minimise
from tradewinds.inference.problem import (
    KEPT,
    Draws,
    ProbabilityModel,
    Problem,
    constrain,
    flat,
    sites_of,
    starts,
    unflat,
)
from tradewinds.inference.row_source import RowSource
from tradewinds.loop import Log
from tradewinds.settings.inference import (
    GuideFamily,
    InferenceSettings,
    OptimiserSettings,
    VariationalSettings,
)


@lru_cache(maxsize=KEPT)
def search_guides(
    probability_model: ProbabilityModel, settings: OptimiserSettings, variational: VariationalSettings
) -> Search:
    """Minimises −ELBO per row, in nats, over a guide's parameters; scored by the model where it is."""

    def loss(guide: dict, data: Any, weight: jax.Array, key: jax.Array) -> jax.Array:
        return (
            negative_elbo(probability_model, variational, guide, data._replace(weight=weight), key)
            / weight.sum()
        )

    def score(guide: dict, data: Any, weight: jax.Array, held: jax.Array, key: jax.Array) -> jax.Array:
        sites = sites_of(probability_model, data)
        at_mean = constrain(sites, unflat(sites, guide["location"]))
        return probability_model.score(at_mean, data._replace(weight=weight), held)

    # no early stopping: the score is taken at the guide's location and sees nothing of its width
    return Search(loss, score, replace(settings, patience=settings.steps))


def run(problem: Problem, settings: InferenceSettings, key: jax.Array, log: Log) -> Draws:
    """Draws of the fitted guides, as many of each, a chain each, sites [M, R, …], with their log weights
    [M, R] in nats under the guide of their own; the ELBO's parts among the facts, means over the guides.

    Raises FitError when the search fails (``minimise``) and when the ELBO of the fitted guide is not finite.
    """
    variational, optimiser = settings.variational, settings.optimiser
    probability_model, rows = problem.probability_model, problem.rows
    few = variational.minibatch
    if isinstance(rows, RowSource) or (few is not None and few < len(rows.weight)):
        return minibatch.run(problem, settings, key, log)
    sites = sites_of(probability_model, rows)
    start_key, held_key, run_key, draw_key, factor_key = jax.random.split(key, 5)
    members = variational.guides
    held = held_out(len(rows.weight), members, optimiser.validation_share, held_key)
    seen = Seen(rows, 1.0 - held, held)
    begun = starts(probability_model, start_key, rows, members, optimiser.initialisation)
    fitted = minimise(
        problem.name,
        search_guides(probability_model, optimiser, variational),
        guides.begin(variational, flat(sites, begun), factor_key),
        lambda _: seen,
        run_key,
        log,
        lambda guide: locate(problem, constrain(sites, unflat(sites, guide["location"]))),
        problem.memory,
    )
    # the last parameters, not the best-scoring ones: a guide stopped early has not found its width
    each = []
    for guide, kept, own_key in zip(
        each_guide(fitted), 1.0 - held, keys_of_guides(draw_key, members), strict=True
    ):
        trained = problem._replace(rows=rows._replace(weight=jnp.asarray(kept)))
        each.append(weighed(trained, variational.family, guide, draws_of_guide(variational), own_key))
    return posterior_of_guides(probability_model, rows, each, fitted, float((1.0 - held[0]).sum()))


def weighed(problem: Problem, family: GuideFamily, guide: dict, draws: int, key: jax.Array) -> WeightedDraws:
    """Draws [R, d] of a guide, their log weights [R] under the posterior of the problem's rows, all of them.

    Raises FitError when one is not finite.
    """
    probability_model, rows = problem.probability_model, problem.rows
    vectors, beyond = map(np.asarray, drawn(probability_model, family, guide, rows, key, draws))
    likelihood = np.asarray(log_likelihoods(probability_model, vectors, rows))
    return require_finite(problem.name, WeightedDraws(vectors, beyond + likelihood, likelihood))
