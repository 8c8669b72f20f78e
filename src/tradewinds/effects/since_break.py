"""A panel from the period on in which the response to the policy broke.

Rows are those of the time since then; of the time before them the policy alone is known, as far back as a
response over so many horizons asks, so that what was decided just before the break is answered too.
"""

from dataclasses import replace

import numpy as np

from tradewinds.data.panel import Grid


def grid_since(grid: Grid, outcome: str, place: int, horizons: int) -> Grid:
    """The grid from ``place`` on, with ``horizons`` + 1 periods before it without ``outcome``."""
    first = max(0, place - horizons - 1)
    values = {name: one[:, first:] for name, one in grid.values.items()}
    values[outcome] = np.where(np.arange(first, len(grid.periods)) >= place, values[outcome], np.nan)
    return replace(
        grid,
        periods=grid.periods[first:],
        calendar=grid.calendar[first:],
        year=grid.year[first:],
        values=values,
        role=None if grid.role is None else grid.role[:, first:],
    )
