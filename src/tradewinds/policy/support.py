"""How far a roll-out may leave what was seen in training: what is refused, and which draws are left out."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from tradewinds.errors import SupportError
from tradewinds.policy.run import Rolled
from tradewinds.policy.transition import ranges_beyond
from tradewinds.settings.data import DataSettings
from tradewinds.settings.scenario import ScenarioSettings

_ROUNDING = 1e-9


def with_policy_level(
    rolled: Rolled, path: np.ndarray, train: dict[str, pd.DataFrame], data: DataSettings, policy: str
) -> Rolled:
    """The path with the distance of the policy's own level, sector by sector and as the nation has it.

    Equations of changes see small steps only, however far these lead. ``path`` [H, S] is the policy's,
    ``train`` the training rows.
    """
    policies = {"sectors": {policy: path}, "national": rolled.values.get("national", {})}
    levels = {
        table: [np.asarray(ranges_beyond(policies[table][name], low, high)) for name, low, high in ranges]
        for table, ranges in policy_ranges(train, data, policy).items()
    }
    outside = {
        table: np.maximum.reduce([found, *(np.broadcast_to(one, found.shape) for one in levels[table])])
        for table, found in rolled.outside.items()
    }
    return rolled._replace(outside=outside)


def policy_ranges(
    train: dict[str, pd.DataFrame], data: DataSettings, policy: str
) -> dict[str, list[tuple[str, float, float]]]:
    """Table → its names of the policy (the nation's is the aggregate of it), each with the range in
    training."""
    names = {"sectors": [policy]}
    if "national" in train:
        names["national"] = [name for name, aggregate in data.aggregates.items() if aggregate.of == policy]
    return {
        table: [(name, train[table][name].min(), train[table][name].max()) for name in named]
        for table, named in names.items()
    }


class Supported(NamedTuple):
    """The paths without the draws that ran away on any of them.

    ``kept`` [N]: which draws are left; ``refused`` [S]: sectors too far outside for an answer.
    """

    paths: dict[str, Rolled]
    kept: np.ndarray
    refused: np.ndarray


def within_support(
    paths: dict[str, Rolled], explained: dict[str, list[str]], scenario: ScenarioSettings, weight: np.ndarray
) -> Supported:
    """The paths without the draws that ran away on any of them, and the sectors too far outside.

    ``explained``: table → targets of its equations; ``weight`` [S]: of the sectors, in sum one. Raises
    SupportError as ``refused_sectors``, and when too many draws run away.
    """
    refused = refused_sectors(paths, scenario, weight)
    near = {name: _without(rolled, refused) for name, rolled in paths.items()}
    runaway = runaway_draws(near, explained, scenario.runaway_distance)
    if runaway.mean() > scenario.runaway_share:
        where = _where_they_run(near, explained, scenario.runaway_distance)
        raise SupportError(
            f"{runaway.sum():,} of {len(runaway):,} simulated futures run away: an outcome ends beyond what "
            f"was seen of it by more than {scenario.runaway_distance:g} times the width of that",
            f"at most scenario.runaway_share = {scenario.runaway_share:g} of them",
            f"{where} feed back on themselves: ask for a smaller change or a shorter path. Shorter is a "
            "lower scenario.periods; else look at their persistence, or give the networks less room "
            "(model.prior.hidden=1).",
        )
    return Supported(
        {name: keep_draws(rolled, ~runaway) for name, rolled in paths.items()}, ~runaway, refused
    )


def refused_sectors(paths: dict[str, Rolled], scenario: ScenarioSettings, weight: np.ndarray) -> np.ndarray:
    """Sectors [S] in which, on some path, the median draw's inputs lie more than the settings allow outside
    the training range: no effect is named of them.

    Raises SupportError where they have more than ``scenario.refuse_share`` of the ``weight`` [S], and where
    the nation is as far.
    """
    limit = scenario.refuse_distance
    far = {
        name: {table: median_distance(found).max(axis=0) for table, found in rolled.outside.items()}
        for name, rolled in paths.items()
    }
    refused = np.any([one["sectors"] > limit for one in far.values()], axis=0)
    share = float(weight[refused].sum())
    for name, of in far.items():
        for table, distance in of.items():
            if not distance.max() > limit:
                continue
            where, expected = "", f"at most scenario.refuse_distance = {limit:g}"
            if table == "sectors":
                if share <= scenario.refuse_share + _ROUNDING and not refused.all():
                    continue
                if len(refused) > 1:
                    far_away = f"{refused.sum()} of {len(refused)} sectors"
                    where = f" in {far_away} with {100 * share:.3g} % of the weight"
                expected += f", or {scenario.refuse_share:g} of the weight beyond it (scenario.refuse_share)"
            reach = float(distance.max())
            if np.isinf(reach) and not np.isnan(paths[name].outside[table]).any():
                raise SupportError(
                    f"{name}: the path moves what never moved in training{where}: nothing was learned of it",
                    expected,
                    "Bring data in which it moved, or ask about something that did.",
                )
            raise SupportError(
                f"{name}: the median path reaches {reach:.1f} training ranges beyond the data{where}",
                expected,
                "Ask for a smaller change or a shorter path.",
            )
    return refused


def _without(rolled: Rolled, refused: np.ndarray) -> Rolled:
    """A path as it is in the sectors that are not refused."""
    if not refused.any():
        return rolled
    values = rolled.values | {
        "sectors": {name: found[..., ~refused] for name, found in rolled.values["sectors"].items()}
    }
    return Rolled(values, rolled.outside | {"sectors": rolled.outside["sectors"][..., ~refused]})


def median_distance(outside: np.ndarray) -> np.ndarray:
    """Distance [H, S] of the median draw, from that of all [R, H, S].

    A runaway draw may have no distance any more: it counts as infinitely far.
    """
    return np.median(np.where(np.isnan(outside), np.inf, outside), axis=0)


def runaway_draws(paths: dict[str, Rolled], explained: dict[str, list[str]], limit: float) -> np.ndarray:
    """Draws [R] with an input more than ``limit`` training ranges outside, or a target that is not finite.

    An equation of changes has no stationarity built in, and a few draws of its weights can explode.
    """
    return np.any(list(_runaway_by_table(paths, explained, limit).values()), axis=0)


def _runaway_by_table(
    paths: dict[str, Rolled], explained: dict[str, list[str]], limit: float
) -> dict[str, np.ndarray]:
    """Table → draws [R] that run away in its equations, on any of the paths."""
    found = {}
    for table in next(iter(paths.values())).outside:
        near = [rolled.outside[table] <= limit for rolled in paths.values()]
        finite = [
            np.isfinite(rolled.values[table][name])
            for rolled in paths.values()
            for name in explained.get(table, [])
        ]
        found[table] = ~np.all([held.all(axis=(1, 2)) for held in (*near, *finite)], axis=0)
    return found


def _where_they_run(paths: dict[str, Rolled], explained: dict[str, list[str]], limit: float) -> str:
    """“Equations of sectors (12) and of the nation (155)”: in how many futures each."""
    words = {"sectors": "of sectors", "national": "of the nation"}
    counts = {table: int(lost.sum()) for table, lost in _runaway_by_table(paths, explained, limit).items()}
    named = " and ".join(f"{words[table]} ({count:,})" for table, count in counts.items() if count)
    return f"Equations {named}"


def keep_draws(rolled: Rolled, kept: np.ndarray) -> Rolled:
    """A path with some of its draws [R] only."""
    values = {
        table: {name: found[kept] for name, found in variables.items()}
        for table, variables in rolled.values.items()
    }
    return Rolled(values, {table: outside[kept] for table, outside in rolled.outside.items()})
