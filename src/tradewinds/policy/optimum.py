"""One search for a path, from the posterior to the answer: the draws it may see, where it begins, where it
ends."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd

from tradewinds.data.panel import Grid
from tradewinds.data.split_panel import SplitPanel
from tradewinds.errors import DataError
from tradewinds.fitted.equation import part_of
from tradewinds.fitted.fit import Fit
from tradewinds.policy.drawn_equations import Side, drawn_equations
from tradewinds.policy.forecast_origin import ForecastOrigin, find_origin
from tradewinds.policy.optimise import search_path, starting_paths
from tradewinds.policy.path_evaluator import OutcomeAggregation, PathEvaluator
from tradewinds.policy.path_space import PathSpace
from tradewinds.policy.run import Rolled, RollOutProgram, roll_out_program, runner_of
from tradewinds.policy.scenario import last_rates
from tradewinds.policy.sector_weights import sector_weights
from tradewinds.policy.support import policy_ranges, runaway_draws
from tradewinds.policy.welfare import discounting, sector_shares
from tradewinds.runtime import in_double
from tradewinds.settings.calendar import PER_YEAR
from tradewinds.settings.optimise import OptimiseSettings
from tradewinds.settings.outcomes import Outcome, PolicyProblem
from tradewinds.streams import EQUATION_EVALUATE, EQUATION_SEARCH

SEARCH_SIDE, EVALUATION_SIDE = "search", "evaluate"


class Prepared(NamedTuple):
    """One side of the draws with its ``evaluator`` of paths; ``program``: the run of one draw; ``run`` rolls
    out a path in full."""

    evaluator: PathEvaluator
    program: RollOutProgram
    run: Callable[[np.ndarray], Rolled]
    grids: dict[str, Grid]
    origin: ForecastOrigin
    explained: dict[str, list[str]]
    baseline: Rolled
    networks: int


@in_double
def find_policy(
    fit: Fit,
    asked: PolicyProblem,
    baseline: np.ndarray,
    share: float | None,
    start: np.ndarray | None,
    log: Callable[[str], None],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The best path (sector, period, rate), and every start with where it ended.

    ``baseline`` [H, S] are the rates that effects are counted from. ``share``: weight of the second
    objective of the frontier, for a point of it, which also begins from ``start``; None for the welfare
    itself. Raises as ``find_origin``, ``sector_shares`` and ``search_path``.
    """
    found = prepare(fit, asked, baseline, SEARCH_SIDE)
    evaluator, settings = found.evaluator, asked.optimise
    space = PathSpace.of(baseline, settings)
    weights = evaluator.measure.weights
    if share is not None:
        weights = between(asked.outcomes, share, evaluator, space, settings)
    starts = starting_paths(space, settings, weights, evaluator, fit.seed)
    if start is not None:
        starts = {"the optimum of welfare": start} | dict(list(starts.items())[:2])
    ended = search_path(evaluator, space, settings, weights, starts, log)
    rows = [one._asdict() | {"apart": float(np.abs(one.path - ended[0].path).mean())} for one in ended]
    starts_table = pd.DataFrame(rows).drop(columns="path").assign(networks=found.networks)
    return path_rows(ended[0].path, found), starts_table


def prepare(fit: Fit, asked: PolicyProblem, baseline: np.ndarray, side: str) -> Prepared:
    """The draws of one side with their disturbances, and the baseline under them.

    The draws of every equation, in random order, are divided among the sides in proportion to how many each
    is to have, half and half where they are few; fewer than asked are repeated with other disturbances.
    Raises DataError for a posterior that cannot be divided.
    """
    data, scenario = fit.data, asked.scenario
    distinct, counts = fit.distinct_draws(), (asked.optimise.draws, asked.optimise.evaluation_draws)
    if distinct < 2:
        raise DataError(
            "an equation has one draw alone",
            "one to optimise on and one to evaluate by",
            "Take another inference.",
        )
    # of few draws the search has half: two networks of eight would be no expectation
    cut = max(counts[0] / sum(counts), min(0.5, counts[0] / distinct))
    cut = float(np.clip(cut, 1 / distinct, 1 - 1 / distinct))
    searching = side == SEARCH_SIDE
    stream = EQUATION_SEARCH if searching else EQUATION_EVALUATE
    part = Side(*((0.0, cut) if searching else (cut, 1.0)), stream=stream)
    count = counts[0] if searching else counts[1]
    grids = fit.panel.grids
    origin = find_origin(grids, data, scenario.periods)
    ready = drawn_equations(fit, origin, count, part)
    explained = {table: [one.fixed.equation.name for one in parts] for table, parts in ready.items()}
    reach = max([1, *(one.term(data).reach for one in asked.seen)])
    draws = roll_out_program(grids, origin, ready, data, scenario.variable, scenario.precision, reach=reach)
    run = runner_of(draws)
    rolled = run(baseline)
    steady = ~runaway_draws({"baseline": rolled}, explained, scenario.runaway_distance)
    measure = _measure(fit.panel, asked, origin, explained, rolled, steady)
    networks = len(range(distinct)[part_of(distinct, part.begin, part.end)])
    evaluator = PathEvaluator(draws, run, measure, np.arange(count) % networks, asked.welfare, scenario)
    return Prepared(evaluator, draws, run, grids, origin, explained, rolled, min(networks, count))


