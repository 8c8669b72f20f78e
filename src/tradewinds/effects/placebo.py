"""A policy moved back to a time that could not know it: a slope there is by chance, or of something else."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tradewinds.data.changes import shifted
from tradewinds.data.panel import Grid
from tradewinds.effects.design import EventDesign
from tradewinds.errors import DataError


def moved_back(grid: Grid, asked: EventDesign, periods: int) -> tuple[Grid, EventDesign]:
    """The policy's paths so many periods earlier, and the same window as much earlier.

    Raises DataError where the window would begin before the table.
    """
    last = len(grid.periods) - 1
    first = (0 if asked.start is None else asked.start) - periods
    if first < 0:
        raise DataError(
            f"a placebo {periods} periods before a window that begins with period {first + periods + 1} of "
            "the table",
            "a table that goes back so far",
            "Choose fewer periods, or a later start.",
        )
    paths = shifted(np.asarray(grid.values[asked.policy], dtype=float), -periods)
    end = (last if asked.end is None else asked.end) - periods
    return replace(grid, values={**grid.values, asked.policy: paths}), replace(asked, start=first, end=end)


def holm(p: Sequence[float]) -> np.ndarray:
    """p [K] of tests that are made together, so that the smallest below a size is by chance no more often
    than that, whatever goes with what (Holm 1979): the k-th smallest of K, times K − k + 1, and none below
    that of a smaller one. What is not known stays so and is not counted.
    """
    values = np.asarray(p, dtype=float)
    known = np.flatnonzero(np.isfinite(values))
    order = known[np.argsort(values[known], kind="stable")]
    found = np.full(values.shape, np.nan)
    times = np.arange(len(order), 0, -1)
    found[order] = np.minimum(1.0, np.maximum.accumulate(values[order] * times))
    return found
