"""Periods in a calendar of their own, put into the laboratory's: days as numbers, years of a budget, spans,
half-years and weeks.

Each conversion is said in the record, and doubted where it can be taken in another way.
"""

import re
from datetime import date, timedelta

import numpy as np
import pandas as pd

from tradewinds.intake.record import IntakeRecord

_TIME_NAME = re.compile(
    r"(ref_?|obs(ervation)?_?|time_?)?(time|times?_?stamp|period|dates?|date_?time|day|month|quarter|week|year|fecha"
    r"|datum|data|half_?year|semester|fiscal_?year|fy|when|t)",
    re.IGNORECASE,
)
_FIRST_SERIAL, _LAST_SERIAL = 21_916, 73_415
"""1960 and 2100 as a spreadsheet counts days; below, 20191 is a quarter."""
_YEAR_AND_QUARTER = re.compile(r"((?:19|20)\d\d)([1-4])")
_SERIAL_ZERO = date(1899, 12, 30)
"""Day 0 of spreadsheets, from 1 March 1900 on."""
_UNIX = {10: 1, 13: 10**3, 16: 10**6, 19: 10**9}
"""Digits of a moment of 2001 to 2286 since 1970 → units a second."""
_SINCE_1960 = re.compile(r"y?(month|quarter|m|q)(_?date)?", re.IGNORECASE)
_FISCAL = re.compile(r"(?:FY\s?)?((?:19|20)\d{2})\s?[-/–]\s?((?:19|20)?\d{2})", re.IGNORECASE)
_CALLED = re.compile(r"FY\s?'?((?:19|20)\d{2}|\d{2})", re.IGNORECASE)
_SPAN = re.compile(r"(\d{4})-(\d\d)-(\d\d)\s?(?:/|--| to | - )\s?(\d{4})-(\d\d)-(\d\d)")
_HALF = re.compile(r"(\d{4})[-/\s]?[SsHhBb]([12])|[SsHhBb]([12])[-/\s]+(\d{4})|([12])[SsHh](\d{4})")
_WEEK = re.compile(r"(\d{4})[-/\s]?[Ww](?:eek\s?)?(\d{1,2})")


def in_the_calendar(frame: pd.DataFrame, record: IntakeRecord) -> pd.DataFrame:
    """The columns that name times, in years, quarters, months or dates, or numbered where these do not serve.

    A budget's year is the year that it begins in, or the one that it is called by; a number of days or of
    seconds is its date; a span is its first day, a month's, quarter's or year's; a week is its Monday;
    half-years are steps, counted without gaps from the first.
    """
    asked = record.options.period
    named = [c for c in frame if c == asked or (asked is None and _TIME_NAME.fullmatch(_joined(c)))]
    for column in named:
        texts = frame[column].astype(str).str.strip().str.removesuffix(".0")
        held = texts[frame[column].notna() & (texts != "")]
        cells = pd.Series(held.unique(), dtype="str")
        if len(cells) < 2:
            continue
        read = (form(cells, column, record) for form in (_of_stata, _fiscal, _of_days, _spans, _weeks))
        made = next(filter(None, read), None)
        steps = None if made else _steps(cells, column, record)
        if made or steps:
            known = made or steps or {}
            frame = frame.assign(**{column: texts.map(lambda text, known=known: known.get(text, text))})
        if steps and "step" not in frame:
            frame = frame.rename(columns={column: "step"})
    return frame


def calendar_names(names: list[str], record: IntakeRecord) -> dict[str, str]:
    """Names of columns that are years of a budget → the year that each begins in; none where others are."""
    texts = pd.Series([name.strip() for name in names if _FISCAL.fullmatch(name.strip())], dtype="str")
    if len(texts) < 3:
        return {}
    return _fiscal(texts, "the names of columns", record) or {}


def _joined(name: object) -> str:
    return re.sub(r"[\W]+", "_", str(name).strip()).strip("_")


def _fiscal(cells: pd.Series, column: object, record: IntakeRecord) -> dict[str, str] | None:
    """2010/11, 2010-2011, FY2010/11: the year that each begins in; FY2010: the year that it is called by.

    Only where every pair is of a year and the next, as 2010-11 is a month else.
    """
    pairs = {text: match for text in cells if (match := _FISCAL.fullmatch(text))}
    if len(pairs) > 1 and all((int(m[1]) + 1) % 100 == int(m[2]) % 100 for m in pairs.values()):
        first = next(iter(pairs))
        record.steps.append(
            f"years that do not end in December were taken as the year that each begins in: {column}"
        )
        record.doubts.append(
            f"{first} is called {pairs[first][1]} here; what is joined to it has to be of the same "
            "twelve months."
        )
        return {text: match[1] for text, match in pairs.items()}
    called = {text: match[1] for text in cells if (match := _CALLED.fullmatch(text))}
    if len(called) < 2:
        return None
    first = next(iter(called))
    years = {
        text: year if len(year) == 4 else f"{19 if int(year) > 49 else 20}{year}"
        for text, year in called.items()
    }
    record.steps.append(f"years of a budget were taken as the year that each is called by: {column}")
    record.doubts.append(f"{first} is called {years[first]} here, whatever months it has.")
    return years


