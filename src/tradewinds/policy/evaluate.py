"""The optimum, or a rule, beside simple policies, on draws and disturbances that no search has seen."""

from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.fitted.fit import Fit
from tradewinds.policy.optimise import BASELINE, FREE, GRID
from tradewinds.policy.optimum import EVALUATION_SIDE, Prepared, path_rows, prepare
from tradewinds.policy.path_evaluator import PathEvaluator, PathOutcomes
from tradewinds.policy.path_space import PathSpace
from tradewinds.policy.policy_names import PROPORTIONAL, REACTION, RULE
from tradewinds.policy.policy_rows import answer_ahead, effect_rows, policy_row, regret_error
from tradewinds.policy.projection import summed_up
from tradewinds.policy.rollout import RollOut
from tradewinds.policy.rules.judging import RuleOnDraws
from tradewinds.policy.run import Rolled
from tradewinds.policy.summary import Truth
from tradewinds.policy.support import keep_draws, runaway_draws, with_policy_level
from tradewinds.policy.true_welfare import TrueWelfare
from tradewinds.runtime import in_double
from tradewinds.settings.optimise import Around, OptimiseSettings
from tradewinds.settings.outcomes import FRONTIER, WELFARE, PolicyProblem
from tradewinds.streams import SEED_EVALUATE_POLICIES

OPTIMUM, SEARCH, SCENARIO, BEST_UNIFORM = "optimum", "search", "scenario", "best uniform tariff"
NAMED = (RULE, OPTIMUM, SEARCH, BASELINE, SCENARIO, FREE, BEST_UNIFORM, GRID, PROPORTIONAL)
"""Policies with a row of their own in the comparison; the others are points in pictures."""
GRID_POINT, UNIFORM_POINT = "point of the grid", "uniform tariff"
SHIFT, SHARE = "shift", "share of the way from the baseline"
_SHIFTS = np.arange(-10, 11) / 100.0
_SHARES = np.array([0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5])


class PolicyEvaluation(NamedTuple):
    """The optimum beside other policies, in tables.

    ``policies``: objective, welfare and regret of each; ``effects``: on every outcome; ``paths``: rates, of a
    rule their mean over draws with their band; ``moves``: what moving the answer costs; ``rollout``: that of
    the answer against the baseline. The answer is the rule where there is one, else the optimum.
    """

    policies: pd.DataFrame
    effects: pd.DataFrame
    paths: pd.DataFrame
    moves: pd.DataFrame
    rollout: xr.DataTree


