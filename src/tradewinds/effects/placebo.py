"""A policy moved back to a time that could not know it: a slope there is by chance, or of something else."""

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
