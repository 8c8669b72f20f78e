"""A tariff path from a user's CSV."""

from pathlib import Path

import numpy as np
import pandas as pd

from tradewinds.data.cells import numbers, trimmed_texts
from tradewinds.data.periods import parse_periods
from tradewinds.errors import DataError, ScenarioError
from tradewinds.settings.data import Frequency


def read_path(
    file: Path,
    variable: str,
    frequency: Frequency,
    bounds: tuple[float, float] = (0.0, 1.0),
    *,
    percent: bool = False,
) -> pd.DataFrame:
    """Columns ``period``, ``variable`` (a fraction) and, unless the path is for all, ``sector`` of a CSV.

    ``bounds``: smallest and largest rate, fractions; ``percent``: the file's rates are in percent. Raises
    ScenarioError for a file that is missing or damaged, a missing column, a period that cannot be read or
    comes twice, and a rate that is missing, infinite or beyond the bounds.
    """
    raw = _read(file)
    missing = [name for name in ("period", variable) if name not in raw]
    if missing:
        raise ScenarioError(
            f"{file.name}: no column {missing[0]!r} among {', '.join(map(str, raw))}",
            f"period, {variable}, and sector unless the path is for all",
            "Name the columns so.",
        )
    keys = [name for name in ("sector", "period") if name in raw]
    table = pd.DataFrame({key: trimmed_texts(raw[key]) for key in keys})
    try:
        table["period"] = parse_periods(table["period"], frequency)
    except DataError as error:
        raise ScenarioError(f"{file.name}: {error.found}", error.expected, "Write them so.") from None
    if "sector" in table:
        _refuse(file, raw, table["sector"] == "", "sector", "a sector in every row, or no such column")
    table[variable], _ = numbers(raw[variable])
    _refuse(file, raw, ~np.isfinite(table[variable]), variable, "a number in every row")
    table[variable] /= 100 if percent else 1
    smallest, largest = bounds
    _refuse(
        file, raw, table[variable] < smallest, variable, f"rates of at least {_rate(smallest, percent)}",
        "Mend these rows, or set the variable's “smallest” if they are meant.",
    )  # fmt: skip
    _refuse(
        file, raw, table[variable] > largest, variable,
        f"percent of at most {100 * largest:g}: “written: percent” is set" if percent
        else f"fractions of at most {largest:g}: 0.25 for 25 %",
        "Mend these rows, or set the variable's “largest” if they are meant." if percent
        else "Set the path's “written: percent” if the file has percent, the variable's “largest” if such "
        "rates are meant.",
    )  # fmt: skip
    _refuse(file, raw, table.duplicated(keys), "period", f"each {' and '.join(keys)} once")
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
    file: Path,
    raw: pd.DataFrame,
    wrong: pd.Series,
    column: str,
    expected: str,
    remedy: str = "Mend these rows.",
) -> None:
    """Raise ScenarioError naming the first wrong row, counted from 1 without the header."""
    rows = np.flatnonzero(wrong)
    if len(rows):
        value = raw[column].iloc[rows[0]]
        raise ScenarioError(
            f"{file.name}: {column} = {value.strip() or 'nothing'} in row {rows[0] + 1} "
            f"({len(rows)} of {len(raw)} rows)",
            expected,
            remedy,
        )
