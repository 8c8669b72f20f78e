"""Errors by randomisation: the same estimate where the policy's paths belong to others.

If who got which path was as good as drawn, permuting the paths gives the law of an estimate without effect
(Fisher 1935; Young 2019), whatever clusters do: value-weighted clustered errors can be too small by half
where a few sectors weigh most.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from tradewinds.data.changes import lagged_change
from tradewinds.data.panel import Grid
from tradewinds.effects.design import EventDesign, rows_where
from tradewinds.effects.instrumented import detectable
from tradewinds.effects.least_squares import least_squares
from tradewinds.errors import DataError, SettingsError
from tradewinds.streams import SEED_PERMUTATIONS


class Randomised(NamedTuple):
    """``draws`` [R] of the estimate under permuted paths, their standard deviation, p of the estimate
    (two-sided, itself counted among the draws) and the smallest effect found with 80 % power at 5 %.
    """

    estimate: float
    draws: np.ndarray
    error: float
    p: float
    detectable: float


def randomised(
    grid: Grid,
    policy: str,
    estimate: Callable[[Grid], float],
    draws: int,
    seed: int,
    within: str | None = None,
) -> Randomised:
    """``estimate`` of the grid, and of ``draws`` grids whose ``policy`` goes to other sectors, as whole
    paths.

    ``within``: a key whose groups sectors stay in; paths then move together by the other keys, so that with
    ``origin`` all chapters of a permutation are the same for every origin. A sector that gets a path
    from where there is none has no policy. Raises SettingsError for a key that is not there or leaves nothing
    to permute.
    """
    if draws < 19:
        raise SettingsError(f"draws = {draws}", "at least 19, for a p of .05")
    names, places = _moved_together(grid, within)
    rng = np.random.default_rng((seed, SEED_PERMUTATIONS))
    paths = np.asarray(grid.values[policy], dtype=float)
    found = []
    for _ in range(draws):
        taken = places(rng.permutation(names))
        other = np.where(taken[:, None] >= 0, paths[taken], np.nan)
        found.append(estimate(replace(grid, values={**grid.values, policy: other})))
    own, many = estimate(grid), np.array(found)
    if not np.isfinite(many).all():
        raise DataError("an estimate under permuted paths that is no number", "finite numbers")
    error = float(many.std(ddof=1))
    # ties, as of the permutation that changes nothing, count
    beyond = (np.abs(many) >= np.abs(own) * (1 - 1e-9)).sum()
    return Randomised(own, many, error, float((1 + beyond) / (1 + draws)), detectable(error))


def permuted_slope(
    grid: Grid, asked: EventDesign, step: int, draws: int, seed: int, within: str | None = None
) -> Randomised:
    """The slope of the outcome's change over ``step`` periods on the policy's, as ``randomised``."""
    grid, asked = _cut(grid, asked, step)

    def slope(one: Grid) -> float:
        outcome, policy = (lagged_change(of(one), step, 0) for of in (asked.outcome_of, asked.policy_of))
        return float(least_squares(rows_where(one, asked, outcome, [policy])).slopes[0])

    return randomised(grid, asked.policy, slope, draws, seed, within)


def _cut(grid: Grid, asked: EventDesign, step: int) -> tuple[Grid, EventDesign]:
    """The periods that the window's changes need: rows, and so the slope, are the same."""
    first = max(0, (0 if asked.start is None else asked.start) - step)
    last = len(grid.periods) if asked.end is None else asked.end + 1
    kept = slice(first, last)
    values = {name: value[:, kept] for name, value in grid.values.items()}
    times = {name: getattr(grid, name)[kept] for name in ("periods", "calendar", "year")}
    role = None if grid.role is None else grid.role[:, kept]
    shorter = replace(grid, values=values, role=role, **times)
    start = None if asked.start is None else asked.start - first
    return shorter, replace(asked, start=start, end=None)


def _moved_together(grid: Grid, within: str | None) -> tuple[int, Callable[[np.ndarray], np.ndarray]]:
    """How many units are permuted, and from a permutation of them the sector whose path each sector gets."""
    keys = [name for name in grid.keys if name not in ("sector", "label")]
    if within is not None and within not in keys:
        raise SettingsError(f"within = {within!r}", f"one of {', '.join(keys)}" if keys else "nothing")
    others = [name for name in keys if name != within] if within else []
    table = grid.keys.reset_index(drop=True).astype(str)
    unit = table[others].agg(" × ".join, axis=1) if others else pd.Series(grid.sectors)
    units, code = np.unique(unit.to_numpy(), return_inverse=True)
    if len(units) < 3:
        raise SettingsError(f"{len(units)} paths to permute", "at least 3", "Leave “within” out.")
    group = table[within].to_numpy() if within else np.full(len(table), "")
    where = {pair: place for place, pair in enumerate(zip(group, code, strict=True))}

    def taken(order: np.ndarray) -> np.ndarray:
        return np.array([where.get((g, order[c]), -1) for g, c in zip(group, code, strict=True)])

    return len(units), taken
