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
from tradewinds.policy.history import history_until
from tradewinds.policy.origin import Origin, find_origin
from tradewinds.policy.parts import ready_parts
from tradewinds.policy.run import Rolled, path_runner
from tradewinds.policy.scenario import tariff_paths
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
    seed: int,
) -> RollOut:
    """Roll the scenario and its unchanged baseline forward from the last known period.

    Raises SupportError when inputs lie further outside the training range than the settings allow, and
    as ``find_origin`` and ``fitted_equations``.
    """
    grids = {name: to_grid(joined(train[name], test[name]), table) for name, table in data.tables.items()}
    origin = find_origin(grids, data, scenario.periods)
    ready = ready_parts(train, test, posteriors, scalers, data, tiers, origin, scenario.draws, seed)
    known = history_until(grids["sectors"], origin.last["sectors"], 1)
    tariffs = tariff_paths(np.asarray(known[scenario.variable][-1]), scenario, origin.horizon())
    run = path_runner(grids, origin, ready, data, scenario.variable)
    paths = {name: run(path) for name, path in tariffs.items()}
    for name, rolled in paths.items():
        require_support(name, rolled, scenario.refuse_distance)
    runaway = runaway_draws(paths, scenario.runaway_distance)
    if runaway.mean() > scenario.runaway_share:
        raise SupportError(
            f"{runaway.sum()} of {len(runaway)} draws run away: more than {scenario.runaway_distance:g} "
            "training ranges beyond the data",
            f"at most scenario.runaway_share = {scenario.runaway_share:g} of them",
            "The equations feed back on themselves: look at their persistence, or shorten the path.",
        )
    paths = {name: keep_draws(rolled, ~runaway) for name, rolled in paths.items()}
    explained = {table: [one.part.equation.name for one in parts] for table, parts in ready.items()}
    return RollOut(grids, origin, explained, tariffs, paths, int(runaway.sum()))


def require_support(name: str, rolled: Rolled, limit: float) -> None:
    """Raise SupportError where the median draw's inputs lie more than ``limit`` training ranges outside."""
    for outside in rolled.outside.values():
        # a runaway draw may have no distance any more: it counts as infinitely far
        distance = float(np.median(np.nan_to_num(outside, nan=np.inf), axis=0).max())
        if not distance <= limit:
            raise SupportError(
                f"{name}: the median path reaches {distance:.1f} training ranges beyond the data",
                f"at most scenario.refuse_distance = {limit:g}",
                "Ask for a smaller change or a shorter path.",
            )


def runaway_draws(paths: dict[str, Rolled], limit: float) -> np.ndarray:
    """Draws [R] whose inputs leave the training range by more than ``limit`` ranges, or are not finite.

    An equation of changes has no stationarity built in, and a few draws of its weights can explode.
    """
    runaway = False
    for rolled in paths.values():
        for outside in rolled.outside.values():
            runaway = runaway | ~(outside <= limit).all(axis=(1, 2))
        for variables in rolled.values.values():
            for values in variables.values():
                runaway = runaway | ~np.isfinite(values).all(axis=(1, 2))
    return np.asarray(runaway)


def keep_draws(rolled: Rolled, kept: np.ndarray) -> Rolled:
    """A path with some of its draws [R] only."""
    values = {
        table: {name: v[kept] for name, v in variables.items()} for table, variables in rolled.values.items()
    }
    return Rolled(values, {table: outside[kept] for table, outside in rolled.outside.items()})