def _measure(
    panel: SplitPanel,
    asked: PolicyProblem,
    origin: ForecastOrigin,
    explained: dict[str, list[str]],
    rolled: Rolled,
    steady: np.ndarray,
) -> OutcomeAggregation:
    grids, data = panel.grids, panel.data
    sectors, last = grids["sectors"], origin.last["sectors"]
    frequency = {table: data.tables[table].frequency for table in grids}
    weights = sector_weights(sectors, asked.scenario.weights, last, PER_YEAR[frequency["sectors"]])
    base: dict[str, dict[str, np.ndarray]] = {}
    for one in asked.outcomes:
        base.setdefault(one.table, {})[one.name] = rolled.values[one.table][one.name]
    return OutcomeAggregation(
        outcomes=asked.outcomes,
        shares=[sector_shares(one, base[one.table][one.name][steady], weights) for one in asked.outcomes],
        discount={
            table: discounting(origin.horizon(table), PER_YEAR[frequency[table]], asked.welfare.discount)
            for table in grids
        },
        baseline=base,
        ranges=policy_ranges(panel.train, data, asked.scenario.variable),
        explained=explained,
        steady=steady,
        last=last_rates(sectors, asked.scenario.variable, last),
        inside=asked.optimise.inside,
        runaway=asked.scenario.runaway_distance,
    )


def between(
    outcomes: list[Outcome], share: float, evaluator: PathEvaluator, space: PathSpace, asked: OptimiseSettings
) -> np.ndarray:
    """Weights [K] of 2 (1 − λ) a A + 2 λ b B, with A and B the frontier's objectives.

    a and b are what the welfare pays for them, so that λ = 1/2 is the welfare itself where these two are all
    of it, and penalties count as much as there. An objective that the welfare does not pay for is worth as
    much, over the range of the coarse grid, as the other.
    """
    both = np.array([[one.first, one.second] for one in outcomes]).T
    paid = [_worth(outcomes, objective) for objective in both]
    worth = [pay for pay in paid if pay is not None]
    if len(worth) < len(paid):
        found = [evaluator.ask(path) for path in space.grid(asked.grid).values()]
        means = np.array([one.effects[one.alive].mean(axis=0) for one in found if one.alive.any()])
        ranges = [float(np.ptp(means @ objective)) or 1.0 for objective in both]
        known = next((pay * width for pay, width in zip(paid, ranges, strict=True) if pay), 1.0)
        worth = [pay or known / width for pay, width in zip(paid, ranges, strict=True)]
    return 2.0 * ((1.0 - share) * worth[0] * both[0] + share * worth[1] * both[1])


def _worth(outcomes: list[Outcome], objective: np.ndarray) -> float | None:
    """What the welfare pays for a unit of an objective: 1 of what is made of its own weights."""
    weights = np.array([one.weight for one in outcomes])
    named = np.flatnonzero(objective)
    if (objective[named] == weights[named]).all():
        return 1.0
    return float(abs(weights[named[0]])) if len(named) == 1 and weights[named[0]] else None


def path_rows(path: np.ndarray, found: Prepared) -> pd.DataFrame:
    """Rates [H, S] as rows: sector, period, rate."""
    sectors, periods = found.grids["sectors"].sectors, found.origin.periods["sectors"][1:]
    table = pd.DataFrame(
        {
            "sector": np.tile(sectors, len(periods)),
            "period": np.repeat(periods, len(sectors)),
            "rate": path.reshape(-1),
        }
    )
    return table.sort_values(["sector", "period"], ignore_index=True)


def path_of(table: pd.DataFrame) -> np.ndarray:
    """The inverse: rates [H, S], sectors as a grid has them."""
    return table.pivot(index="period", columns="sector", values="rate").to_numpy()
