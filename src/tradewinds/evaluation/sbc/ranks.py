"""Fit simulated data, and rank the true value of every quantity among the draws."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd
from arviz_stats.base import array_stats

from tradewinds.errors import FitError
from tradewinds.evaluation.sbc.quantities import RankedQuantities
from tradewinds.inference.problem import Draws, Problem, generator
from tradewinds.loop import Log

COLUMNS = (
    "equation", "simulation", "status", "reason", "quantity", "truth", "mean", "deviation", "rank", "draws",
    "effective_draws",
)  # fmt: skip
RANKED, REJECTED, FAILED = "ranked", "rejected", "failed"


class Trial(NamedTuple):
    """A posterior to be found again and again, on data simulated from its own prior."""

    problem: Problem
    """Its rows' targets are replaced."""
    simulate: Callable[[Any, jax.Array], tuple[dict, jax.Array]]
    """(rows, key) → true parameters by site and targets [N]."""
    measure: RankedQuantities
    draw: Callable[[Problem, jax.Array], Draws]
    """The algorithm under test."""


def ranks(
    trial: Trial, equation: str, numbers: Iterable[int], draws: int, largest: float, key: jax.Array, log: Log
) -> pd.DataFrame:
    """One row for every quantity of every simulation; its ``rank`` is 0 … ``draws``, the number of posterior
    draws below the truth among that many spread evenly over the chains.

    A simulation with a target beyond ``largest`` is *rejected* before it is fitted. That depends on the data
    alone, so the posterior of those that are left is what it was, and their ranks stay uniform. One whose
    fit raises FitError, or leaves the finite range, *failed*. Both keep a row of their own with the reason.
    ``numbers`` name the simulations: the random numbers of each follow from its own.
    """
    found = []
    for number in numbers:
        rows = _one(trial, draws, largest, jax.random.fold_in(key, number))
        status = rows[0]["status"]
        log(f"{trial.problem.name}: simulation {number + 1} {status} {rows[0]['reason']}".rstrip())
        found += [{"equation": equation, "simulation": number, **row} for row in rows]
    return pd.DataFrame(found, columns=list(COLUMNS)).astype(
        {name: float for name in ("truth", "mean", "deviation", "rank", "draws", "effective_draws")}
    )


def _one(trial: Trial, draws: int, largest: float, key: jax.Array) -> list[dict]:
    data_key, fit_key, tie_key = jax.random.split(key, 3)
    sites, y = trial.simulate(trial.problem.rows, data_key)
    farthest = float(jnp.abs(y).max())
    if not farthest <= largest:
        return [_without(REJECTED, f"a target lies {farthest:.3g} standard deviations from the mean")]
    rows = trial.problem.rows._replace(y=y.astype(trial.problem.rows.y.dtype))
    truth = trial.measure({name: value[None] for name, value in sites.items()}, rows)
    try:
        fitted = trial.draw(trial.problem._replace(rows=rows), fit_key)
    except FitError as error:
        return [_without(FAILED, str(error))]
    chains, each = next(iter(fitted.sites.values())).shape[:2]
    flat = {name: value.reshape(chains * each, *value.shape[2:]) for name, value in fitted.sites.items()}
    values = trial.measure(flat, rows)
    strange = [name for name, value in values.items() if not np.isfinite(value).all()]
    if strange:
        return [_without(FAILED, f"draws of {strange[0]} are not finite")]
    kept = np.linspace(0, chains * each - 1, min(draws, chains * each)).round().astype(int)
    rng = generator(tie_key)
    return [
        {
            "status": RANKED,
            "reason": "",
            "quantity": name,
            "truth": float(truth[name][0]),
            "mean": value.mean(),
            "deviation": value.std(),
            "rank": rank_of_truth(truth[name][0], value[kept], rng),
            "draws": len(kept),
            "effective_draws": _effective(value.reshape(chains, each)),
        }
        for name, value in values.items()
    ]


def rank_of_truth(truth: float, draws: np.ndarray, rng: np.random.Generator) -> int:
    """Draws below the truth; those equal to it, which rounding makes, count or not by chance."""
    return int((draws < truth).sum() + rng.integers(0, (draws == truth).sum(), endpoint=True))


def _effective(values: np.ndarray) -> float:
    """Effective draws of [chains, draws] (Vehtari et al. 2021); NaN where chains are too short to tell."""
    if values.shape[1] < 4:
        return np.nan
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(array_stats.ess(np.asarray(values, dtype=float), chain_axis=0, draw_axis=1))


def _without(status: str, reason: str) -> dict:
    return {"status": status, "reason": reason, "quantity": ""}
