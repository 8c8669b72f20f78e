"""Periods as columns, or what is measured as rows: made rows of a series and period, columns of a measure."""

import re
from dataclasses import replace

import pandas as pd

from tradewinds.errors import DataError, few_of
from tradewinds.intake.column_words import (
    is_code_column,
    is_constant,
    is_flag_column,
    is_measure_column,
    is_total,
    is_unit_column,
    role_of,
)
from tradewinds.intake.duty_texts import is_duty_text
from tradewinds.intake.other_calendars import calendar_names
from tradewinds.intake.period_length import PERIOD
from tradewinds.intake.record import FileTable, IntakeRecord
from tradewinds.intake.row_sizes import multiplied_out, size_columns
from tradewinds.intake.time_texts import month_number, named_time
from tradewinds.intake.times import is_year_name, names_times
from tradewinds.intake.written_numbers import is_counted, is_mark, looks_like_number

_STUB = re.compile(r"^(.*?[^\W\d])[_\s.:-]*((?:19|20)\d{2}(?:[-_\s]?[mMqQ]?\d{1,2})?)$")
_OF_A_MONTH = re.compile(r"(?:(.*?[^-_\s./])[-_\s./]+)?([^\W\d_]{3,10})\.?")
"""Jan, and what is measured before it: Value-Jan."""
_MONTHS = 6
"""Columns of months for a table to have them in columns."""
_NO_NUMBER = ("M", "O", "L", "H", "Q")
"""Marks of SDMX beside a number that is none: missing, not collected, holiday, suppressed."""
_NO_NUMBER_AT_ZERO = ("C", "c", "X", "(D)", "(S)", "(X)")
"""Marks beside 0 in place of a number that is withheld."""
_FEWEST = 3
"""Columns that name periods for a table to be wide."""
_VALUE = "value"
_GROUP = "group"
"""Name of the column of what a line above the names divides columns into."""


def made_long(table: FileTable, record: IntakeRecord) -> FileTable:
    """The same numbers as one row a series and period, with a column for each measure.

    Raises DataError where rows of one series, period and measure are there twice.
    """
    table = _with_flags(table, record)
    table = _without_groups_in_columns(table, record)
    table = _without_months_in_columns(table, record)
    table = _without_periods_in_columns(table, record)
    return _without_measures_in_rows(table, record)


def _without_periods_in_columns(table: FileTable, record: IntakeRecord) -> FileTable:
    """Columns 2015, 2016, … or price_2015, duty_2015, … become rows."""
    budget = calendar_names([str(column) for column in table.frame], record) if not table.levels else {}
    frame = table.frame.rename(columns=lambda name: budget.get(str(name).strip(), name))
    times: dict[str, tuple[str, str]] = {}
    for column in frame:
        parted = _STUB.match(str(column).strip())
        if table.levels:
            if column in table.levels:
                times[column] = (table.levels[column][0] or _VALUE, table.levels[column][1])
        elif named_time(str(column)) is not None:
            times[column] = (_VALUE, str(column))
        elif (
            parted
            and named_time(parted[2].strip("_ ").replace("_", "-")) is not None
            and is_counted(frame[column])
        ):
            times[column] = (parted[1], parted[2].replace("_", "-"))
    stubs: dict[str, list[str]] = {}
    for column, (stub, _) in times.items():
        stubs.setdefault(stub, []).append(column)
    stubs = {stub: columns for stub, columns in stubs.items() if len(columns) >= _FEWEST}
    if not stubs:
        record.facts.setdefault("form", "long: one row a period")
        return table
    spread = [column for columns in stubs.values() for column in columns]
    kept = [column for column in frame if column not in spread]
    parts = []
    for stub, columns in stubs.items():
        part = frame[[*kept, *columns]].rename(columns={column: times[column][1] for column in columns})
        part = part.reset_index(names="line").melt(id_vars=["line", *kept], var_name=PERIOD, value_name=stub)
        parts.append(part.set_index(["line", *kept, PERIOD]) if len(stubs) > 1 else part)
    if len(stubs) > 1:
        long = pd.concat(parts, axis=1).reset_index().set_index("line")
    else:
        long = parts[0].set_index("line")
    record.facts["form"] = (
        f"wide: {len(spread)} columns of periods, {times[spread[0]][1]} to {times[spread[-1]][1]}"
    )
    record.steps.append(f"{len(spread)} columns of periods were made rows")
    return FileTable(long, table.units, table.labels)


