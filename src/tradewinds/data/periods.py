"""Periods as users write them: 2019-03, “2019 Q1”, 1999, a date, or a plain number of a step."""

import re

import numpy as np
import pandas as pd

from tradewinds.errors import DataError, few_of
from tradewinds.settings.data import Frequency

_EXAMPLES = {
    Frequency.step: "a whole number such as 17",
    Frequency.month: "a month such as 2019-03 or a date such as 2019-03-01",
    Frequency.quarter: "a quarter such as 2019Q1 or a date such as 2019-01-01",
    Frequency.year: "a year such as 2019",
}
_LENGTH = {Frequency.month: 1, Frequency.quarter: 3, Frequency.year: 12}
_QUARTER = re.compile(r"(\d{4})[-\s/:]?[Qq]([1-4])")
_MONTH = re.compile(r"(\d{4})[-/\s]?[Mm]?(0[1-9]|1[0-2])")
_SHORT_MONTH = re.compile(r"(\d{4})[-/Mm]([1-9])")
_YEAR = re.compile(r"(\d{4})(\.0)?")
_YEARS = range(1700, 2251)


def parse_periods(values: pd.Series, frequency: Frequency) -> np.ndarray:
    """Periods [N] as int64 (``step``) or datetime64[ns] of the period's first day.

    Accepts dates, whole numbers and the usual spellings, alone or mixed. Raises DataError naming
    the first rows of the file that cannot be read (counted from 1, without the header).
    """
    if frequency == Frequency.step:
        numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float)
        _refuse(values, ~(np.isfinite(numbers) & (numbers == np.round(numbers))), frequency)
        return numbers.astype(np.int64)
    if pd.api.types.is_datetime64_any_dtype(values):
        dates = values.dt.tz_localize(None)
        _refuse(values, (dates.isna() | ~dates.dt.year.isin(_YEARS)).to_numpy(), frequency)
        months = dates.to_numpy().astype("datetime64[M]").astype(np.int64)
    else:
        codes, spellings = pd.factorize(values, use_na_sentinel=False)
        read = [_month_number(spelling) for spelling in spellings]
        _refuse(values, np.array([month is None for month in read], dtype=bool)[codes], frequency)
        months = np.array(read, dtype=np.int64)[codes]
    length = _LENGTH[frequency]
    first = months // length * length
    return first.astype("datetime64[M]").astype("datetime64[ns]")


def parse_period(text: str, frequency: Frequency, key: str) -> np.generic:
    """One period written in the settings; ``key`` names the setting in the error."""
    try:
        return parse_periods(pd.Series([text]), frequency)[0]
    except DataError:
        raise DataError(f"{key} = {text!r}", _EXAMPLES[frequency]) from None


def _month_number(value: object) -> int | None:
    """Months since 1970-01 of the month in which the period begins; None if it cannot be read."""
    text = str(value).strip()
    year, month = None, 1
    if match := _QUARTER.fullmatch(text):
        year, month = int(match[1]), 3 * int(match[2]) - 2
    elif match := _MONTH.fullmatch(text) or _SHORT_MONTH.fullmatch(text):
        year, month = int(match[1]), int(match[2])
    elif match := _YEAR.fullmatch(text):
        year = int(match[1])
    else:
        date = pd.to_datetime(text, errors="coerce", format="ISO8601")
        if not pd.isna(date):
            year, month = date.year, date.month
    return (year - 1970) * 12 + month - 1 if year is not None and year in _YEARS else None


def _refuse(values: pd.Series, wrong: np.ndarray, frequency: Frequency) -> None:
    if wrong.any():
        rows = np.flatnonzero(wrong).tolist()
        named = few_of(rows, lambda row: f"row {row + 1}: {str(values.iloc[row])!r}")
        raise DataError(
            f"{len(rows)} of {len(values)} periods cannot be read ({named})",
            _EXAMPLES[frequency],
            "Write them so, name the right column under “period”, or change “frequency”.",
        )