def _of_days(cells: pd.Series, column: object, record: IntakeRecord) -> dict[str, str] | None:
    """Numbers of days since 1900 and of seconds since 1970: their dates; 20191 is a quarter of 2019."""
    if not cells.str.fullmatch(r"\d{5,19}").all():
        return None
    if cells.str.fullmatch(_YEAR_AND_QUARTER).all():
        record.steps.append(f"numbers were taken for years and quarters: {column}")
        return {cell: f"{cell[:4]}Q{cell[4]}" for cell in cells}
    numbers = cells.astype("int64")
    if cells.str.len().eq(5).all() and numbers.between(_FIRST_SERIAL, _LAST_SERIAL).all():
        dates = [_SERIAL_ZERO + timedelta(days=int(one)) for one in numbers]
        said = "numbers of days, as spreadsheets count them, were made dates"
    elif (digits := int(cells.str.len().median())) in _UNIX and cells.str.len().between(
        digits - 1, digits
    ).all():
        moments = pd.to_datetime(numbers // _UNIX[digits], unit="s")
        if not (moments.dt.normalize() == moments).all():
            return None
        dates = [moment.date() for moment in moments]
        said = "seconds since 1970, at midnight in Greenwich, were made dates"
    else:
        return None
    record.steps.append(f"{said}: {column}")
    record.doubts.append(f"{cells[0]} in {column} is taken for {dates[0]}.")
    return dict(zip(cells, map(str, dates), strict=True))


def _of_stata(cells: pd.Series, column: object, record: IntakeRecord) -> dict[str, str] | None:
    """Months and quarters since 1960 in a file of Stata's that does not say so."""
    known = _SINCE_1960.fullmatch(_joined(column))
    if record.facts.get("form") != "Stata" or known is None or not cells.str.fullmatch(r"\d{1,3}").all():
        return None
    quarters = known[1].lower().startswith("q")
    if cells.astype(int).max() <= (4 if quarters else 12):
        return None
    made = {}
    for text in cells:
        year, part = divmod(int(text), 4 if quarters else 12)
        made[text] = f"{1960 + year}Q{part + 1}" if quarters else f"{1960 + year}-{part + 1:02d}"
    record.steps.append(f"numbers were taken for {'quarters' if quarters else 'months'} since 1960: {column}")
    record.doubts.append(f"{cells[0]} in {column} is taken for {made[cells[0]]}.")
    return made


def _spans(cells: pd.Series, column: object, record: IntakeRecord) -> dict[str, str] | None:
    """2010-01-01/2010-01-31: January 2010; and so quarters and years."""
    made = {}
    for text in cells:
        match = _SPAN.fullmatch(text)
        named = None if match is None else _of_a_span(*map(int, match.groups()))
        if named is None:
            return None
        made[text] = named
    record.steps.append(f"spans of days were taken as the month, quarter or year that each is: {column}")
    return made


def _of_a_span(year: int, month: int, day: int, *end: int) -> str | None:
    try:
        first, after = date(year, month, day), date(*end) + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    months = 12 * (after.year - first.year) + after.month - first.month
    if first.day != 1 or after.day != 1 or months not in (1, 3, 12) or (months > 1 and (month - 1) % months):
        return None
    return {1: f"{year}-{month:02d}", 3: f"{year}Q{(month + 2) // 3}", 12: f"{year}"}[months]


def _half(text: str) -> int | None:
    match = _HALF.fullmatch(text)
    if match is None:
        return None
    return 2 * int(match[1] or match[4] or match[6]) + int(match[2] or match[3] or match[5])


def _weeks(cells: pd.Series, column: object, record: IntakeRecord) -> dict[str, str] | None:
    """2019-W05, a week of ISO 8601: its Monday."""
    made = {}
    for text in cells:
        match = _WEEK.fullmatch(text)
        try:
            monday = None if match is None else date.fromisocalendar(int(match[1]), int(match[2]), 1)
        except ValueError:
            return None
        if monday is None:
            return None
        made[text] = str(monday)
    record.steps.append(f"weeks were taken for the seven days from Monday on: {column}")
    return made


def _steps(cells: pd.Series, column: object, record: IntakeRecord) -> dict[str, str] | None:
    """Half-years, numbered from 1."""
    found = [_half(text) for text in cells]
    if any(one is None for one in found):
        return None
    steps = np.asarray(found, dtype=int)
    steps = steps - steps.min() + 1
    if steps.max() > 999:
        return None
    record.steps.append(f"half-years were numbered from 1, which is {cells[int(steps.argmin())]}: {column}")
    record.doubts.append("Half-years are steps without a calendar here: no season, and dates as numbers.")
    return dict(zip(cells, map(str, steps), strict=True))
