"""A tariff path from a user's CSV or frame."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from tradewinds.data.cells import numbers, trimmed_texts
from tradewinds.data.periods import parse_periods
from tradewinds.errors import DataError, ScenarioError
from tradewinds.settings.data_table import Frequency
from tradewinds.settings.data_variable import Unit
from tradewinds.settings.path import PathSettings


def read_path(
    file: Path,
    variable: str,
    frequency: Frequency,
    bounds: tuple[float, float] = (0.0, 1.0),
    *,
    percent: bool = False,
) -> pd.DataFrame:
    """The rates of a CSV, as ``checked_rates`` has them. Raises ScenarioError as it does, and for a file that
    is missing or damaged.
    """
    return checked_rates(_read(file), file.name, variable, frequency, bounds, percent=percent)


def read_paths(
    paths: Mapping[str, PathSettings | None],
    folder: Path,
    variable: str,
    frequency: Frequency,
    bounds: tuple[float, float],
) -> dict[str, pd.DataFrame]:
    """Name → rates of the CSV, for those of the paths that have one; ``folder``: where these lie."""
    return {
        name: read_path(folder / one.file, variable, frequency, bounds, percent=one.written == Unit.percent)
        for name, one in paths.items()
        if one is not None and one.file
    }


def checked_rates(
    raw: pd.DataFrame,
    where: str,
    variable: str,
    frequency: Frequency,
    bounds: tuple[float, float] = (0.0, 1.0),
    *,
    percent: bool = False,
    switch: str = "“written: percent”",
) -> pd.DataFrame:
    """Columns ``period``, ``variable`` (a fraction) and, unless the path is for all, ``sector``.

    ``raw``: a frame, or a file with its cells as text; ``where`` and ``switch``: what errors call it, and
    what says that its rates are in percent. ``bounds``: smallest and largest rate, fractions; ``percent``:
    the rates are in percent. Raises ScenarioError for a table without rows, a missing column, a period that
    cannot be read or comes twice, and a rate that is missing, infinite or beyond the bounds.
    """
    if not isinstance(raw, pd.DataFrame):
        raise ScenarioError(f"{where}: {type(raw).__name__}", "a pandas DataFrame", "Give the rates as one.")
    raw = raw.reset_index(drop=True)
    keys = [name for name in ("sector", "period") if name in raw]
    for name in ("period", variable):
        columns = f"period, {variable}, and sector unless the path is for all"
        if list(raw).count(name) != 1:
            said = f"no column {name!r}" if name not in raw else f"more than one column {name!r}"
            raise ScenarioError(
                f"{where}: {said} among {', '.join(map(str, raw))}", columns, "Name the columns so."
            )
    if raw.empty:
        raise ScenarioError(f"{where}: no rows", "a rate in every period of the path", "Add them.")
    table = pd.DataFrame({key: trimmed_texts(raw[key]) for key in keys})
    dated = pd.api.types.is_datetime64_any_dtype(raw["period"])
    try:
        table["period"] = parse_periods(raw["period"] if dated else table["period"], frequency)
    except DataError as error:
        raise ScenarioError(f"{where}: {error.found}", error.expected, "Write them so.") from None
    if "sector" in table:
        _refuse(where, raw, table["sector"] == "", "sector", "a sector in every row, or no such column")
    table[variable], _ = numbers(raw[variable])
    _refuse(where, raw, ~np.isfinite(table[variable]), variable, "a number in every row")
    table[variable] /= 100 if percent else 1
    smallest, largest = bounds
    _refuse(
        where, raw, table[variable] < smallest, variable, f"rates of at least {_rate(smallest, percent)}",
        f"Mend these rows, or set “smallest” of {variable} if they are meant.",
    )  # fmt: skip
    _refuse(
        where, raw, table[variable] > largest, variable,
        f"percent of at most {100 * largest:g}: {switch} is set" if percent
        else f"fractions of at most {largest:g}: 0.25 for 25 %",
        f"Mend these rows, or set “largest” of {variable} if they are meant." if percent
        else f"Set {switch} if they are percent, “largest” of {variable} if such rates are meant.",
    )  # fmt: skip
    _refuse(where, raw, table.duplicated(keys), "period", f"each {' and '.join(keys)} once")
    return table


def _read(file: Path) -> pd.DataFrame:
    """All cells as text."""
    if not file.is_file():
        raise ScenarioError(
            f"no file {file}",
            "the path of the scenario there",
            "Put it there, or set the environment variable TRADEWINDS_DATA to the folder that holds it.",
        )
    try:
        return pd.read_csv(file, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
        raise ScenarioError(
            f"{file} cannot be read ({reason})", "a CSV file in UTF-8 with one header row", "Export it again."
        ) from error


def _rate(fraction: float, percent: bool) -> str:
    """A bound as the file writes it."""
    return f"{100 * fraction if percent else fraction:g}"


def _refuse(
    where: str,
    raw: pd.DataFrame,
    wrong: pd.Series,
    column: str,
    expected: str,
    remedy: str = "Mend these rows.",
) -> None:
    """Raise ScenarioError naming the first wrong row, counted from 1 without the header."""
    rows = np.flatnonzero(wrong)
    if len(rows):
        value = str(raw[column].iloc[rows[0]]).strip()
        raise ScenarioError(
            f"{where}: {column} = {value or 'nothing'} in row {rows[0] + 1} ({len(rows)} of {len(raw)} rows)",
            expected,
            remedy,
        )