def _without_groups_in_columns(table: FileTable, record: IntakeRecord) -> FileTable:
    """Columns that two lines name, a member of a group and a measure, become a row a member."""
    if not table.levels or table.timed:
        return table
    frame = table.frame
    columns = {column: parts for column, parts in table.levels.items() if column in frame}
    members = list(dict.fromkeys(member for _, member in columns.values()))
    kept = [column for column in frame if column not in columns]
    parts = []
    for member in members:
        own = {column: measure for column, (measure, of) in columns.items() if of == member}
        parts.append(frame[[*kept, *own]].rename(columns=own).assign(**{_GROUP: member}))
    long = pd.concat(parts).rename_axis("line")
    record.steps.append(f"columns of {len(members)} groups were made rows: {', '.join(members[:4])}")
    units = {columns[name][0] if name in columns else name: unit for name, unit in table.units.items()}
    return FileTable(long, units, table.labels)


def _without_months_in_columns(table: FileTable, record: IntakeRecord) -> FileTable:
    """A row a year with columns Jan to Dec, or Value-Jan to Value-Dec, becomes a row a month; totals beside
    them go."""
    frame = table.frame
    year = next((c for c in frame if is_year_name(c)), None)
    measures: dict[str, dict[str, int]] = {}
    for column in frame:
        parted = _OF_A_MONTH.fullmatch(str(column).strip())
        number = month_number(parted[2]) if parted else None
        if parted and number is not None:
            measures.setdefault(parted[1] or _VALUE, {})[column] = number
    measures = {name: months for name, months in measures.items() if len(set(months.values())) >= _MONTHS}
    if year is None or not measures:
        return table
    ends = (re.sub(rf"^(?:{'|'.join(map(re.escape, measures))})[-_\s./]+", "", str(c)) for c in frame)
    totals = [c for c, end in zip(frame, ends, strict=True) if is_total(end) and c != year]
    spread = [column for months in measures.values() for column in months]
    kept = [c for c in frame if c not in spread and c not in totals and c != year]
    years = frame[year].astype(str).str.strip().str.removesuffix(".0")
    parts = []
    for number in dict.fromkeys(number for months in measures.values() for number in months.values()):
        of_month = {
            name: frame[column]
            for name, months in measures.items()
            for column, one in months.items()
            if one == number
        }
        parts.append(frame[kept].assign(**of_month, **{PERIOD: years + f"-{number:02d}"}))
    record.facts["form"] = "wide: a row a year, a column a month"
    more = f", {', '.join(totals)} left out" if totals else ""
    record.steps.append(f"{len(spread)} columns of months were made rows{more}")
    return FileTable(pd.concat(parts).rename_axis("line"), table.units, table.labels)


def _with_flags(table: FileTable, record: IntakeRecord) -> FileTable:
    """Remarks in a column of their own, written into the cells of the one number they are about."""
    frame = table.frame
    flags = [c for c in frame if is_flag_column(c) and not is_counted(frame[c])]
    counted = [c for c in _measures_of(frame) if c not in flags]
    kept: dict[str, pd.Series] = {}
    for flag in flags:
        marks = frame[flag].fillna("").astype(str).str.strip()
        target = _flagged_by(flag, counted)
        nothing = marks.isin(_NO_NUMBER)
        if target is None and nothing.any():
            record.doubts.append(
                f"{int(nothing.sum())} rows say in {flag} that a number is missing, and not which: "
                "none is left out."
            )
        if target is None or not marks.str.len().le(3).all():
            continue
        typed = pd.api.types.is_numeric_dtype(frame[target])
        cells = kept.get(target, frame[target])
        texts = cells.astype(object).where(cells.notna(), "").astype(str).str.strip()
        zero = texts.str.fullmatch(r"-?0*([.,]0*)?")
        gone = (texts == "") | nothing | (zero & marks.isin(_NO_NUMBER_AT_ZERO))
        gone &= marks != ""
        flagged = ~gone & ~marks.isin(["", "A", "R"]) & texts.map(looks_like_number)
        said = marks.map(lambda mark: mark if is_mark(mark) else f"({mark})").astype(object)
        known = cells.astype(object) if typed else texts.astype(object)
        known = known.where(~gone, said)
        if not typed:
            known = known.where(~flagged, texts + " (" + marks.str.slice(0, 2) + ")")
        kept[target] = known if typed else known.astype("str")
        withheld = int((gone & (texts != "")).sum())
        if withheld:
            record.steps.append(f"numbers of {target} that {flag} says are missing were left out: {withheld}")
        record.facts.setdefault("flags", f"in the column {flag}, kept beside {target}")
    gone = [flag for flag in flags if kept or frame[flag].nunique() <= 1]
    return replace(table, frame=frame.assign(**kept).drop(columns=gone))