@in_double
def evaluate_policies(
    fit: Fit,
    asked: PolicyProblem,
    found: dict[str, np.ndarray],
    tariffs: dict[str, np.ndarray],
    rule: pd.DataFrame | None = None,
) -> PolicyEvaluation:
    """Compare the paths that searches found with the baseline, the scenario, free trade and simple policies.

    ``found``: aim → path [H, S] of its search; ``tariffs``: the baseline's and the headline scenario's;
    ``rule``: as ``find_rule`` has it. The optimum is what the search found, or, where a simple policy does
    better on these draws, that policy. The best uniform tariff, the best point of the grid and the best
    proportional rule are chosen on these draws too, which favours them.
    """
    baseline, seed = tariffs["baseline"], fit.seed
    side = prepare(fit, asked, baseline, EVALUATION_SIDE)
    evaluator, space = side.evaluator, PathSpace.of(baseline, asked.optimise)
    weights = evaluator.measure.weights
    candidates = _candidates(space, asked.optimise, found, tariffs)
    outcomes = {key: evaluator.ask(path) for key, path in candidates.items()}
    values = {key: evaluator.value_of(of, weights) for key, of in outcomes.items()}
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
    truth = TrueWelfare(fit, asked, side, baseline)
    true = {key: truth.welfare(path) for key, path in candidates.items()}
    judged, answer = None, outcomes[winner]
    if rule is not None:
        around = {Around.baseline: baseline, Around.path: found[WELFARE]}[asked.optimise.rule.around]
        judged = RuleOnDraws.of(side, asked, baseline, around, rule)
        answer = judged.outcomes()
        simple_rules = dict(judged.proportional())
        in_proportion = {one: simple_rule.outcomes() for one, simple_rule in simple_rules.items()}
        name = max(in_proportion, key=lambda one: evaluator.value_of(in_proportion[one], weights))
        reacting = {(RULE, ""): answer, (PROPORTIONAL, name): in_proportion[name]}
        outcomes |= reacting
        true[RULE, ""] = truth.welfare_of_rule(judged)
        true[PROPORTIONAL, name] = truth.welfare_of_rule(simple_rules[name])
        order = {(RULE, ""): (RULE, "")} | order | {key: key for key in reacting}
    rows, effects, paths = [], [], []
    rng = np.random.default_rng((seed, SEED_EVALUATE_POLICIES))
    for (kind, name), key in order.items():
        of = outcomes[key]
        row = policy_row(evaluator, of, outcomes[winner], kind in NAMED, rng) | {"truth": true[key]}
        row |= answer_ahead(evaluator, answer, of)
        rows.append({"policy": kind, "name": name} | row)
        if kind in NAMED or kind.startswith(FRONTIER):
            effects += [{"policy": kind} | one for one in effect_rows(evaluator, of)]
        if key in candidates and (kind in NAMED or kind.startswith(FRONTIER)):
            paths.append(path_rows(candidates[key], side).assign(policy=kind))
    if judged is None:
        moves = _moves(evaluator, space, candidates[winner], outcomes[winner], rng)
        rollout = _rollout(fit, asked, side, baseline, candidates[winner], side.run(candidates[winner]))
    else:
        paths.insert(0, judged.rates(side).assign(policy=RULE))
        moves = _moves_of_rule(evaluator, judged, answer, rng)
        rates, rolled = judged.rolled()
        rollout = _rollout(fit, asked, side, baseline, rates, rolled, truth.futures_of_rule(judged))
    return PolicyEvaluation(
        pd.DataFrame(rows), pd.DataFrame(effects), pd.concat(paths, ignore_index=True), moves, rollout
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


def _moves(
    evaluator: PathEvaluator,
    space: PathSpace,
    best: np.ndarray,
    found: PathOutcomes,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """What moving the optimum costs: all rates by some points, or some of the way back to the baseline."""
    rows = []
    for kind, amounts in ((SHIFT, _SHIFTS), (SHARE, _SHARES)):
        for amount in amounts:
            moved = best + amount if kind == SHIFT else space.baseline + amount * (best - space.baseline)
            of = evaluator.ask(np.clip(moved, space.lowest, space.highest))
            rows.append({"kind": kind, "by": float(amount)} | _loss(evaluator, of, found, rng))
    return pd.DataFrame(rows)


def _moves_of_rule(
    evaluator: PathEvaluator, judged: RuleOnDraws, found: PathOutcomes, rng: np.random.Generator
) -> pd.DataFrame:
    """What moving a rule costs: all of its rates by some points, or a part of its reaction alone."""
    rows = []
    for amount in _SHIFTS:
        constant = judged.chosen["constant"] + amount
        of = judged.outcomes(judged.chosen | {"constant": constant})
        rows.append({"kind": SHIFT, "by": float(amount)} | _loss(evaluator, of, found, rng))
    for share, of in judged.reactions():
        rows.append({"kind": REACTION, "by": share} | _loss(evaluator, of, found, rng))
    return pd.DataFrame(rows)


def _loss(
    evaluator: PathEvaluator, of: PathOutcomes, found: PathOutcomes, rng: np.random.Generator
) -> dict[str, float]:
    weights = evaluator.measure.weights
    loss = evaluator.value_of(found, weights) - evaluator.value_of(of, weights)
    return {"loss": float(loss), "error": regret_error(evaluator, of, found, rng)}


def _rollout(
    fit: Fit,
    asked: PolicyProblem,
    side: Prepared,
    baseline: np.ndarray,
    answer: np.ndarray,
    rolled: Rolled,
    known: Truth | None = None,
) -> xr.DataTree:
    """The answer and the baseline rolled forward, as a scenario is (``summarise``).

    ``answer``: the rates of the answer, of a rule by draw [R, H, S].
    """
    about = (fit.panel.train, fit.data, asked.scenario.variable)
    paths = {
        "baseline": with_policy_level(side.baseline, baseline, *about),
        "scenario": with_policy_level(rolled, answer, *about),
    }
    runaway = runaway_draws(paths, side.explained, asked.scenario.runaway_distance)
    kept = {name: keep_draws(one, ~runaway) for name, one in paths.items()}
    draw, left_out = side.evaluator.networks[~runaway], int(runaway.sum())
    mean = answer if answer.ndim == 2 else answer[~runaway].mean(axis=0)
    tariffs = {"baseline": baseline, "scenario": mean}
    summary = RollOut(side.grids, side.origin, side.explained, tariffs, kept, left_out, draw)
    return summed_up(summary, fit.data, asked.scenario, side.networks, fit.seed, known)
