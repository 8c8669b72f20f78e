"""How far a roll-out may leave what was seen in training: what is refused, and which draws are left out."""

import numpy as np
import pandas as pd

from tradewinds.errors import SupportError
from tradewinds.policy.run import Rolled
from tradewinds.policy.transition import ranges_beyond
from tradewinds.settings.data import DataSettings
from tradewinds.settings.scenario import ScenarioSettings


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


def within_support(
    paths: dict[str, Rolled], explained: dict[str, list[str]], scenario: ScenarioSettings
) -> tuple[dict[str, Rolled], int]:
    """The paths without the draws that ran away on any of them, and how many these are.

    ``explained``: table → targets of its equations. Raises SupportError when the median draw leaves the
    training range by more than the settings allow, or too many draws run away.
    """
    for name, rolled in paths.items():
        require_support(name, rolled, scenario.refuse_distance)
    runaway = runaway_draws(paths, explained, scenario.runaway_distance)
    if runaway.mean() > scenario.runaway_share:
        where = _where_they_run(paths, explained, scenario.runaway_distance)
        raise SupportError(
            f"{runaway.sum()} of {len(runaway)} draws run away ({where}): more than "
            f"{scenario.runaway_distance:g} training ranges beyond the data",
            f"at most scenario.runaway_share = {scenario.runaway_share:g} of them",
            "The equations feed back on themselves: ask for a smaller change or a shorter path "
            "(scenario.periods), look at their persistence, or give the networks less room "
            "(model.prior.hidden=1).",
        )
    return {name: keep_draws(rolled, ~runaway) for name, rolled in paths.items()}, int(runaway.sum())


def require_support(name: str, rolled: Rolled, limit: float) -> None:
    """Raise SupportError where the median draw's inputs lie more than ``limit`` training ranges outside."""
    for outside in rolled.outside.values():
        distance = float(median_distance(outside).max())
        if distance > limit:
            still = ": something that never moved in training moves" if np.isinf(distance) else ""
            raise SupportError(
                f"{name}: the median path reaches {distance:.1f} training ranges beyond the data{still}",
                f"at most scenario.refuse_distance = {limit:g}",
                "Ask for a smaller change or a shorter path.",
            )


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
    """“12 in equations of sectors, 155 in equations of the nation”."""
    words = {"sectors": "in equations of sectors", "national": "in equations of the nation"}
    counts = {table: int(lost.sum()) for table, lost in _runaway_by_table(paths, explained, limit).items()}
    return ", ".join(f"{count} {words[table]}" for table, count in counts.items() if count)


def keep_draws(rolled: Rolled, kept: np.ndarray) -> Rolled:
    """A path with some of its draws [R] only."""
    values = {
        table: {name: found[kept] for name, found in variables.items()}
        for table, variables in rolled.values.items()
    }
    return Rolled(values, {table: outside[kept] for table, outside in rolled.outside.items()})
