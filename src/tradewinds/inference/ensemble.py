"""MAP ensemble: several networks, each from its own start and with its own held-out rows, in the spirit of
deep ensembles (Lakshminarayanan, Pritzel & Blundell 2017).
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tradewinds.inference.optimise import Minimum, Search, Seen, minimise
from tradewinds.inference.problem import (
    KEPT,
    Draws,
    ProbabilityModel,
    Problem,
    constrain,
    generator,
    potential,
    sites_of,
    starts,
)
from tradewinds.loop import Log
from tradewinds.settings.inference import InferenceSettings, OptimiserSettings


def held_out(rows: int, members: int, share: float, key: jax.Array) -> np.ndarray:
    """1 for the rows each member is scored on and not trained on, [M, N]; at least one per member."""
    count = max(1, round(share * rows))
    order = generator(key).permuted(np.tile(np.arange(rows), (members, 1)), axis=1)
    held = np.zeros((members, rows))
    np.put_along_axis(held, order[:, :count], 1.0, axis=1)
    return held


def find_maps(
    problem: Problem, members: int, settings: OptimiserSettings, key: jax.Array, log: Log
) -> Minimum:
    """MAP solutions in the unbounded space, site → [M, …], the best of each member by its held-out score.

    Raises FitError as ``minimise`` does.
    """
    start_key, held_key, run_key = jax.random.split(key, 3)
    held = held_out(len(problem.rows.weight), members, settings.validation_share, held_key)
    return minimise_members(
        problem, search_maps(problem.probability_model, settings), held, start_key, run_key, log
    )


def minimise_members(
    problem: Problem, search: Search, held: np.ndarray, start_key: jax.Array, run_key: jax.Array, log: Log
) -> Minimum:
    """The minimum of every member, each from a start of its own, trained on the rows that ``held`` [M, N] has
    0 for and scored on the others.

    Raises FitError as ``minimise`` does.
    """
    probability_model, rows = problem.probability_model, problem.rows
    sites, seen = sites_of(probability_model, rows), Seen(rows, 1.0 - held, held)
    return minimise(
        problem.name,
        search,
        starts(probability_model, start_key, rows, len(held), search.settings.initialisation),
        lambda _: seen,
        run_key,
        log,
        lambda free: locate(problem, constrain(sites, free)),
        problem.memory,
    )


def held_out_score(probability_model: ProbabilityModel) -> Callable[..., jax.Array]:
    """(free, rows, weight, held, key) → the model's ``score`` of the held-out rows."""

    def score(free: dict, rows: Any, weight: jax.Array, held: jax.Array, key: jax.Array) -> jax.Array:
        draw = constrain(sites_of(probability_model, rows), free)
        return probability_model.score(draw, rows._replace(weight=weight), held)

    return score


@lru_cache(maxsize=KEPT)
def search_maps(probability_model: ProbabilityModel, settings: OptimiserSettings) -> Search:
    """Minimises −log p(y, w) per row, in nats, over unbounded parameters; scored by the model's ``score``."""

    def loss(free: dict, rows: Any, weight: jax.Array, key: jax.Array) -> jax.Array:
        return potential(probability_model, free, rows._replace(weight=weight)) / weight.sum()

    return Search(loss, held_out_score(probability_model), settings)


def locate(problem: Problem, draw: dict) -> str:
    """Where the likelihood is not finite at this draw: the first such row and the largest value in it."""

    @jax.jit
    def each_finite(draw: dict, rows: Any) -> jax.Array:
        def alone(index: jax.Array) -> jax.Array:
            row = jax.tree.map(lambda leaf: jax.lax.dynamic_slice_in_dim(leaf, index, 1), rows)
            return jnp.isfinite(problem.probability_model.log_likelihood(draw, row))

        return jax.lax.map(alone, jnp.arange(len(rows.weight)))

    rows = problem.rows
    if any(len(leaf) != len(rows.weight) for leaf in jax.tree.leaves(rows)):
        return "in forecasts of several periods, which rows share"
    bad = np.flatnonzero(~np.asarray(each_finite(draw, rows)))
    if len(bad) in (0, len(rows.weight)):
        return "at no single row: the parameters themselves left the finite range"
    row = int(bad[0])
    values = np.concatenate([np.asarray(rows.y[row])[None], np.asarray(rows.x[row])])
    largest = int(np.argmax(np.abs(np.nan_to_num(values, nan=np.inf))))
    names = [
        "the target",
        *problem.columns,
        *(f"input {n + 1}" for n in range(len(problem.columns), len(values))),
    ]
    where, size = problem.place(rows, row), f"{values[largest]:.3g} standard deviations"
    return f"first at {where}, where {names[largest]} = {size}"


def run(problem: Problem, settings: InferenceSettings, key: jax.Array, log: Log) -> Draws:
    """One draw per member, members as chains: sites [M, 1, …].

    Raises FitError when the search for the MAP solutions fails (``minimise``).
    """
    fitted = find_maps(problem, settings.ensemble.members, settings.optimiser, key, log)
    draws = constrain(sites_of(problem.probability_model, problem.rows), fitted.best)
    return Draws(
        sites={name: np.asarray(value)[:, None] for name, value in draws.items()},
        curve=fitted.curve,
        facts=fitted.facts,
    )
