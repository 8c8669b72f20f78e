"""Where a roll-out starts: the last period that sectors and nation both know in full."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tradewinds.data.panel import Grid, ordinal, period_at
from tradewinds.errors import DataError
from tradewinds.settings.calendar import sub_periods, whole_periods
from tradewinds.settings.data import DataSettings


@dataclass(frozen=True)
class ForecastOrigin:
    """The forecast origin: the last period whose data a roll-out uses.

    ``last``: table → index of that period; ``periods``: table → the origin and the periods after it, in
    order; ``ratio`` sector periods make one national period.
    """

    last: dict[str, int]
    periods: dict[str, np.ndarray]
    ratio: int = 1

    def horizon(self, table: str = "sectors") -> int:
        """Number of future periods of a table."""
        return len(self.periods[table]) - 1


def find_origin(grids: dict[str, Grid], data: DataSettings, periods: int) -> ForecastOrigin:
    """Origin of a roll-out over ``periods`` sector periods, rounded up to whole national ones.

    With a nation, the origin is the end of the last national period that both tables hold: the sectors
    all of its periods. Raises DataError when there is none.
    """
    frequency = {table: data.tables[table].frequency for table in grids}
    number = {table: ordinal(grid.periods, frequency[table]) for table, grid in grids.items()}
    if "national" not in grids:
        end, steps, ratio = {"sectors": number["sectors"][-1]}, {"sectors": periods}, 1
    else:
        ratio = sub_periods(frequency["sectors"], frequency["national"])
        last = _last_common(number["sectors"], number["national"], ratio)
        whole = whole_periods(data, periods)
        end = {"sectors": (last + 1) * ratio - 1, "national": last}
        steps = {"sectors": whole, "national": whole // ratio}
    return ForecastOrigin(
        last={table: int(end[table] - number[table][0]) for table in grids},
        periods={
            table: period_at(np.arange(end[table], end[table] + steps[table] + 1), frequency[table])
            for table in grids
        },
        ratio=ratio,
    )


def known_until(values: np.ndarray, last: int) -> np.ndarray:
    """Values [last + 1, S] of a variable [S, T] up to period index ``last``: a gap holds the value before it,
    periods before the first known one hold that.
    """
    return pd.DataFrame(values[:, : last + 1].T).ffill().bfill().to_numpy()


def last_rows(grid: Grid, last: int) -> np.ndarray:
    """Index [S] of each sector's last period with any value, until period index ``last``; −1 without one."""
    known = np.any([np.isfinite(values[:, : last + 1]) for values in grid.values.values()], axis=0)
    return np.where(known.any(axis=1), last - np.argmax(known[:, ::-1], axis=1), -1)


def heard_of(grid: Grid, last: int, span: int) -> np.ndarray:
    """Sectors [S] with any value in period index ``last`` or in the ``span`` periods before it."""
    found = last_rows(grid, last)
    return (found >= 0) & (last - found <= span)


def going_on(grid: Grid, last: int, span: int) -> np.ndarray:
    """Sectors [S] that are ``heard_of`` in the last ``span`` periods: a year, or one without a calendar.

    Such a lag is one of reporting, or a pause: the sector goes on from its last values. The others have
    ended. Where all have, all go on.
    """
    within = heard_of(grid, last, span)
    return within if within.any() else np.ones_like(within)


def _last_common(sectors: np.ndarray, nation: np.ndarray, ratio: int) -> int:
    """Number of the last national period of which both tables hold everything."""
    last = min(nation[-1], (sectors[-1] + 1) // ratio - 1)
    if last < nation[0] or last * ratio < sectors[0]:
        raise DataError(
            "the sector and the national table share no complete period",
            "overlapping periods",
            "Look at start and end of both tables.",
        )
    return int(last)
