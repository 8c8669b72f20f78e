"""What a table must be before anything is computed from it; every error names rows and a remedy."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from tradewinds.data.faults import Faults
from tradewinds.data.panel import NATION, ordinal, period_label
from tradewinds.errors import DataError, few_of
from tradewinds.settings.data_table import Frequency, Gaps, TableSettings
from tradewinds.settings.data_variable import HIGHEST, Unit, VariableScale, VariableSettings

_log = logging.getLogger(__name__)
PUT_IN_ORDER = "rows of table “%s” were put in order of sector (by name) and period"


@dataclass(frozen=True)
class _Rule:
    """What a check expects of a value and what to do about one that fails it."""

    expected: str
    remedy: str


_AS_IT_IS = (
    "If the file has another separator than a comma, or lines above its names, let it be read as it is: "
    "tradewinds start FILE."
)
_OF_NATION = _Rule("one row per period", "Remove or add up these rows, or change “frequency”.")
"""Of duplicated rows where no sectors are told apart."""
_BOUNDS = ("high", "low")
"""Rules of rates, whose words depend on the variable's settings."""
_RULES = {
    "duplicate": _Rule(
        "one row per sector and period",
        "Remove or add up these rows, give every column that makes a sector as “keys”, or change "
        "“frequency”.",
    ),
    "finite": _Rule(
        "a finite number",
        "Fill these cells, leave their rows or sectors out (“start”, “end”, “exclude”), leave the variable "
        "out, or set “gaps: keep” if there was nothing to record.",
    ),
    "positive": _Rule(
        "a number above 0, since its logarithm is taken",
        "Mend these cells, leave their sectors out (“exclude”), or set “scale: level” of {column}.",
    ),
    "gap": _Rule(
        "consecutive periods within a sector",
        "Add the missing rows, leave those on one side or the sector out (“start”, “end”, “exclude”), change "
        "“frequency”, or set “gaps: keep” if there was nothing to record.",
    ),
}


def _rule(kind: str, column: str, settings: TableSettings, values: pd.Series) -> _Rule:
    """The rule that ``values`` of a column fail; a rate's own bounds are said."""
    if kind == "duplicate" and not settings.keys:
        return _OF_NATION
    if kind not in _BOUNDS:
        rule = _RULES[kind]
        return replace(rule, remedy=rule.remedy.format(column=column))
    variable = settings.variables[column]
    percent, percent_written = variable.written == Unit.percent, f"“written: percent” of {column}"
    if kind == "low" and values.min() < -HIGHEST:
        return _Rule(
            f"fractions of at least {-HIGHEST:g}",
            "Mend these cells, or leave them empty if the number stands for none."
            if percent
            else f"If the numbers are percent, set {percent_written}; if not, mend these cells.",
        )
    if kind == "high" and values.max() > HIGHEST:
        return _Rule(
            f"fractions of at most {HIGHEST:g} (2,000 %)"
            if percent
            else f"a fraction (0.025 for 2.5 %) of at most {variable.largest:g}",
            f"Mend these cells, or leave them empty if the number stands for none: {percent_written} is set."
            if percent
            else f"If the numbers are percent, set {percent_written}; if not, mend these cells.",
        )
    if kind == "low":
        low = min(0.05 * np.ceil(-20 * values.min()), HIGHEST)
        return _Rule(
            f"at least {variable.smallest:g}, “smallest” of {column}",
            "Mend or leave out these rows, or, if refunds or subsidies are meant, set "
            f"“smallest: {-low:g}” of {column}.",
        )
    high = min(np.ceil(values.max()), HIGHEST)
    meant = f"set “largest: {high:g}” of {column} ({100 * high:g} %)"
    if percent:
        return _Rule(
            f"at most {variable.largest:g} ({100 * variable.largest:g} %), {percent_written} being set: "
            "the numbers were divided by 100",
            f"If such rates are meant, {meant}; if not, mend these cells.",
        )
    return _Rule(
        f"a fraction (0.025 for 2.5 %) of at most {variable.largest:g}",
        f"If the numbers are percent, set {percent_written}; if such rates are meant, {meant}.",
    )


def validate_table(table: pd.DataFrame, settings: TableSettings, name: str) -> pd.DataFrame:
    """The table sorted by sector and period, once it is found sound; ``name`` is said in errors.

    Raises DataError for an empty table, duplicated sector-periods, missing or infinite values,
    values not above 0 where logarithms are taken, rates beyond their bounds, and gaps inside a sector
    unless the settings keep them; all of these that are there.
    """
    if table.empty:
        raise DataError(
            f"table “{name}” has no rows",
            "at least one",
            "Look at what is read, and at what leaves rows out (“start”, “end”, “exclude”).",
        )
    ordered = table.sort_values(["sector", "period"], kind="stable")
    if not ordered.index.equals(table.index):
        _log.warning(PUT_IN_ORDER, name)
    ordered = ordered.reset_index(drop=True)
    faults = Faults()
    try:
        _schema(settings).validate(ordered, lazy=True)
    except SchemaErrors as failures:
        faults.add(*_errors(ordered, settings, name, failures.failure_cases))
    faults.refuse()  # not while the other is handled, whose text is the whole table
    return ordered


