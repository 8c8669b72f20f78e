"""Periods as users write them: 2019-03, “2019 Q1”, 1999, a date, or a plain number of a step.

What a text names (a year, a quarter, a month, a day) has to go with the table's frequency: a year in a
monthly table is no January, and a moment in a time zone is no month.
"""

import logging
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from tradewinds.errors import DataError, few_of
from tradewinds.settings.data_table import Frequency
from tradewinds.settings.period_text import PERIOD_EXAMPLES, spelled_period

_log = logging.getLogger(__name__)

_LENGTH = {Frequency.month: 1, Frequency.quarter: 3, Frequency.year: 12}
_MONTHS = {"year": 12, "quarter": 3, "month": 1, "date": 1}
"""What a text can name, the longest first, and its months; a date goes with any table."""
_YEARS = range(1700, 2251)


class _Named(NamedTuple):
    """What a text names: months since 1970-01 at which it begins, what it is, and its months.

    ``timed``: with a time of day, as it is written; ``zoned``: with a time zone.
    """

    month: int
    kind: str
    timed: bool = False
    zoned: bool = False


def parse_periods(values: pd.Series, frequency: Frequency) -> np.ndarray:
    """Periods [N] as int64 (``step``) or datetime64[ns] of the period's first day.

    Accepts dates, whole numbers and the usual spellings. Raises DataError naming the first rows of the file
    (counted from 1, without the header) that cannot be read, have a time of day, or name something longer
    than the table's period or else than the others.
    """
    if frequency == Frequency.step:
        return _steps(values)
    values = _as_dates(values)
    if pd.api.types.is_datetime64_any_dtype(values):
        return _first_days(_months_of_dates(values, frequency), frequency)
    _refuse_fiscal(values, frequency)
    codes, spellings = pd.factorize(values, use_na_sentinel=False)
    read = [_named(spelling) for spelling in spellings]
    _refuse(values, np.array([one is None for one in read], dtype=bool)[codes], frequency)
    found = [one for one in read if one is not None]
    if any(one.zoned for one in found):
        zoned = next(str(spelling) for one, spelling in zip(found, spellings, strict=True) if one.zoned)
        _log.warning("periods have a time zone, and are read on its clock, such as %s", zoned)
    _refuse_times(values, np.array([one.timed for one in found], dtype=bool)[codes], frequency)
    _refuse_other_kinds(values, np.array([one.kind for one in found], dtype=object)[codes], frequency)
    return _first_days(np.array([one.month for one in found], dtype=np.int64)[codes], frequency)


def parse_period(text: str, frequency: Frequency, key: str, *, last: bool = False) -> np.generic:
    """One period written in the settings; ``key`` names the setting in the error.

    Of a longer span than the table's periods (a year for months) the first one in it, or the ``last``.
    """
    named = None if frequency == Frequency.step else _named(text)
    if named is not None and not named.timed:
        span = _MONTHS[named.kind] if last else 1
        return _first_days(np.array([named.month + span - 1]), frequency)[0]
    try:
        return parse_periods(pd.Series([text]), frequency)[0]
    except DataError:
        raise DataError(f"{key} = {text!r}", PERIOD_EXAMPLES[frequency]) from None


def _steps(values: pd.Series) -> np.ndarray:
    """Whole numbers; dates and truth values, which pandas would count too, are none."""
    counted = not (pd.api.types.is_datetime64_any_dtype(values) or pd.api.types.is_bool_dtype(values))
    numbers = pd.to_numeric(values if counted else pd.Series(np.nan, values.index), errors="coerce")
    numbers = numbers.to_numpy(dtype=float)
    _refuse(values, ~(np.isfinite(numbers) & (numbers == np.round(numbers))), Frequency.step)
    return numbers.astype(np.int64)


def _as_dates(values: pd.Series) -> pd.Series:
    """Days of Arrow as dates of pandas, which alone have a clock to be read."""
    arrow = getattr(values.dtype, "pyarrow_dtype", None)
    days = arrow is not None and pa.types.is_date(arrow)
    return values.astype("datetime64[ns]") if days else values