def _flagged_by(flag: object, counted: list[str]) -> str | None:
    """The column of numbers that a column of marks is about: of its name, SDMX's, or the only one."""
    stem = str(flag).lower().removesuffix("_flag")
    of = [c for c in counted if str(c).lower() == stem]
    if not of and str(flag).lower() in ("obs_status", "obs_flag", "conf_status", "obs_conf"):
        of = [c for c in counted if str(c).lower() in ("obs_value", "value")]
    return of[0] if of else counted[0] if len(counted) == 1 else None


def _without_measures_in_rows(table: FileTable, record: IntakeRecord) -> FileTable:
    """Rows that say in a column what they measure become one row with a column for each measure."""
    frame = table.frame
    counted = _measures_of(frame)
    if len(counted) != 1:
        return table
    measure = _measure_column(frame, counted[0])
    if measure is None:
        return table
    rest = multiplied_out(frame, counted[0], record)
    if rest is None:
        sizes = size_columns(frame)
        record.faults.append(
            DataError(
                f"{sizes[0]} has sizes beside measures in rows, and not all of them can be read",
                "numbers written out",
                f"Multiply the numbers out, and remove {sizes[0]}.",
            )
        )
        rest = frame.drop(columns=sizes)
    frame = rest
    units = [c for c in frame if is_unit_column(c) and c != measure]
    aside = [c for c in units if frame.groupby(measure)[c].nunique().le(1).all()]
    twins = [
        c
        for c in frame
        if c not in (measure, counted[0], PERIOD, *aside) and _says_the_same(frame, c, measure)
    ]
    index = [c for c in frame if c not in (measure, counted[0], *aside, *twins)]
    index = [c for c in index if c == PERIOD or not _of_one_measure(frame, c, measure)]
    keyed = frame.assign(**{measure: frame[measure].astype(str).str.strip()})
    twice = keyed.duplicated([*index, measure])
    if twice.any():
        raise DataError(
            f"{int(twice.sum())} rows have a {measure} that their series and period have already: "
            + few_of(keyed.index[twice].tolist(), lambda line: f"line {line}"),
            f"one row for each {measure}, series and period",
            "Remove these rows.",
        )
    first = keyed.reset_index(names="line").groupby(index, dropna=False, sort=False)["line"].min()
    wide = keyed.set_index([*index, measure])[counted[0]].unstack(measure)  # noqa: PD010
    found = wide.reset_index().rename_axis(columns=None)
    found.index = pd.Index(first.reindex(wide.index).to_numpy(), name="line")
    said = _beside(keyed, measure, aside)
    labels = _beside(keyed, measure, twins)
    record.facts["measures"] = f"in the rows, named by {measure}: {', '.join(map(str, wide.columns))}"
    record.steps.append(f"the {wide.shape[1]} measures of {measure} were made columns")
    return FileTable(found, table.units | said, table.labels | labels)


def _beside(keyed: pd.DataFrame, measure: str, columns: list[str]) -> dict[str, str]:
    """Measure → what the first of these columns says of it."""
    if not columns:
        return {}
    first = keyed.drop_duplicates(measure).set_index(measure)[columns[0]].dropna()
    return {str(name): str(said) for name, said in first.items()}


def _measures_of(frame: pd.DataFrame) -> list[str]:
    """Columns of numbers that are no codes, no periods and not the same in every row."""
    found = [c for c in frame if c != PERIOD and is_counted(frame[c]) and not is_code_column(c)]
    found = [c for c in found if not is_unit_column(c)]
    return [
        c for c in found
        if not is_constant(frame[c]) and not names_times(frame[c])
    ]  # fmt: skip


def _measure_column(frame: pd.DataFrame, counted: str) -> str | None:
    for column in frame:
        if column in (counted, PERIOD) or named_time(str(frame[column].iloc[0])) is not None:
            continue
        if is_duty_text(frame[column]):
            continue
        names = frame[column].dropna().astype(str).str.strip().unique()
        roles = {role_of(name) for name in names} - {None}
        if (
            2 <= len(names) <= 40
            and (is_measure_column(column) or len(names) <= 12)
            and (len(roles) >= 2 or (is_measure_column(column) and len(names) <= 12))
        ):
            return column
    return None


def _of_one_measure(frame: pd.DataFrame, column: str, measure: str) -> bool:
    """Whether a column numbers the series of each measure by themselves, as an office's own codes do."""
    pairs = frame[[column, measure]].drop_duplicates()
    return pairs[column].is_unique and len(pairs) > frame[measure].nunique()


def _says_the_same(frame: pd.DataFrame, one: str, other: str) -> bool:
    pairs = frame[[one, other]].drop_duplicates()
    return len(pairs) == frame[other].nunique() == frame[one].nunique()
