"""A tariff path rolled forward through both tiers, draw by draw.

Each period's outputs are the next period's inputs; weights, disturbances and the bridge equation between
the tiers belong to one draw. Two paths are compared under the same draws and disturbances.
"""

from collections.abc import Callable
from math import lcm
from typing import NamedTuple

import numpy as np

from tradewinds.data.panel import Grid
from tradewinds.fitted.equation import FittedEquation, chains_of_draws
from tradewinds.fitted.fit import Fit
from tradewinds.policy.drawn_equations import equations_with_draws
from tradewinds.policy.forecast_origin import ForecastOrigin, find_origin
from tradewinds.policy.own_support import OwnDistances, own_distances, series_weights
from tradewinds.policy.run import Rolled, roll_out_program, runner_of
from tradewinds.policy.support import with_policy_level, within_support
from tradewinds.settings.scenario import ScenarioSettings

_MOST = 5_000_000
"""Most futures × periods × sectors of a path: 40 MB a variable."""


class RollOut(NamedTuple):
    """Both paths with what is needed to read them.

    ``explained``: table → targets of its equations; ``tariffs``: path → [H, S]; ``left_out``: futures
    that ran away on either path and are in neither. ``draw`` [N]: which draw of the parameters each future on
    the paths is of; without it each is of one of its own. ``own``: path → table → how far it leaves what each
    series has seen; ``refused`` [S]: sectors too far outside for an answer. ``run``: another path
    [H, S] under the same futures, of which ``kept`` are on the paths; ``chain``: of every draw of the
    parameters.
    """

    grids: dict[str, Grid]
    origin: ForecastOrigin
    explained: dict[str, list[str]]
    tariffs: dict[str, np.ndarray]
    paths: dict[str, Rolled]
    left_out: int
    draw: np.ndarray | None = None
    own: dict[str, dict[str, OwnDistances]] | None = None
    refused: np.ndarray | None = None
    run: Callable[[np.ndarray], Rolled] | None = None
    kept: np.ndarray | None = None
    chain: np.ndarray | None = None


def roll_out(fit: Fit, scenario: ScenarioSettings, tariffs: dict[str, np.ndarray]) -> RollOut:
    """Roll a scenario and its baseline forward from the last known period.

    ``tariffs``: baseline and scenario → rates [H, S] (``planned_rates``). The draws and their disturbances
    depend on the seed and the equation alone, so that every scenario of an experiment meets the same. Raises
    as ``find_origin``, ``Fit.equations`` and ``within_support``.
    """
    grids, data, policy = fit.panel.grids, fit.data, scenario.variable
    train, fitted = fit.panel.train, fit.equations()
    origin = find_origin(grids, data, scenario.periods)
    draw = draws_of_futures(fitted, scenario, origin.horizon() * len(grids["sectors"].sectors))
    futures = len(draw) // scenario.draws
    ready = equations_with_draws(fitted, data, origin, scenario.draws, fit.seed, futures=futures)
    explained = {table: [one.fixed.equation.name for one in parts] for table, parts in ready.items()}
    run = runner_of(roll_out_program(grids, origin, ready, data, policy, scenario.precision))
    paths = {name: with_policy_level(run(path), path, train, data, policy) for name, path in tariffs.items()}
    weight = series_weights(grids["sectors"], scenario.weights, origin, data)
    paths, kept, refused = within_support(paths, explained, scenario, weight)
    own = {
        name: own_distances(rolled, tariffs[name], fitted, ready, train, grids, origin, data, policy)
        for name, rolled in paths.items()
    }
    left_out = int((~kept).sum())
    chain = chains_of_draws(fitted, scenario.draws, fit.seed)
    return RollOut(
        grids, origin, explained, tariffs, paths, left_out, draw[kept], own, refused, run, kept, chain
    )


def draws_of_futures(fitted: list[FittedEquation], scenario: ScenarioSettings, size: int) -> np.ndarray:
    """Which draw of the parameters each of N futures is of: ``scenario.draws`` in a row, as often as each is
    to have ``futures_per_draw``.

    A posterior of fewer draws is repeated as it is; of a path with ``size`` periods × sectors there are no
    more than memory holds.
    """
    distinct = min(scenario.draws, lcm(*(one.draws for one in fitted)))
    times = -(-scenario.futures_per_draw * distinct // scenario.draws)
    times = max(1, min(times, _MOST // (scenario.draws * size)))
    return np.tile(np.arange(scenario.draws) % distinct, times)
