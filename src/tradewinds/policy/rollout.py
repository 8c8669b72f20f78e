"""A tariff path rolled forward through both tiers, draw by draw.

Each period's outputs are the next period's inputs; weights, disturbances and the bridge equation between
the tiers belong to one draw. Two paths are compared under the same draws and disturbances.
"""

from typing import NamedTuple

import numpy as np

from tradewinds.data.panel import Grid
from tradewinds.fitted.fit import Fit
from tradewinds.policy.drawn_equations import drawn_equations
from tradewinds.policy.forecast_origin import ForecastOrigin, find_origin
from tradewinds.policy.run import Rolled, roll_out_program, runner_of
from tradewinds.policy.support import with_policy_level, within_support
from tradewinds.settings.scenario import ScenarioSettings


class RollOut(NamedTuple):
    """Both paths with what is needed to read them.

    ``explained``: table → targets of its equations; ``tariffs``: path → [H, S]; ``left_out``: draws
    that ran away on either path and are in neither.
    """

    grids: dict[str, Grid]
    origin: ForecastOrigin
    explained: dict[str, list[str]]
    tariffs: dict[str, np.ndarray]
    paths: dict[str, Rolled]
    left_out: int


def roll_out(fit: Fit, scenario: ScenarioSettings, tariffs: dict[str, np.ndarray]) -> RollOut:
    """Roll a scenario and its baseline forward from the last known period.

    ``tariffs``: baseline and scenario → rates [H, S] (``planned_rates``). The draws and their disturbances
    depend on the seed and the equation alone, so that every scenario of an experiment meets the same. Raises as
    ``find_origin``, ``Fit.equations`` and ``within_support``.
    """
    grids, data = fit.panel.grids, fit.data
    origin = find_origin(grids, data, scenario.periods)
    ready = drawn_equations(fit, origin, scenario.draws)
    explained = {table: [one.fixed.equation.name for one in parts] for table, parts in ready.items()}
    run = runner_of(roll_out_program(grids, origin, ready, data, scenario.variable, scenario.precision))
    paths = {
        name: with_policy_level(run(path), path, fit.panel.train, data, scenario.variable)
        for name, path in tariffs.items()
    }
    paths, left_out = within_support(paths, explained, scenario)
    return RollOut(grids, origin, explained, tariffs, paths, left_out)
