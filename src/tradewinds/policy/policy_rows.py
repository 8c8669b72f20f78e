"""One policy on the draws of a side in figures: welfare, regret, and how far the answer is ahead of it."""

import numpy as np

from tradewinds.policy.path_evaluator import PathEvaluator, PathOutcomes
from tradewinds.policy.welfare import risk

_RESAMPLES = 200


def policy_row(
    evaluator: PathEvaluator, of: PathOutcomes, best: PathOutcomes, named: bool, rng: np.random.Generator
) -> dict[str, float]:
    """One policy: objective, welfare and its spread, both objectives of the frontier, regret with its error.

    The regret is what the optimum's objective is above this policy's, on the same draws.
    """
    measure = evaluator.measure
    alive = of.alive & best.alive
    welfare = (of.effects @ measure.weights)[of.alive]
    row: dict[str, float] = {"objective": evaluator.value_of(of, measure.weights)}
    row |= _spread("welfare", welfare) | {
        "risk": float(risk(of.effects @ measure.weights, of.alive, evaluator.welfare)),
        "gains": float((welfare > 0).mean()),
        "excess": float(of.excess[of.alive].mean()),
        "roughness": float(of.rough[of.alive].mean()),
        "left_out": int((~of.alive).sum()),
    }
    for key in ("first", "second"):
        by = np.array([getattr(one, key) for one in measure.outcomes])
        row |= _spread(key, (of.effects @ by)[of.alive])
    row["regret"] = evaluator.value_of(best, measure.weights) - row["objective"]
    ahead = ((best.effects - of.effects) @ measure.weights)[alive]
    row["behind"] = float((ahead > 0).mean()) if len(ahead) else np.nan
    row["regret_error"] = regret_error(evaluator, of, best, rng) if named else np.nan
    return row


def answer_ahead(evaluator: PathEvaluator, answer: PathOutcomes, of: PathOutcomes) -> dict[str, float]:
    """By how much the answer's welfare is higher than this policy's, draw by draw, in how many of them it is,
    and how much higher its objective is, which has penalties in it."""
    alive, weights = of.alive & answer.alive, evaluator.measure.weights
    ahead = ((answer.effects - of.effects) @ weights)[alive]
    spread = _spread("ahead", ahead)
    better = float((ahead > 0).mean()) if len(ahead) else np.nan
    gained = evaluator.value_of(answer, weights) - evaluator.value_of(of, weights)
    return spread | {"ahead_share": better, "ahead_objective": gained}


def _spread(name: str, values: np.ndarray) -> dict[str, float]:
    if not len(values):
        values = np.array([np.nan])
    low, middle, high = np.quantile(values, [0.05, 0.5, 0.95])
    return {
        name: float(values.mean()),
        f"{name}_deviation": float(values.std()),
        f"{name}_low": float(low),
        f"{name}_median": float(middle),
        f"{name}_high": float(high),
    }


def regret_error(
    evaluator: PathEvaluator, of: PathOutcomes, best: PathOutcomes, rng: np.random.Generator
) -> float:
    """Monte Carlo error of a regret: the deviation over resamples of the networks, both policies on the
    same."""
    networks = np.unique(evaluator.networks)
    by_network = [np.flatnonzero(evaluator.networks == one) for one in networks]
    weights, found = evaluator.measure.weights, []
    for _ in range(_RESAMPLES):
        rows = np.concatenate([by_network[i] for i in rng.integers(len(networks), size=len(networks))])
        first, second = (PathOutcomes(*(leaf[rows] for leaf in one)) for one in (best, of))
        found.append(evaluator.value_of(first, weights) - evaluator.value_of(second, weights))
    finite = np.array(found)[np.isfinite(found)]
    return float(finite.std()) if len(finite) else np.nan


def effect_rows(evaluator: PathEvaluator, of: PathOutcomes) -> list[dict[str, object]]:
    """Mean effect of one policy on every outcome, with its band and the probability of being positive."""
    rows = []
    for outcome, effect in zip(evaluator.measure.outcomes, of.effects.T, strict=True):
        known = effect[of.alive]
        row = {
            "table": outcome.table,
            "outcome": outcome.name,
            "total": outcome.total,
            "weight": outcome.weight,
        }
        rows.append(row | _spread("effect", known) | {"positive": float((known > 0).mean())})
    return rows
