"""What of the observed rows a roll-out goes on from: the periods after its origin that it does not use, and
the sectors whose own rows end before it.
"""

import numpy as np

from tradewinds.data.panel import Grid
from tradewinds.policy.forecast_origin import ForecastOrigin, going_on, last_rows
from tradewinds.settings.calendar import PER_YEAR
from tradewinds.settings.data import DataSettings
from tradewinds.settings.tables import size_of


def unused(grid: Grid, origin: ForecastOrigin, table: str) -> int:
    """Periods of a table after the roll-out's origin."""
    return len(grid.periods) - 1 - origin.last[table]


def early_ends(
    grid: Grid, origin: ForecastOrigin, data: DataSettings, weights: str | None
) -> dict[str, str | float | list[str]]:
    """Sectors without a row at the origin, as attributes of a summary: nothing where all have one.

    ``late``: those whose rows end within a year before (a reporting lag or a pause), which go on from their
    last values and are in every national sum; ``ended``: those that ended before that, which are in none.
    ``late_share`` and ``ended_share`` of the total of ``share_of`` (``size_of``) over each sector's own last
    year; NaN without such a variable.
    """
    last, frequency = origin.last["sectors"], data.tables["sectors"].frequency
    until, on = last_rows(grid, last), going_on(grid, last, PER_YEAR[frequency])
    groups = {"late": on & (until < last), "ended": ~on}
    if not any(of.any() for of in groups.values()):
        return {}
    size = size_of(data, weights)
    totals = _own_totals(grid, size, until, PER_YEAR[frequency]) if size else np.full(len(until), np.nan)
    found: dict[str, str | float | list[str]] = {"share_of": size}
    for name, of in groups.items():
        if of.any():
            found[name] = np.array(grid.sectors)[of].tolist()
            found[f"{name}_share"] = float(totals[of].sum() / totals.sum()) if totals.sum() > 0 else np.nan
    return found


def _own_totals(grid: Grid, variable: str, until: np.ndarray, span: int) -> np.ndarray:
    """Total [S] of a variable over the ``span`` periods until each sector's own last row."""
    values = grid.values[variable]
    return np.array(
        [np.nansum(row[max(0, end + 1 - span) : end + 1]) for row, end in zip(values, until, strict=True)]
    )
