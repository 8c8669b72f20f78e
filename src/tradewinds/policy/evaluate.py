"""The optimum beside simple policies, evaluated on draws and disturbances that the search has not seen."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.fitted.fit import Fit
from tradewinds.policy.optimise import BASELINE, FREE, GRID
from tradewinds.policy.optimum import EVALUATION_SIDE, Prepared, path_rows, prepare
from tradewinds.policy.path_evaluator import PathEvaluator, PathOutcomes
from tradewinds.policy.path_space import PathSpace
from tradewinds.policy.projection import summed_up, true_futures
from tradewinds.policy.rollout import RollOut
from tradewinds.policy.sector_weights import sector_weights as weights_of_sectors
from tradewinds.policy.support import keep_draws, runaway_draws, with_policy_level
from tradewinds.policy.welfare import discounting, mean_effect, risk, roughness, sector_shares
from tradewinds.runtime import in_double
from tradewinds.settings.calendar import PER_YEAR
from tradewinds.settings.optimise import OptimiseSettings
from tradewinds.settings.outcomes import FRONTIER, WELFARE, Outcome, PolicyProblem
from tradewinds.streams import SEED_EVALUATE_POLICIES

OPTIMUM, SEARCH, SCENARIO, BEST_UNIFORM = "optimum", "search", "scenario", "best uniform tariff"
NAMED = (OPTIMUM, SEARCH, BASELINE, SCENARIO, FREE, BEST_UNIFORM, GRID)
"""Policies with a row of their own in the comparison; the others are points in pictures."""
GRID_POINT, UNIFORM_POINT = "point of the grid", "uniform tariff"
SHIFT, SHARE = "shift", "share of the way from the baseline"
_SHIFTS = np.arange(-10, 11) / 100.0
_SHARES = np.array([0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5])
_RESAMPLES = 200


class PolicyEvaluation(NamedTuple):
    """The optimum beside other policies, in tables.

    ``policies``: objective, welfare and regret of each; ``effects``: on every outcome; ``paths``: rates;
    ``moves``: what moving the optimum costs; ``rollout``: that of the optimum against the baseline.
    """

    policies: pd.DataFrame
    effects: pd.DataFrame
    paths: pd.DataFrame
    moves: pd.DataFrame
    rollout: xr.DataTree


@in_double
def evaluate_policies(
    fit: Fit, asked: PolicyProblem, found: dict[str, np.ndarray], tariffs: dict[str, np.ndarray]
) -> PolicyEvaluation:
    """Compare the paths that searches found with the baseline, the scenario, free trade and simple policies.

    ``found``: aim → path [H, S] of its search; ``tariffs``: the baseline's and the headline scenario's. The
    optimum is what the search found, or, where a simple policy does better on these draws, that policy. The
    best uniform tariff and the best point of the grid are chosen on these draws too, which favours them.
    """
    baseline, seed = tariffs["baseline"], fit.seed
    side = prepare(fit, asked, baseline, EVALUATION_SIDE)
    evaluator, space = side.evaluator, PathSpace.of(baseline, asked.optimise)
    candidates = _candidates(space, asked.optimise, found, tariffs)
    asked_of = {key: evaluator.ask(path) for key, path in candidates.items()}
    weights = evaluator.measure.weights
    values = {key: evaluator.value(candidates[key], weights, asked_of[key]) for key in candidates}
    best = {
        kind: max((key for key in candidates if key[0] == points), key=values.__getitem__)
        for kind, points in ((BEST_UNIFORM, UNIFORM_POINT), (GRID, GRID_POINT))
    }
    # a scenario beyond the bounds is no answer; the baseline, which is to change nothing, always is one
    allowed = (tariffs[SCENARIO] >= space.lowest) & (tariffs[SCENARIO] <= space.highest)
    known = [(BASELINE, ""), *([(SCENARIO, "")] if allowed.all() else []), *best.values()]
    simple = max(known, key=values.__getitem__)
    searched = (SEARCH, "")
    winner = searched if values[searched] >= values[simple] else simple
    order = {(OPTIMUM, "" if winner == searched else _said(winner)): winner, searched: searched}
    order |= {(kind, ""): (kind, "") for kind in (BASELINE, SCENARIO, FREE)}
    order |= {(kind, key[1]): key for kind, key in best.items()}
    order |= {
        key: key for key in candidates if key[0].startswith(FRONTIER) or key[0] in (GRID_POINT, UNIFORM_POINT)
    }
    truth = _truth(fit, asked, side, baseline)
    rows, effects, paths = [], [], []
    rng = np.random.default_rng((seed, SEED_EVALUATE_POLICIES))
    for (kind, name), key in order.items():
        path, of = candidates[key], asked_of[key]
        row = _row(evaluator, of, path, asked_of[winner], candidates[winner], kind in NAMED, rng)
        rows.append({"policy": kind, "name": name} | row | {"truth": truth(path)})
        if kind in NAMED or kind.startswith(FRONTIER):
            effects += [{"policy": kind} | one for one in _effects(evaluator, of)]
            paths.append(path_rows(path, side).assign(policy=kind))
    return PolicyEvaluation(
        pd.DataFrame(rows),
        pd.DataFrame(effects),
        pd.concat(paths, ignore_index=True),
        _moves(evaluator, space, candidates[winner], asked_of[winner], rng),
        _rollout(fit, asked, side, {"baseline": baseline, "scenario": candidates[winner]}),
    )


def _candidates(
    space: PathSpace, asked: OptimiseSettings, found: dict[str, np.ndarray], tariffs: dict[str, np.ndarray]
) -> dict[tuple[str, str], np.ndarray]:
    """(kind, name) → path of everything that is evaluated."""
    candidates = {(SEARCH if aim == WELFARE else aim, ""): path for aim, path in found.items()}
    candidates |= {(kind, ""): tariffs[kind] for kind in (BASELINE, SCENARIO)}
    candidates[FREE, ""] = np.zeros_like(space.baseline)
    candidates |= {(GRID_POINT, name): path for name, path in space.grid(asked.grid).items()}
    uniform = space.uniform_rates(2 * asked.grid - 1)
    return candidates | {(UNIFORM_POINT, name): path for name, path in uniform.items()}


def _said(key: tuple[str, str]) -> str:
    return f"{key[0]} {key[1]}".strip()


def _row(
    evaluator: PathEvaluator,
    of: PathOutcomes,
    path: np.ndarray,
    best: PathOutcomes,
    best_path: np.ndarray,
    named: bool,
    rng: np.random.Generator,
) -> dict[str, float]:
    """One policy: objective, welfare and its spread, both objectives of the frontier, regret with its error.

    The regret is what the optimum's objective is above this policy's, on the same draws.
    """
    measure = evaluator.measure
    alive = of.alive & best.alive
    welfare = (of.effects @ measure.weights)[of.alive]
    row: dict[str, float] = {"objective": evaluator.value(path, measure.weights, of)}
    row |= _spread("welfare", welfare) | {
        "risk": float(risk(of.effects @ measure.weights, of.alive, evaluator.welfare)),
        "gains": float((welfare > 0).mean()),
        "excess": float(of.excess[of.alive].mean()),
        "roughness": float(roughness(path, measure.last)),
        "left_out": int((~of.alive).sum()),
    }
    for key in ("first", "second"):
        by = np.array([getattr(one, key) for one in measure.outcomes])
        row |= _spread(key, (of.effects @ by)[of.alive])
    row["regret"] = evaluator.value(best_path, measure.weights, best) - row["objective"]
    ahead = ((best.effects - of.effects) @ measure.weights)[alive]
    row["behind"] = float((ahead > 0).mean()) if len(ahead) else np.nan
    row["regret_error"] = _error(evaluator, of, path, best, best_path, rng) if named else np.nan
    return row


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


def _error(
    evaluator: PathEvaluator,
    of: PathOutcomes,
    path: np.ndarray,
    best: PathOutcomes,
    best_path: np.ndarray,
    rng: np.random.Generator,
) -> float:
    """Monte Carlo error of a regret: the deviation over resamples of the networks, both policies on the
    same."""
    networks = np.unique(evaluator.networks)
    by_network = [np.flatnonzero(evaluator.networks == one) for one in networks]
    weights, found = evaluator.measure.weights, []
    for _ in range(_RESAMPLES):
        rows = np.concatenate([by_network[i] for i in rng.integers(len(networks), size=len(networks))])
        first, second = (PathOutcomes(*(leaf[rows] for leaf in one)) for one in (best, of))
        found.append(evaluator.value(best_path, weights, first) - evaluator.value(path, weights, second))
    finite = np.array(found)[np.isfinite(found)]
    return float(finite.std()) if len(finite) else np.nan


def _effects(evaluator: PathEvaluator, of: PathOutcomes) -> list[dict[str, object]]:
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


def _moves(
    evaluator: PathEvaluator,
    space: PathSpace,
    best: np.ndarray,
    found: PathOutcomes,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """What moving the optimum costs: all rates by some points, or some of the way back to the baseline."""
    weights = evaluator.measure.weights
    top, rows = evaluator.value(best, weights, found), []
    for kind, amounts in ((SHIFT, _SHIFTS), (SHARE, _SHARES)):
        for amount in amounts:
            moved = best + amount if kind == SHIFT else space.baseline + amount * (best - space.baseline)
            path = np.clip(moved, space.lowest, space.highest)
            of = evaluator.ask(path)
            loss = top - evaluator.value(path, weights, of)
            error = _error(evaluator, of, path, found, best, rng)
            rows.append({"kind": kind, "by": float(amount), "loss": float(loss), "error": error})
    return pd.DataFrame(rows)


def _truth(
    fit: Fit, asked: PolicyProblem, side: Prepared, baseline: np.ndarray
) -> Callable[[np.ndarray], float]:
    """A function from a path to its mean welfare in the simulated economy itself; NaN for real data."""
    data = fit.data
    if data.synthetic is None:
        return lambda _: np.nan

    def futures_of(path: np.ndarray) -> dict[str, dict[str, np.ndarray]]:
        return true_futures(path, side.origin, data, asked.scenario, fit.seed)

    base, grid = futures_of(baseline), side.grids["sectors"]
    per_year = {table: PER_YEAR[data.tables[table].frequency] for table in side.grids}
    shares = weights_of_sectors(
        grid, asked.scenario.weights, side.origin.last["sectors"], per_year["sectors"]
    )
    discount = {
        table: discounting(side.origin.horizon(table), each, asked.welfare.discount)
        for table, each in per_year.items()
    }

    def effect(one: Outcome, known: dict[str, dict[str, np.ndarray]]) -> float:
        before = base[one.table][one.name]
        mine = sector_shares(one, before, shares)
        return mean_effect(one, known[one.table][one.name], before, mine, discount[one.table]).mean()

    weighed = [one for one in asked.outcomes if one.weight]
    if any(one.name not in base[one.table] for one in weighed):
        return lambda _: np.nan

    def welfare(path: np.ndarray) -> float:
        known = futures_of(path)
        return float(sum(one.weight * effect(one, known) for one in weighed))

    return welfare


def _rollout(fit: Fit, asked: PolicyProblem, side: Prepared, tariffs: dict[str, np.ndarray]) -> xr.DataTree:
    """The optimum and the baseline rolled forward, as a scenario is (``summarise``)."""
    paths = {
        name: with_policy_level(rolled, tariffs[name], fit.panel.train, fit.data, asked.scenario.variable)
        for name, rolled in (("baseline", side.baseline), ("scenario", side.run(tariffs["scenario"])))
    }
    runaway = runaway_draws(paths, side.explained, asked.scenario.runaway_distance)
    kept = {name: keep_draws(one, ~runaway) for name, one in paths.items()}
    draw, left_out = side.evaluator.networks[~runaway], int(runaway.sum())
    rolled = RollOut(side.grids, side.origin, side.explained, tariffs, kept, left_out, draw)
    return summed_up(rolled, fit.data, asked.scenario, side.networks, fit.seed)
