"""A tariff path rolled forward through both tiers, draw by draw.

Each period's outputs are the next period's inputs; weights, disturbances and the passage between the
tiers belong to one draw. Two paths are compared under the same draws and disturbances.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.data.features import joined
from tradewinds.data.panel import Grid, to_grid
from tradewinds.policy.origin import Origin, find_origin
from tradewinds.policy.parts import ready_parts
from tradewinds.policy.run import Rolled, draws_of, runner_of
from tradewinds.policy.support import with_policy_level, within_support
from tradewinds.settings.data import DataSettings
from tradewinds.settings.scenario import ScenarioSettings
from tradewinds.settings.tier import TierSettings


class RollOut(NamedTuple):
    """Both paths with what is needed to read them.

    ``explained``: table → targets of its equations; ``tariffs``: path → [H, S]; ``left_out``: draws
    that ran away on either path and are in neither.
    """

    grids: dict[str, Grid]
    origin: Origin
    explained: dict[str, list[str]]
    tariffs: dict[str, np.ndarray]
    paths: dict[str, Rolled]
    left_out: int


def roll_out(
    train: dict[str, pd.DataFrame],
    test: dict[str, pd.DataFrame],
    posteriors: dict[str, xr.DataTree],
    scalers: dict[str, xr.DataTree],
    data: DataSettings,
    tiers: dict[str, TierSettings],
    scenario: ScenarioSettings,
    tariffs: dict[str, np.ndarray],
    seed: int,
) -> RollOut:
    """Roll a scenario and its baseline forward from the last known period.

    ``tariffs``: baseline and scenario → rates [H, S] (``planned``). The draws and their disturbances depend
    on the seed and the equation alone, so that every scenario of an experiment meets the same. Raises as
    ``find_origin``, ``fitted_equations`` and ``within_support``.
    """
    grids = {name: to_grid(joined(train[name], test[name]), table) for name, table in data.tables.items()}
    origin = find_origin(grids, data, scenario.periods)
    ready = ready_parts(train, test, posteriors, scalers, data, tiers, origin, scenario.draws, seed)
    explained = {table: [one.part.equation.name for one in parts] for table, parts in ready.items()}
    run = runner_of(draws_of(grids, origin, ready, data, scenario.variable, scenario.precision))
    paths = {
        name: with_policy_level(run(path), path, train, data, scenario.variable)
        for name, path in tariffs.items()
    }
    paths, left_out = within_support(paths, explained, scenario)
    return RollOut(grids, origin, explained, tariffs, paths, left_out)
