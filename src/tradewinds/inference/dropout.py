"""Monte Carlo dropout (Gal & Ghahramani 2016): units are dropped in training and in prediction.

A unit of a hidden layer is left out, with probability p, for all rows at once, and the others count
1/(1 − p) times: the weights that leave it are 0 in that step, and in that draw. Of a recurrent layer these
are also those of its state, for the same units in every row of the window (Gal & Ghahramani 2016b).
"""

from functools import lru_cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tradewinds.inference.ensemble import held_out, held_out_score, minimise_members
from tradewinds.inference.optimise import Search
from tradewinds.inference.problem import (
    KEPT,
    Draws,
    ProbabilityModel,
    Problem,
    Site,
    constrain,
    prior_potential,
    sites_of,
)
from tradewinds.loop import Log
from tradewinds.settings.inference import InferenceSettings, OptimiserSettings


def with_dropped_units(sites: dict[str, Site], draw: dict, rate: float, key: jax.Array) -> dict:
    """One draw of the weights, site → its shape, with units of every hidden layer dropped."""
    kept = {
        layer: jax.random.bernoulli(jax.random.fold_in(key, layer), 1 - rate, (width,)) / (1 - rate)
        for layer, width in {(site.leaves, site.shape[0]) for site in sites.values() if site.leaves}
    }

    def left(name: str, value: jax.Array) -> jax.Array:
        layer = sites[name].leaves
        return value * kept[layer].reshape(-1, *[1] * (value.ndim - 1)) if layer else value

    return {name: left(name, value) for name, value in draw.items()}


@lru_cache(maxsize=KEPT)
def search_under_dropout(
    probability_model: ProbabilityModel, settings: OptimiserSettings, rate: float
) -> Search:
    """Minimises the mean over dropped units of −log p(y, w) per row, in nats; scored with all units."""

    def loss(free: dict, rows: Any, weight: jax.Array, key: jax.Array) -> jax.Array:
        sites, rows = sites_of(probability_model, rows), rows._replace(weight=weight)
        draw = with_dropped_units(sites, constrain(sites, free), rate, key)
        energy = prior_potential(probability_model, free, rows)
        return (energy - probability_model.log_likelihood(draw, rows)) / weight.sum()

    return Search(loss, held_out_score(probability_model), settings)


def run(problem: Problem, settings: InferenceSettings, key: jax.Array, log: Log) -> Draws:
    """Draws of one fit, each with its own units dropped, as one chain: sites [1, R, …].

    Raises FitError as ``minimise`` does.
    """
    dropout, optimiser, probability_model = settings.dropout, settings.optimiser, problem.probability_model
    sites = sites_of(probability_model, problem.rows)
    start_key, held_key, run_key, draw_key = jax.random.split(key, 4)
    held = held_out(len(problem.rows.weight), 1, optimiser.validation_share, held_key)
    search = search_under_dropout(probability_model, optimiser, dropout.rate)
    fitted = minimise_members(problem, search, held, start_key, run_key, log)
    best = {name: jnp.asarray(value[0]) for name, value in constrain(sites, fitted.best).items()}
    drawn = jax.vmap(lambda one: with_dropped_units(sites, best, dropout.rate, one))(
        jax.random.split(draw_key, dropout.draws)
    )
    return Draws(
        sites={name: np.asarray(value)[None] for name, value in drawn.items()},
        curve=fitted.curve,
        facts=fitted.facts,
    )
