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
from tradewinds.errors import SupportError
from tradewinds.policy.origin import Origin, find_origin
from tradewinds.policy.parts import ready_parts
from tradewinds.policy.run import Rolled, path_runner
from tradewinds.policy.scenario import tariff_paths
from tradewinds.settings.data import DataSettings
from tradewinds.settings.scenario import ScenarioSettings
from tradewinds.settings.tier import TierSettings


class RollOut(NamedTuple):
    """Both paths with what is needed to read them."""

    grids: dict[str, Grid]
    origin: Origin
    tariffs: dict[str, np.ndarray]
    """path → [H, S]"""
    paths: dict[str, Rolled]


def roll_out(
    train: dict[str, pd.DataFrame],
    test: dict[str, pd.DataFrame],
    posteriors: dict[str, xr.DataTree],
    scalers: dict[str, xr.DataTree],
    data: DataSettings,
    tiers: dict[str, TierSettings],
    scenario: ScenarioSettings,
    seed: int,
) -> RollOut:
    """Roll the scenario and its unchanged baseline forward from the last known period.

    Raises SupportError when inputs lie further outside the training range than the settings allow.
    """
    grids = {
        name: to_grid(joined(train[name], test[name]), table) for name, table in data.tables.items()
    }
    origin = find_origin(grids, data, scenario.periods)
    parts = ready_parts(train, test, posteriors, scalers, data, tiers, origin, scenario.draws, seed)
    last = grids["sectors"].values[scenario.variable][:, origin.sector]
    tariffs = tariff_paths(last, scenario, origin.horizon)
    run = path_runner(grids, origin, parts, data, scenario.variable)
    paths = {}
    for name, path in tariffs.items():
        paths[name] = run(path)
        _require_support(name, paths[name], scenario)
    return RollOut(grids, origin, tariffs, paths)


def _require_support(name: str, rolled: Rolled, scenario: ScenarioSettings) -> None:
    for what in (rolled.outside_sectors, rolled.outside_national):
        distance = float(np.median(what, axis=0).max(initial=0.0))
        if not distance <= scenario.refuse_distance:
            raise SupportError(
                f"{name}: the median path reaches {distance:.1f} training ranges beyond the data",
                f"at most scenario.refuse_distance = {scenario.refuse_distance:g}",
                "Ask for a smaller change or a shorter path.",
            )
