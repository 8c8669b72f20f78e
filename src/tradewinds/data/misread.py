"""What is in a file, and is not what its place says: names among rows or twice, dates as numbers."""

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from tradewinds.data.panel import ordinal, period_at
from tradewinds.errors import DataError, few_of
from tradewinds.settings.data_table import Frequency, TableSettings
from tradewinds.settings.data_variable import VariableScale

_LARGEST = 1e30
"""Size that no quantity has in any unit, nor its inverse: what is beyond it is an overflow or a mark."""
_CENTURIES = (19000101, 21001231)
_FEWEST = 3
"""Different dates that are no accident."""


def refuse_doubled_names(file: Path, wanted: list[str]) -> None:
    """Raise DataError for a column that a file has twice: which of the two is meant cannot be seen.

    In a CSV of those ``wanted`` alone, in a Parquet file of all, which could not be read otherwise.
    """
    if file.suffix == ".parquet":
        names = pq.read_schema(file).names
    else:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            names = [name for name in next(csv.reader(opened), []) if name in wanted]
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise DataError(
            f"{file} has two columns {few_of(twice, lambda name: f'“{name}”')}",
            "each name once",
            "Rename or remove one of the two; or let the file be read as it is, which keeps the first: "
            "tradewinds start FILE.",
        )


def without_repeated_names(raw: pd.DataFrame, name: str) -> tuple[pd.DataFrame, list[DataError]]:
    """The rows without those that are the line of names again, and what is wrong where there are any."""
    repeats = pd.Series(len(raw.columns) > 0, index=raw.index)
    for column in raw.columns:
        if repeats.any():
            repeats &= raw[column].astype("str").str.strip() == str(column)
    if not repeats.any():
        return raw, []
    rows = [int(at) + 1 for at in np.flatnonzero(repeats)]
    error = DataError(
        f"table “{name}”: {len(rows)} of {len(raw)} rows repeat the names of the columns "
        f"({few_of(rows, lambda row: f'row {row}')})",
        "names in the first line alone",
        "Remove these lines; or let the file be read as it is, which leaves them out: tradewinds start FILE.",
    )
    return raw[~repeats], [error]


def unmeasured(
    values: pd.Series, periods: pd.Series, settings: TableSettings, variable: str, name: str
) -> DataError | None:
    """What is wrong with numbers that nobody has measured: dates written as numbers, sizes beyond 10³⁰.

    ``values`` and ``periods``: of the same rows; None where nothing is. A level may be a year or a month, as
    a trend.
    """
    described = settings.variables[variable]
    column = described.column or variable
    known = values[np.isfinite(values)]
    size = known.abs()
    beyond = known[(size > _LARGEST) | ((size > 0) & (size < 1 / _LARGEST))]
    if len(beyond):
        return DataError(
            f"table “{name}”: {column} is {beyond.iloc[0]:g} in row {beyond.index[0] + 1}"
            + (f", and beyond what can be measured in {len(beyond) - 1} more" if len(beyond) > 1 else ""),
            f"sizes from {1 / _LARGEST:g} to {_LARGEST:g}",
            "Mend these cells, or leave them empty if the number stands for none.",
        )
    kind = _dates_in(known, periods[known.index], settings.frequency)
    trend = described.scale == VariableScale.level and not described.rate and kind != "days"
    if kind and not trend:
        return DataError(
            f"table “{name}”: {column} holds {kind} in all its rows, such as {known.iloc[0]:.0f}",
            f"what {variable} measures",
            f"Name the column that holds it in data.tables.{name}.variables.{variable}.column.",
        )
    return None


def _dates_in(values: pd.Series, periods: pd.Series, frequency: Frequency) -> str:
    """“days” (20190131), “months” or “years” of the rows' own periods; “” for other numbers."""
    if values.nunique() < _FEWEST or (values % 1 != 0).any():
        return ""
    if values.between(*_CENTURIES).all():
        days = pd.to_datetime(values.astype("int64").astype("str"), format="%Y%m%d", errors="coerce")
        return "days" if days.notna().all() else ""
    if frequency == Frequency.step:
        return ""
    dates = pd.DatetimeIndex(period_at(ordinal(periods.to_numpy(), frequency), frequency))
    if np.array_equal(values.to_numpy(), 100 * dates.year + dates.month):
        return "months"
    return "years" if np.array_equal(values.to_numpy(), dates.year) else ""
