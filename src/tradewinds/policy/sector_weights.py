"""How much each sector counts in a mean over all of them."""

import numpy as np

from tradewinds.data.panel import Grid
from tradewinds.errors import DataError
from tradewinds.policy.forecast_origin import going_on, heard_of, last_rows


def sector_weights(grid: Grid, variable: str | None, last: int, span: int) -> np.ndarray:
    """Weights [S] by a variable's totals over the ``span`` periods until ``last``; equal without one.

    Of a sector whose rows end up to ``span`` periods earlier, over those until its own last row: a reporting
    lag takes no weight away. One that has ended before weighs nothing. Raises DataError where the totals are
    nothing in every sector, and where one is below zero.
    """
    if variable is None:
        equal = going_on(grid, last, span).astype(float)
        return equal / equal.sum()
    values, until = grid.values[variable], last_rows(grid, last)
    total = np.nansum(values[:, max(0, last + 1 - span) : last + 1], axis=1)
    for late in np.flatnonzero(heard_of(grid, last, span) & (until < last)):
        total[late] = np.nansum(values[late, max(0, until[late] + 1 - span) : until[late] + 1])
    if (total < 0).any():
        raise _below_zero(variable, grid.sectors[int(np.argmin(total))], float(total.min()))
    if not total.sum() > 0:
        raise DataError(
            f"sectors are weighted by “{variable}”, whose total over the last {span} known periods is "
            f"{total.sum():g}",
            "a variable with a positive total",
            "Name another one, or none for equal weights.",
        )
    return total / total.sum()


def _below_zero(variable: str, sector: str, total: float) -> DataError:
    return DataError(
        f"sectors are weighted by “{variable}”, which comes to {total:g} in sector {sector!r}",
        "a variable of which no sector has less than nothing",
        "Name another one, or none for equal weights.",
    )
