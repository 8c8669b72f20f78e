"""MAP ensemble: several networks, each from its own start and with its own held-out rows."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tradewinds.inference.optimise import Fitted, minimise
from tradewinds.inference.problem import Draws, Problem, Say, constrain, potential, sites_of, starts
from tradewinds.settings.inference import InferenceSettings, OptimiserSettings


def held_out(rows: int, members: int, share: float, key: jax.Array) -> np.ndarray:
    """1 for the rows each member is scored on and not trained on, [M, N]; at least one per member."""
    count = max(1, round(share * rows))
    order = jax.vmap(lambda k: jax.random.permutation(k, rows))(jax.random.split(key, members))
    held = np.zeros((members, rows))
    np.put_along_axis(held, np.asarray(order)[:, :count], 1.0, axis=1)
    return held


def find_maps(
    problem: Problem, members: int, settings: OptimiserSettings, key: jax.Array, say: Say
) -> Fitted:
    """MAP solutions in the unbounded space, the best of each member by its held-out score."""
    sites = sites_of(problem)
    start_key, held_key, run_key = jax.random.split(key, 3)
    held = held_out(len(problem.rows.weight), members, settings.validation_share, held_key)

    def loss(free: dict, rows: Any, weight: jax.Array, key: jax.Array) -> jax.Array:
        return potential(problem, free, rows._replace(weight=weight)) / weight.sum()

    def score(free: dict, rows: Any, weight: jax.Array, held: jax.Array, key: jax.Array) -> jax.Array:
        return problem.score(constrain(sites, free), rows._replace(weight=weight), held)

    return minimise(
        problem.name,
        loss,
        score,
        starts(problem, start_key, members),
        problem.rows,
        1.0 - held,
        held,
        settings,
        run_key,
        say,
        lambda free: locate(problem, constrain(sites, free)),
    )


def locate(problem: Problem, draw: dict) -> str:
    """Which rows make the likelihood non-finite at this draw, and which of their inputs is largest."""
    rows = problem.rows
    for index in range(len(rows.weight)):
        weight = jnp.zeros_like(rows.weight).at[index].set(1.0)
        if not np.isfinite(problem.log_likelihood(draw, rows._replace(weight=weight))):
            column = int(np.nanargmax(np.abs(np.nan_to_num(rows.x[index], nan=np.inf))))
            return f"first at row {index}, input {column + 1} = {float(rows.x[index, column]):.3g} s.d."
    return "no single row: the parameters themselves left the finite range"


def run(problem: Problem, settings: InferenceSettings, key: jax.Array, say: Say) -> Draws:
    """One draw per member, members as chains."""
    fitted = find_maps(problem, settings.ensemble.members, settings.optimiser, key, say)
    draws = constrain(sites_of(problem), fitted.best)
    return Draws(
        sites={name: np.asarray(value)[:, None] for name, value in draws.items()},
        curve={"step": fitted.step, "loss": fitted.loss, "score": fitted.score},
        facts={"steps": int(fitted.step[-1]), "non_finite": fitted.non_finite},
    )
