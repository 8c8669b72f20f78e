"""Where a roll-out starts: the last period that sectors and nation both know in full."""

from dataclasses import dataclass

import numpy as np

from tradewinds.data.panel import Grid, ordinal, period_at
from tradewinds.errors import DataError
from tradewinds.policy.aggregate import sub_periods
from tradewinds.settings.data import DataSettings


@dataclass(frozen=True)
class Origin:
    """Index of the last known period in each grid, and the future periods of each table.

    ``ratio`` sector periods make one national period; horizons count future periods.
    """

    sector: int
    national: int | None
    ratio: int
    sector_periods: np.ndarray
    national_periods: np.ndarray | None

    @property
    def horizon(self) -> int:
        return len(self.sector_periods) - 1


def find_origin(grids: dict[str, Grid], data: DataSettings, periods: int) -> Origin:
    """Origin and future periods (the origin itself first); whole national periods only.

    Raises DataError when the two tables share no complete period.
    """
    sectors = grids["sectors"]
    frequency = data.tables["sectors"].frequency
    number = ordinal(sectors.periods, frequency)
    if "national" not in grids:
        future = period_at(np.arange(number[-1], number[-1] + periods + 1), frequency)
        return Origin(len(number) - 1, None, 1, future, None)
    nation = grids["national"]
    slow = data.tables["national"].frequency
    ratio = sub_periods(frequency, slow)
    of_nation = ordinal(nation.periods, slow)
    last = min(of_nation[-1], (number[-1] + 1) // ratio - 1)
    if last < of_nation[0] or last * ratio < number[0]:
        raise DataError(
            "the sector and the national table share no complete period",
            "overlapping periods",
            "Look at start and end of both tables.",
        )
    steps = -(-periods // ratio)
    end = last * ratio + ratio - 1
    return Origin(
        sector=int(end - number[0]),
        national=int(last - of_nation[0]),
        ratio=ratio,
        sector_periods=period_at(np.arange(end, end + steps * ratio + 1), frequency),
        national_periods=period_at(np.arange(last, last + steps + 1), slow),
    )