def check_columns(found: list[str], wanted: dict[str, str], name: str, where: str) -> None:
    """``wanted``: column of the file → the setting that asks for it. Raises DataError for those that are not
    there, or twice.
    """
    if twice := [column for column in wanted if found.count(column) > 1]:
        names = few_of(twice, lambda column: f"“{column}”")
        said = f"table “{name}”: {where} has two columns {names}"
        raise DataError(said, "each once", "Rename or drop one.")
    missing = {column: key for column, key in wanted.items() if column not in found}
    if missing:
        asked = ", ".join(f"“{column}” (for {key})" for column, key in missing.items())
        raise DataError(
            f"table “{name}”: {where} has no column {asked}",
            f"one of its columns: {', '.join(map(str, found[:40]))}",
            f"Name the right column in data.tables.{name}."
            + (" " + _AS_IT_IS if len(found) == 1 or any("Unnamed:" in str(one) for one in found) else ""),
        )


def _schema(settings: TableSettings) -> pa.DataFrameSchema:
    columns = {name: pa.Column(float, _checks(variable)) for name, variable in settings.variables.items()}
    columns |= {name: pa.Column(str) for name in ("sector", "label", *settings.keys)}
    frequency = settings.frequency
    whole = [
        pa.Check(lambda t: ~t.duplicated(["sector", "period"]), error="duplicate"),
    ]
    if settings.gaps == Gaps.refuse:
        whole.append(pa.Check(lambda t: _step_before(t, frequency) <= 1, error="gap"))
    return pa.DataFrameSchema(columns | {"period": pa.Column()}, checks=whole)


def _checks(variable: VariableSettings) -> list[pa.Check]:
    checks = [pa.Check(np.isfinite, error="finite", ignore_na=False)]
    if variable.scale == VariableScale.log:
        checks.append(pa.Check.gt(0, error="positive"))
    if variable.rate:
        checks.append(pa.Check.ge(variable.smallest, error="low"))
        checks.append(pa.Check.le(variable.largest, error="high"))
    return checks


def _step_before(table: pd.DataFrame, frequency: Frequency) -> pd.Series:
    """Periods since the sector's row before; 1 for its first row. The table is sorted."""
    number = pd.Series(ordinal(table["period"].to_numpy(), frequency), index=table.index)
    return number.groupby(table["sector"]).diff().fillna(1)


def _errors(
    table: pd.DataFrame, settings: TableSettings, name: str, cases: pd.DataFrame
) -> Iterator[DataError]:
    """A sentence for each rule that fails and each column that fails it, with its first rows."""
    cases = cases.assign(check=cases["check"].replace("not_nullable", "finite"))
    for kind in dict.fromkeys([*_RULES, *_BOUNDS, *cases["check"]]):
        failed = cases[cases["check"] == kind]
        if kind in ("duplicate", "gap"):
            parts = [failed] if len(failed) else []
        else:
            parts = [part for _, part in failed.groupby("column", sort=False)]
        for part in parts:
            yield _error(table, settings, name, kind, part)


def _error(
    table: pd.DataFrame, settings: TableSettings, name: str, kind: str, failed: pd.DataFrame
) -> DataError:
    if kind not in (*_RULES, *_BOUNDS):
        return DataError(f"table “{name}”: {failed['column'].iloc[0]} fails {kind}", "", "")
    whole = kind in ("duplicate", "gap")
    column = "" if whole else failed["column"].iloc[0]
    rows = sorted({int(i) for i in failed["index"]})
    if kind == "gap":
        what = "gap"

        def named(row: int) -> str:
            return _missing_between(table.loc[row - 1], table.loc[row], settings.frequency)
    else:
        what = "duplicated row" if whole else f"value of {column}"

        def named(row: int) -> str:
            where = place(table.loc[row], settings.frequency)
            return where if whole else f"{where} = {table.at[row, column]:g}"

    found = f"{_count(rows, what)}: {few_of(rows, named)}"
    rule = _rule(kind, column, settings, table.loc[rows, column] if column else table["sector"])
    return DataError(f"table “{name}”, {found}", rule.expected, rule.remedy)


def place(row: pd.Series, frequency: Frequency) -> str:
    """Where a row stands: its sector and period, or the period alone for the nation."""
    period = period_label(row["period"], frequency)
    return period if row["sector"] == NATION else f"{row['sector']}, {period}"


def _missing_between(before: pd.Series, after: pd.Series, frequency: Frequency) -> str:
    return f"nothing between {place(before, frequency)} and {period_label(after['period'], frequency)}"


def _count(rows: list[int], what: str) -> str:
    noun, _, rest = what.partition(" of ")
    plural = noun if len(rows) == 1 else noun + "s"
    return f"{len(rows)} {plural}" + (f" of {rest}" if rest else "")
