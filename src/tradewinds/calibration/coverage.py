"""How often the truth lies where a calibration says: known parameters, simulated, calibrated and ranked.

The ranks and what is made of them are those of simulation-based calibration (``evaluation.sbc``). A
generalised posterior at a temperature of one's choosing owes no coverage: this measures what it has, by which
a temperature can be chosen (Syring & Martin 2019).
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd

from tradewinds.evaluation.sbc.ranks import RANKED, Trial, ranks
from tradewinds.evaluation.sbc.uniformity import normalised_ranks, p_value
from tradewinds.inference.problem import Draws, Problem
from tradewinds.loop import Log

Quantities = Callable[[np.ndarray], dict[str, np.ndarray]]
"""Parameters [R, d] → quantity → its value [R]."""
_BAND = 0.9


class Replicated(NamedTuple):
    """Simulated data as ranks take them."""

    y: Any
    """Series, of any shape."""
    weight: Any


def ranks_of_truths(
    name: str,
    simulate_series: Callable[[jax.Array, jax.Array], Any],
    draw_truth: Callable[[jax.Array], jax.Array],
    answer: Callable[[Any, jax.Array], np.ndarray],
    quantities: Quantities,
    like: np.ndarray,
    numbers: Iterable[int],
    draws: int,
    key: jax.Array,
    log: Log,
    largest: float = np.inf,
) -> pd.DataFrame:
    """The table of ``evaluation.sbc.ranks.ranks``: one row a replication and quantity.

    ``draw_truth(key)`` → parameters [d]; ``simulate_series(key, parameters)`` → series of the shape of
    ``like``; ``answer(series, key)`` → posterior draws [R, d], or FitError. A simulation that is not finite,
    or larger than ``largest``, is rejected, a fit that fails has failed; both keep a row.
    """

    def simulate(rows: Replicated, key: jax.Array) -> tuple[dict, jax.Array]:
        truth_key, run_key = jax.random.split(key)
        truth = draw_truth(truth_key)
        return {"parameters": np.asarray(truth)}, simulate_series(run_key, truth)

    def draw(problem: Problem, key: jax.Array) -> Draws:
        return Draws(sites={"parameters": np.asarray(answer(problem.rows.y, key))[None]})

    rows = Replicated(jnp.zeros(like.shape), np.ones(len(like)))
    trial = Trial(
        problem=Problem(name, None, rows),  # type: ignore[arg-type]  # nothing asks for a model here
        simulate=simulate,
        measure=lambda sites, _: quantities(sites["parameters"]),
        draw=draw,
    )
    return ranks(trial, name, numbers, draws, largest, key, log)


def truths_covered(found: pd.DataFrame) -> pd.DataFrame:
    """One row a quantity: share of truths within the central 90 % of the draws, its standard error, mean
    place of the truth, p-value of uniform ranks, and how many were ranked."""
    rows = []
    for quantity, mine in found[found["status"] == RANKED].groupby("quantity", sort=False):
        place = normalised_ranks(mine["rank"].to_numpy(), mine["draws"].to_numpy())
        covered = float((abs(place - 0.5) <= _BAND / 2).mean())
        rows.append(
            {
                "quantity": quantity,
                "coverage": covered,
                "error": float(np.sqrt(covered * (1 - covered) / len(place))),
                "place": float(place.mean()),
                "p_value": p_value(place),
                "replications": len(place),
            }
        )
    return pd.DataFrame(rows)
