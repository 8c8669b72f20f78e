"""A panel as a table (long) and as a grid (sectors × periods)."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from tradewinds.settings.calendar import PER_YEAR
from tradewinds.settings.data_table import Frequency, TableSettings

NATION = "nation"
"""The one “sector” of the national table."""
JOIN = " × "
MEAN_OVER_ALL = "common("
"""How a column begins that holds a mean over more series than the table has (``chosen_series``)."""


@dataclass(frozen=True, eq=False)
class SectorBlock:
    """Some sectors of a table (``blocks``), with what they have to know of the others.

    before: how many sectors come before them; common: input that is a mean over all sectors → its
    values [T].
    """

    before: int
    common: dict[str, np.ndarray] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Grid:
    """A table of S sectors and T consecutive periods as arrays.

    sectors: S names; keys: one row per sector with its key columns and ``label``;
    periods [T]: datetime64[ns] (first day) or int64; calendar [T]: month 1–12, quarter 1–4, else 0;
    year [T]: calendar year, or the period itself without a calendar; values: variable → [S, T]
    float64 in the variable's own unit, NaN where the sector has no row; role [S, T]: ``fit``,
    ``inside``, ``ahead`` or ``""`` where there is no row, None when the table has no roles.
    part: None for a whole table.
    """

    sectors: list[str]
    keys: pd.DataFrame
    periods: np.ndarray
    calendar: np.ndarray
    year: np.ndarray
    values: dict[str, np.ndarray]
    role: np.ndarray | None
    part: SectorBlock | None = None


def ordinal(periods: np.ndarray, frequency: Frequency) -> np.ndarray:
    """Periods as whole numbers, consecutive periods one apart."""
    if frequency == Frequency.step:
        return np.asarray(periods, dtype=np.int64)
    months = np.asarray(periods).astype("datetime64[M]").astype(np.int64)
    return months // (12 // PER_YEAR[frequency])


def period_at(number: np.ndarray, frequency: Frequency) -> np.ndarray:
    """The inverse of ``ordinal``: int64 or datetime64[ns] of the period's first day."""
    if frequency == Frequency.step:
        return np.asarray(number, dtype=np.int64)
    months = np.asarray(number, dtype=np.int64) * (12 // PER_YEAR[frequency])
    return months.astype("datetime64[M]").astype("datetime64[ns]")


def period_label(period: Any, frequency: Frequency) -> str:
    """A period as the report writes it: 2019-03, 2019 Q1, 2019 or 17."""
    if frequency == Frequency.step:
        return str(int(period))
    date = pd.Timestamp(period)
    if frequency == Frequency.quarter:
        return f"{date.year} Q{date.quarter}"
    return f"{date.year}-{date.month:02d}" if frequency == Frequency.month else str(date.year)


def variables_in(table: pd.DataFrame, settings: TableSettings) -> list[str]:
    """Variables and identities the table holds, in the order of the settings."""
    return [name for name in (*settings.variables, *settings.identities) if name in table]


def to_grid(table: pd.DataFrame, settings: TableSettings) -> Grid:
    """Arrays of a validated table (one row per sector and period, no gaps inside a sector)."""
    frequency = settings.frequency
    number = ordinal(table["period"].to_numpy(), frequency)
    first, last = number.min(), number.max()
    sectors = sorted(table["sector"].unique())
    row = pd.Index(sectors).get_indexer(table["sector"])
    column = number - first
    place, shape = (row, column), (len(sectors), int(last - first) + 1)

    role = None
    if "role" in table:
        role = np.full(shape, "", dtype=object)
        role[place] = table["role"].to_numpy(dtype=object)
    periods = period_at(np.arange(first, last + 1), frequency)
    calendar, year = calendar_of(periods, frequency)
    identity = table.drop_duplicates("sector", keep="last").set_index("sector", drop=False).loc[sectors]
    common = {
        name: _by_period(table[name], column, shape[1]) for name in table if name.startswith(MEAN_OVER_ALL)
    }
    return Grid(
        sectors=sectors,
        keys=identity[[*settings.keys, "label"]].rename_axis(None),
        periods=periods,
        calendar=calendar,
        year=year,
        values={
            name: spread(table[name].to_numpy(dtype=float), place, shape)
            for name in variables_in(table, settings)
        },
        role=role,
        part=SectorBlock(0, common) if common else None,
    )


def _by_period(values: pd.Series, column: np.ndarray, periods: int) -> np.ndarray:
    """[T] of what is the same in all rows of a period, NaN where there is no row."""
    found = np.full(periods, np.nan)
    found[column] = values.to_numpy(dtype=float)
    return found


def spread(values: np.ndarray, place: tuple[np.ndarray, np.ndarray], shape: tuple[int, int]) -> np.ndarray:
    """[S, T] with values [N] at their places, NaN elsewhere."""
    array = np.full(shape, np.nan)
    array[place] = values
    return array


def to_table(grid: Grid) -> pd.DataFrame:
    """The long table of a grid: rows where any variable is known, sorted by sector and period."""
    known = np.zeros((len(grid.sectors), len(grid.periods)), dtype=bool)
    for array in grid.values.values():
        known |= np.isfinite(array)
    row, column = np.nonzero(known)
    columns = {"sector": np.array(grid.sectors, dtype=object)[row]}
    columns |= {name: grid.keys[name].to_numpy()[row] for name in grid.keys if name != "sector"}
    columns["period"] = grid.periods[column]
    columns |= {name: array[known] for name, array in grid.values.items()}
    if grid.role is not None:
        columns["role"] = grid.role[known]
    table = pd.DataFrame(columns)
    return table.astype({name: "str" for name in ("sector", *grid.keys, "role") if name in table})


def calendar_of(periods: np.ndarray, frequency: Frequency) -> tuple[np.ndarray, np.ndarray]:
    if frequency == Frequency.step:
        return np.zeros(len(periods), dtype=np.int64), periods.astype(np.int64)
    dates = pd.DatetimeIndex(periods)
    year = dates.year.to_numpy(dtype=np.int64)
    if frequency == Frequency.month:
        return dates.month.to_numpy(dtype=np.int64), year
    if frequency == Frequency.quarter:
        return dates.quarter.to_numpy(dtype=np.int64), year
    return np.zeros(len(periods), dtype=np.int64), year
