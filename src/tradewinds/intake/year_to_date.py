"""Amounts that a file adds up from the beginning of each year: those of each month or quarter again."""

import numpy as np
import pandas as pd

from tradewinds.intake.period_length import PERIOD, period_numbers
from tradewinds.intake.record import IntakeRecord
from tradewinds.settings.data_table import Frequency

_FEWEST_YEARS = 2
_SURELY = 0.98
"""Share of the rows of all series that have to rise within a year and fall at its end."""


def of_each_period(
    rows: pd.DataFrame,
    variable: str,
    column: str,
    keys: list[str],
    frequency: Frequency,
    record: IntakeRecord,
) -> pd.DataFrame:
    """The rows, with differences of a variable that rises within every year and falls at the end of each.

    Trade of a single month hardly does so in one year of a series, and never in all years of all series. The
    first row of a series, where it is not the first of a year, and one after a gap have no difference.
    """
    if frequency not in (Frequency.month, Frequency.quarter):
        return rows
    ordered = rows.sort_values([*keys, PERIOD])
    series = [ordered[key] for key in keys] or [pd.Series(0, index=ordered.index)]
    number = period_numbers(ordered[PERIOD], frequency)
    a_year = 12 if frequency == Frequency.month else 4
    first = (number - 1) % a_year == 0
    by = ordered.assign(_number=number).groupby(series)
    follows = by["_number"].diff().eq(1)
    change = by[variable].diff()
    within, across = change[follows & ~first].dropna(), change[follows & first].dropna()
    if len(across) < _FEWEST_YEARS or not len(within):
        return rows
    if (within >= 0).mean() < _SURELY or (across < 0).mean() < _SURELY:
        return rows
    values = ordered[variable].where(first, change.where(follows, np.nan))
    lost = int((values.isna() & ordered[variable].notna()).sum())
    record.steps.append(f"{column} is added up from the beginning of each year: differences were taken")
    record.doubts.append(
        f"{column} rises within every year and falls at its end, and is taken for amounts of the year so far"
        + (f"; {lost} rows after a gap have none." if lost else ".")
    )
    return rows.assign(**{variable: values.reindex(rows.index)})
