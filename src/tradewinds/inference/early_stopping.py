"""Deep ensemble whose training is stopped early (Lakshminarayanan, Pritzel & Blundell 2017; Prechelt 1998).

Every network is trained from a start of its own, on the same rows: all but those of the last training
periods, by whose log density its best step is chosen. Without a prior in the loss, as here unless some of it
is asked for, it is the early stop alone that keeps weights small.
"""

from functools import lru_cache
from typing import Any

import jax
import numpy as np

from tradewinds.errors import FitError
from tradewinds.inference.ensemble import held_out_score, minimise_members
from tradewinds.inference.optimise import Search
from tradewinds.inference.problem import (
    KEPT,
    Draws,
    ProbabilityModel,
    Problem,
    constrain,
    prior_potential,
    sites_of,
)
from tradewinds.loop import Log
from tradewinds.settings.inference import InferenceSettings, OptimiserSettings


def last_periods(name: str, period: np.ndarray, share: float) -> np.ndarray:
    """1 for the rows [N] of the fewest last periods that hold ``share`` of them.

    Raises FitError where no earlier period is left to be trained on.
    """
    known, count = np.unique(period, return_counts=True)
    after = np.cumsum(count[::-1])[::-1]
    first = known[np.flatnonzero(after >= share * len(period))[-1]]
    if first == known[0]:
        raise FitError(
            f"{name}: {len(known)} training periods, the last of which hold {share:.0%} of the rows",
            "a period before them to be trained on",
            "Lower inference.optimiser.validation_share, or give the table more periods.",
        )
    return (period >= first).astype(float)


@lru_cache(maxsize=KEPT)
def search_likelihood(
    probability_model: ProbabilityModel, settings: OptimiserSettings, prior: float
) -> Search:
    """Minimises −log p(y | w) − ``prior`` · log p(w) per row, in nats; scored by the model's ``score``."""

    def loss(free: dict, rows: Any, weight: jax.Array, key: jax.Array) -> jax.Array:
        draw, rows = constrain(sites_of(probability_model, rows), free), rows._replace(weight=weight)
        energy = prior * prior_potential(probability_model, free, rows) if prior else 0.0
        return (energy - probability_model.log_likelihood(draw, rows)) / weight.sum()

    return Search(loss, held_out_score(probability_model), settings)


def run(problem: Problem, settings: InferenceSettings, key: jax.Array, log: Log) -> Draws:
    """One draw per member, members as chains: sites [M, 1, …].

    Raises FitError as ``minimise`` and ``last_periods`` do.
    """
    stopping, optimiser, probability_model = (
        settings.early_stopping,
        settings.optimiser,
        problem.probability_model,
    )
    start_key, run_key = jax.random.split(key)
    last = last_periods(problem.name, np.asarray(problem.rows.period), optimiser.validation_share)
    held = np.tile(last, (stopping.members, 1))
    search = search_likelihood(probability_model, optimiser, stopping.prior)
    fitted = minimise_members(problem, search, held, start_key, run_key, log)
    draws = constrain(sites_of(probability_model, problem.rows), fitted.best)
    return Draws(
        sites={name: np.asarray(value)[:, None] for name, value in draws.items()},
        curve=fitted.curve,
        facts={**fitted.facts, "held_back": int(last.sum())},
    )
