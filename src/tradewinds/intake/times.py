"""Which column, or columns, of a file name the period, and the length of its periods."""

import re

import numpy as np
import pandas as pd

from tradewinds.errors import DataError, few_of
from tradewinds.intake.column_words import is_code_column
from tradewinds.intake.other_calendars import in_the_calendar
from tradewinds.intake.period_length import PERIOD, of_one_length
from tradewinds.intake.record import IntakeRecord, OpenQuestion
from tradewinds.intake.time_texts import TimeText, date_orders, month_number, named_time, quarter_number
from tradewinds.settings.data_table import Frequency

_NAMES = re.compile(
    r"time|time_?period|period|date|datum|month|monat|mois|mes|quarter|quartal|year|jahr|ann[eé]e|a[nñ]o|yr|ym|t"
    r"|ref_?(period|date)|fecha|zeit|refperiodid|time_?stamp|date_?time|day|week|half_?year|semester|fiscal_?year|fy"
    r"|p[eé]r[ií]od[eo]|trimestre|semestre|mês|data|anno|ano|mese|maand|jaar|месяц|год|дата|период|月份?|年份?|年月|日期|时间"
    r"|기간|년월|연월|(month|period|time)_?id",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(ref|\w+[ _])?(year|yr|jahr|ann[eé]e|a[nñ]o|anno|jaar|год|年份?)", re.IGNORECASE)
_MONTH = re.compile(
    r"(ref|\w+[ _])?(month|mon|monat|mois|mes|mês|mese|maand|period|месяц|月份?)", re.IGNORECASE
)
_QUARTER = re.compile(r"quarter|quartal|qtr|q|trim(estre)?", re.IGNORECASE)
_TOTAL = re.compile(
    r"(total|annual|year|all|sum|jahr|summe|insgesamt|ytd|average|mean)(\W+\d{4})?|\d{4}\W+(total|annual|summe|insgesamt)"
    r"|m13|q05|a01|s0\d|총계|합계|总计|總計|合計|合计",
    re.IGNORECASE,
)


def with_periods(frame: pd.DataFrame, record: IntakeRecord) -> tuple[pd.DataFrame, Frequency | str]:
    """The rows with a column ``period`` in place of the file's own, and its length (or ``DAYS``).

    Periods are texts as the laboratory reads them; of days, the month of each. Rows of longer periods than
    the others (a year's total among months) are left out and counted. Raises DataError.
    """
    frame = in_the_calendar(frame, record)
    steps = _steps(frame, record)
    if steps is not None:
        record.facts["periods"] = f"in the column {steps}: whole numbers without a calendar"
        record.timed = [steps]
        numbers = frame[steps].astype(float).astype(int).astype("str")
        return frame.drop(columns=[steps]).assign(**{PERIOD: numbers}), Frequency.step
    times, used = _times(frame, record)
    record.timed = used
    rest = frame.drop(columns=used)
    unread = np.array([one is None for one in times], dtype=bool)
    if unread.any():
        cells = frame[used[-1]].astype(str).str.strip()
        totals = unread & cells.map(lambda cell: cell == "" or bool(_TOTAL.fullmatch(cell))).to_numpy(bool)
        if (unread & ~totals).any():
            where = np.flatnonzero(unread & ~totals)
            wrong = DataError(
                f"“{used[-1]}” names no period in {len(where)} of {len(frame)} rows: "
                + few_of(where.tolist(), lambda row: f"line {frame.index[row]} {cells.iloc[row]!r}"),
                "years, quarters, months or dates",
                "Mend or remove these rows, or say which column has the periods: --period COLUMN.",
            )
            if unread.all():
                raise wrong
            record.faults.append(wrong)
        if totals.any():
            record.steps.append(f"rows of totals or without a period were left out: {int(totals.sum())}")
        rest = rest[~unread]
    return of_one_length(rest, [one for one in times if one is not None], record)


def _times(frame: pd.DataFrame, record: IntakeRecord) -> tuple[list[TimeText | None], list[str]]:
    """What every row names in time, and the columns that say it."""
    asked = record.options.period
    if asked is not None and asked not in frame:
        raise DataError(f"--period {asked}: no such column", f"one of {', '.join(map(str, frame))}")
    pair = _year_and_part(frame) if asked is None else None
    if pair is not None:
        record.facts["periods"] = f"in the columns {pair[0]} and {pair[1]}"
        return _joined(frame, *pair), list(pair)
    parts = _parts_by_content(frame) if asked is None else []
    if parts:
        record.facts["periods"] = f"in the columns {parts[0]} and {parts[1]}"
        return _joined(frame, *parts[:2]), parts
    column = asked or _column(frame)
    record.facts["periods"] = f"in the column {column}"
    return _read(frame[column], record), [column]


def _steps(frame: pd.DataFrame, record: IntakeRecord) -> str | None:
    """A column of whole numbers that count periods, such as 1 to 84, where none names years or dates."""
    named = [c for c in frame if re.fullmatch(r"period|step|t|time|index", str(c).strip(), re.IGNORECASE)]
    named = [c for c in named if record.options.period in (None, c)]
    if named and record.options.period is None and _is_dated(frame.drop(columns=named)):
        return None
    for column in named:
        cells = frame[column].astype(str).str.strip()
        if cells.str.fullmatch(r"\d{1,3}(\.0)?").all() and cells.nunique() > 1:
            return column
    return None


def _is_dated(frame: pd.DataFrame) -> bool:
    """Whether a column names times, so that a count of rows is not needed for them."""
    try:
        return bool(_column(frame))
    except DataError:
        return False


def distinct_cells(column: pd.Series, most: int = 400) -> pd.Series:
    """Cells of a column, each once and no more than ``most``, from all over it."""
    cells = pd.Series(column.dropna().unique())
    return cells.iloc[:: max(len(cells) // most, 1)]


def names_times(column: pd.Series) -> bool:
    """Whether all cells of a column name times."""
    return all(_names_time(cell) for cell in distinct_cells(column))


def _names_time(cell: object) -> bool:
    """Whether a cell names a time, whichever of day and month is written first."""
    return named_time(cell) is not None or named_time(cell, "month") is not None


def _column(frame: pd.DataFrame) -> str:
    shares: dict[str, tuple[float, float]] = {}
    for column in frame:
        cells = distinct_cells(frame[column])
        named = bool(_NAMES.fullmatch(str(column).strip()))
        if not named and (len(cells) < 2 or is_code_column(column)):  # of goods, 10.11.11 is no day
            continue
        share = float(np.mean([*map(_names_time, cells)])) if len(cells) else 0.0
        years = cells.astype(str).str.fullmatch(r"\d{4}(\.0)?").mean() if len(cells) else 0
        if share > (0.5 if named else 0.8) and (named or years < 0.8):
            shares[column] = (named, share)
    if shares:
        return max(shares, key=lambda column: shares[column])
    years = [c for c in frame if frame[c].astype(str).str.fullmatch(r"(19|20)\d{2}(\.0)?").all()]
    if len(years) == 1:
        return years[0]
    called = [c for c in frame if _NAMES.fullmatch(str(c).strip())]
    cells = ", such as " + ", ".join(map(repr, distinct_cells(frame[called[0]], 3)[:3])) if called else ""
    raise DataError(
        f"“{called[0]}” names no period in most rows{cells}"
        if called
        else f"no column names periods: {', '.join(map(str, frame.columns[:20]))}",
        "one with years, quarters, months or dates",
        "Say which it is: --period COLUMN.",
    )


def is_year_name(name: object) -> bool:
    """Whether a column of this name has years."""
    return _YEAR.fullmatch(str(name).strip()) is not None


def _year_and_part(frame: pd.DataFrame) -> tuple[str, str] | None:
    """A column of years and one of months or quarters beside it."""
    year = [c for c in frame if is_year_name(c) and _share(frame[c], _is_year) > 0.9]
    year.sort(key=lambda name: len(str(name)))  # year before base_year
    for pattern, part in ((_MONTH, month_number), (_QUARTER, quarter_number)):
        found = [c for c in frame if pattern.fullmatch(str(c).strip()) and c not in year]
        found = [c for c in found if _share(frame[c], lambda t, part=part: part(t) is not None) > 0.6]
        if year and found:
            return year[0], found[0]
        if year and pattern is _MONTH:  # BLS has quarters in a column called period
            found = [c for c in frame if pattern.fullmatch(str(c).strip()) and c not in year]
            found = [c for c in found if _share(frame[c], lambda t: quarter_number(t) is not None) > 0.6]
            if found:
                return year[0], found[0]
    return None


def _parts_by_content(frame: pd.DataFrame) -> list[str]:
    """A column of years, and those that name months or quarters beside it, whatever they are called.

    Codes and words of the same parts are one; numbers alone may be anything, and are not looked at.
    """
    named = [c for c in frame if _NAMES.fullmatch(str(c).strip()) and _share(frame[c], _is_year) == 1]
    if len(named) != 1:
        return []
    for part, fewest in ((month_number, 6), (quarter_number, 3)):
        found = []
        for column in frame.columns.drop(named):
            cells = frame[column].dropna().astype(str).str.strip().unique()
            numbers = {part(cell) for cell in cells} if len(cells) <= 12 else {None}
            words = any(character.isalpha() for cell in cells for character in cell)
            if words and len(numbers) == len(cells) >= fewest and None not in numbers:
                found.append(column)
        if found:
            return [*named, *found]
    return []


def _share(column: pd.Series, holds: object) -> float:
    cells = distinct_cells(column).astype(str).str.strip()
    return float(cells.map(holds).mean()) if len(cells) else 0.0


def _is_year(text: str) -> bool:
    return re.fullmatch(r"(1[7-9]|2[0-2])\d{2}(\.0)?", text) is not None


def _joined(frame: pd.DataFrame, year: str, part: str) -> list[TimeText | None]:
    named = _QUARTER.fullmatch(str(part).strip()) is not None  # 1 to 4 are months too
    monthly = not named and _share(frame[part], lambda text: month_number(text) is not None) > 0.6

    def one(a: object, b: object) -> TimeText | None:
        if not _is_year(str(a).strip()):
            return None
        number = month_number(b) if monthly else quarter_number(b)
        if number is None:
            return None
        kind = "month" if monthly else "quarter"
        return TimeText(kind, int(float(str(a))), number if monthly else 3 * number - 2)

    return [one(a, b) for a, b in zip(frame[year], frame[part], strict=True)]


def _read(column: pd.Series, record: IntakeRecord) -> list[TimeText | None]:
    """What a column's cells name; of dates such as 03/04/2019 the order is seen, or asked."""
    codes, cells = pd.factorize(column, use_na_sentinel=False)
    texts = [str(cell).strip() for cell in cells]
    orders = date_orders(texts)
    order = record.options.dates or (next(iter(orders)) if len(orders) == 1 else "")
    if not order:
        example = next(
            text for text in texts if re.fullmatch(r"\d{1,2}[./-]\d{1,2}[./-](\d{4}|\d{2}).*", text)
        )
        question = OpenQuestion(
            f"In “{example}”, is the first number the day or the month?",
            "--dates",
            {"day": "the day comes first", "month": "the month comes first"},
        )
        order = record.answer(question, "day", f"Dates such as “{example}” can be read in two ways")
    read = [named_time(cell, order) for cell in cells]
    read = _on_local_clock(read, texts, record)
    return [read[code] for code in codes]


def _on_local_clock(
    read: list[TimeText | None], texts: list[str], record: IntakeRecord
) -> list[TimeText | None]:
    """Dates whose midnight was written in another time zone, on the day that was meant.

    2014-12-31T23:00:00Z is the beginning of 2015 in Berlin: where every time, moved to the nearest
    midnight, is the first day of a month, that day is taken, and said. Raises DataError for other times.
    """
    timed = [place for place, one in enumerate(read) if one is not None and one.clock]
    if not timed:
        return read
    moments = pd.to_datetime(
        pd.Series([texts[place] for place in timed]), format="ISO8601", errors="coerce", utc=True
    )
    written = pd.to_datetime(
        pd.Series([re.sub(r"(Z|[+-]\d\d:?\d\d)$", "", texts[place]) for place in timed]),
        format="ISO8601", errors="coerce",
    )  # fmt: skip
    nearest = written.dt.round("D")
    if moments.isna().any() or not nearest.dt.day.eq(1).all():
        raise DataError(
            f"{len(timed)} periods have a time of day, such as “{texts[timed[0]]}”",
            "dates, or midnights of the first day of a month in some time zone",
            "Write the period as it is where it was counted, without time and time zone.",
        )
    for place, day in zip(timed, nearest, strict=True):
        read[place] = TimeText("date", day.year, day.month, day.day)
    if (nearest != written).any():
        record.steps.append("dates with a time of day were taken as the nearest midnight")
        record.doubts.append(
            f"“{texts[timed[0]]}” is taken for {nearest.iloc[0]:%Y-%m-%d}, a midnight "
            "written in another time zone."
        )
    return read