def _months_of_dates(values: pd.Series, frequency: Frequency) -> np.ndarray:
    """Months since 1970-01 of a column of dates, on the clock of its own time zone."""
    if values.dt.tz is not None:
        _log.warning("periods are in the time zone %s, and read on its clock", values.dt.tz)
    dates = values.dt.tz_localize(None)
    _refuse(values, (dates.isna() | ~dates.dt.year.isin(_YEARS)).to_numpy(), frequency)
    _refuse_times(values, (dates != dates.dt.normalize()).to_numpy(), frequency)
    return dates.to_numpy().astype("datetime64[M]").astype(np.int64)


def _first_days(months: np.ndarray, frequency: Frequency) -> np.ndarray:
    length = _LENGTH[frequency]
    return (months // length * length).astype("datetime64[M]").astype("datetime64[ns]")


def _named(value: object) -> _Named | None:
    """What a text names; None if it cannot be read."""
    text = str(value).strip()
    year, month, kind, timed, zoned = None, 1, "date", False, False
    spelled = spelled_period(text)
    if spelled is not None:
        year, month, kind = spelled
    else:
        date = pd.to_datetime(text, errors="coerce", format="ISO8601")
        if not pd.isna(date):
            zoned, clock = date.tzinfo is not None, date.tz_localize(None)  # as it is written
            year, month, timed = clock.year, clock.month, clock != clock.normalize()
    return (
        _Named((year - 1970) * 12 + month - 1, kind, timed, zoned)
        if year is not None and year in _YEARS
        else None
    )


def _refuse(values: pd.Series, wrong: np.ndarray, frequency: Frequency) -> None:
    if wrong.any():
        raise DataError(
            f"{_rows(values, wrong)} cannot be read ({_first(values, wrong)})",
            PERIOD_EXAMPLES[frequency],
            "Write them so, give the right column as “period”, or change “frequency”.",
        )


def _refuse_fiscal(values: pd.Series, frequency: Frequency) -> None:
    """pandas' periods of a year that ends before December: written out, they look like the calendar's."""

    def fiscal(one: object) -> bool:
        return isinstance(one, pd.Period) and one.freqstr.partition("-")[2] not in ("", "DEC")

    wrong = np.array([fiscal(one) for one in values], dtype=bool)
    if wrong.any():
        raise DataError(
            f"{_rows(values, wrong)} are of a year that does not end in December ({_first(values, wrong)})",
            PERIOD_EXAMPLES[frequency],
            "Hand over the calendar's periods, such as those of .dt.asfreq('M') or their first days.",
        )


def _refuse_times(values: pd.Series, timed: np.ndarray, frequency: Frequency) -> None:
    """A midnight that is written in another time zone lies in the day, and perhaps the month, before."""
    if timed.any():
        raise DataError(
            f"{_rows(values, timed)} have a time of day ({_first(values, timed)})",
            PERIOD_EXAMPLES[frequency],
            f"Write the {frequency} as it is where it was counted, without time and time zone.",
        )


def _refuse_other_kinds(values: pd.Series, kinds: np.ndarray, frequency: Frequency) -> None:
    """A year or a quarter is no month; months among quarters may be theirs or one third of them."""
    spans = list(_MONTHS)
    own = spans.index(frequency)
    for kind in spans[:own]:
        wrong = kinds == kind
        if wrong.any():
            raise DataError(
                f"{_rows(values, wrong)} are {kind}s, not {frequency}s ({_first(values, wrong)})",
                PERIOD_EXAMPLES[frequency],
                f"Leave out totals of longer periods, or set “frequency: {kind}” if all rows are {kind}s.",
            )
    shorter = [kind for kind in spans[own:-1] if (kinds == kind).any()]
    if len(shorter) > 1:
        wrong = kinds == min(shorter, key=lambda kind: np.sum(kinds == kind))
        kind = kinds[wrong][0]
        others = " and ".join(f"{other}s" for other in shorter if other != kind)
        raise DataError(
            f"{_rows(values, wrong)} are {kind}s, the others {others} ({_first(values, wrong)})",
            PERIOD_EXAMPLES[frequency],
            f"Keep rows of one length, each written as a {frequency}.",
        )


def _rows(values: pd.Series, wrong: np.ndarray) -> str:
    return f"{int(wrong.sum())} of {len(values)} periods"


def _first(values: pd.Series, wrong: np.ndarray) -> str:
    return few_of(np.flatnonzero(wrong).tolist(), lambda row: f"row {row + 1}: {str(values.iloc[row])!r}")
