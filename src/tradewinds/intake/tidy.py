"""From columns with a meaning to the tidy table: units, marks, repeated rows."""

import re

import numpy as np
import pandas as pd

from tradewinds.data.cells import trimmed_texts
from tradewinds.errors import DataError, few_of
from tradewinds.intake.column_words import Role, is_change, plain_words
from tradewinds.intake.days import by_month
from tradewinds.intake.doubtful_values import (
    require_one_unit,
    totals_among,
    warn_of_jumps,
    without_sentinels,
)
from tradewinds.intake.meaning import Meaning
from tradewinds.intake.measured import Measured
from tradewinds.intake.period_length import DAY, DAYS, PERIOD
from tradewinds.intake.record import FileTable, IntakeRecord, how_many
from tradewinds.intake.tidy_table import TidyTable, TidyVariable, set_rules
from tradewinds.intake.year_to_date import of_each_period
from tradewinds.settings.data_table import RESERVED, Frequency
from tradewinds.settings.data_variable import HIGHEST

VARIABLES = {Role.tariff: "tariff", Role.price: "price", Role.quantity: "volume", Role.value: "value"}
"""Role → name of its variable."""
_FLOWS = ("volume", "value")


def tidied(
    table: FileTable, frequency: Frequency | str, meaning: Meaning, series: str, record: IntakeRecord
) -> TidyTable:
    """The table that is learned from; ``series`` names the one series of a table without keys."""
    frame, roles = table.frame, meaning.roles
    rows = pd.DataFrame({PERIOD: frame[PERIOD].astype("str")}, index=frame.index)
    keys = _key_names(meaning.keys)
    for name, column in keys.items():
        rows[name] = trimmed_texts(frame[column])
    if meaning.label is not None:
        rows["series_name"] = trimmed_texts(frame[meaning.label])
    variables = {}
    for role, name in VARIABLES.items():
        if role in roles:
            without_sentinels(roles[role], role == Role.tariff, record)
            rows[name], rows[f"{name}_note"] = roles[role].values, roles[role].notes.astype("str")
            variables[name] = _variable(name, roles[role], table.labels, rows, record)
    if frequency == DAYS:
        rows = _once(rows.assign(**{DAY: frame[DAY]}), [*keys.values(), "day"], [*keys, DAY], record)
        rows = by_month(rows, list(keys), _FLOWS, record)
        frequency = Frequency.month
    rows = rows.sort_values([*keys, PERIOD], kind="stable")
    rows = _once(rows, [*keys.values(), "period"], [*keys, PERIOD], record)
    if "tariff" in variables:
        require_one_unit(rows, roles[Role.tariff].column, list(keys), record)
    for name in set(_FLOWS) & set(variables):
        rows = of_each_period(rows, name, variables[name].column, list(keys), Frequency(frequency), record)
    excluded = totals_among(rows, list(keys), [f for f in _FLOWS if f in variables], record)
    for name in variables:
        if name != "tariff":
            warn_of_jumps(rows, name, list(keys), record)
    notes = [name for name in rows if name.endswith("_note") and not rows[name].ne("").any()]
    rows = rows.drop(columns=notes)
    found = TidyTable(rows, Frequency(frequency), variables, keys, exclude=excluded)
    found.label = "series_name" if meaning.label is not None else None
    if not keys:
        found.keys, found.constants = {"series": "series"}, {"series": series}
        record.facts["series"] = f"one, called {series}"
    else:
        record.facts["series"] = f"{len(rows[[*keys]].drop_duplicates())}, by {' × '.join(keys.values())}"
    if Role.tariff not in roles:
        found.constants["tariff"] = 0.0
        found.variables = {
            "tariff": TidyVariable("tariff", "Tariff", "fraction (none in this table)", False),
            **variables,
        }
    set_rules(found, record)
    return found


def _key_names(columns: list[str]) -> dict[str, str]:
    """Names for the settings → the file's columns."""
    found: dict[str, str] = {}
    for column in columns:
        name = re.sub(r"\W", "_", plain_words(column)).strip("_") or "series"
        name = f"key_{name}" if name[0].isdigit() else name
        taken = {*RESERVED, *VARIABLES.values(), "series_name"} - ({"sector"} if len(columns) == 1 else set())
        while name in found or name in taken:
            name = f"{name}_code"
        found[name] = column
    return found


def _variable(
    name: str, measured: Measured, labels: dict[str, str], rows: pd.DataFrame, record: IntakeRecord
) -> TidyVariable:
    label = labels.get(measured.column, "") or name.capitalize()
    values = rows[name]
    if name == "tariff":
        return _rate(measured, label, rows, record)
    unit = measured.unit or f"as in the file ({measured.column})"
    if not measured.unit:
        record.hints.append(f"No unit of {measured.column} is said: write it in place of “{unit}”.")
    negative = values < 0
    if negative.mean() > 0.1 or is_change(measured.column):
        why = "is a change, as its name says" if is_change(measured.column) else "is below 0 in many rows"
        record.doubts.append(f"{measured.column} {why}: it is taken as it stands, not in logarithms.")
        return TidyVariable(measured.column, label, unit, logged=False)
    if negative.any():
        rows[f"{name}_note"] = rows[f"{name}_note"].where(~negative, values.map("negative: {:g}".format))
        rows[name] = values.where(~negative)
        record.steps.append(
            f"{how_many(int(negative.sum()), 'value')} of {measured.column} below 0 (revisions?): "
            f"no logarithm, left out, kept in {name}_note"
        )
    zeros = int((values == 0).sum())
    if zeros:
        record.steps.append(
            f"{how_many(zeros, 'row')} with 0 in {measured.column}: no logarithm, left out and counted"
        )
        if zeros > 0.3 * len(values):
            record.doubts.append(
                f"{measured.column} is 0 in {100 * zeros / len(values):.0f} % of the rows: "
                "what is learned is about trade that goes on, not about trade that begins or ends."
            )
    return TidyVariable(measured.column, label, unit)


def _rate(measured: Measured, label: str, rows: pd.DataFrame, record: IntakeRecord) -> TidyVariable:
    values = rows["tariff"]
    scaled = values / 100 if measured.percent else values
    beyond = scaled.abs() > HIGHEST
    if beyond.any():
        record.faults.append(
            DataError(
                f"{measured.column} goes up to {measured.values.abs().max():g} in {int(beyond.sum())} rows: "
                + few_of(values.index[beyond].tolist(), lambda line: f"line {line}"),
                f"rates of at most {100 * HIGHEST:,.0f} %",
                "If the numbers are in per cent, give --written percent; if not, mend these cells.",
            )
        )
        rows["tariff"] = values.where(~beyond)
        scaled = scaled.where(~beyond)
    missing = 100 * float(values.isna().mean())
    if missing > 50:
        record.doubts.append(
            f"{measured.column} is missing in {missing:.0f} % of the rows: if each rate holds until the next "
            "one, write it in every row, as those without are left out."
        )
    low, high = scaled.min(), scaled.max()
    found = TidyVariable(
        measured.column, label, "percent" if measured.percent else "fraction", False, percent=measured.percent
    )
    if high > 1:
        found.largest = float(np.ceil(high * 2) / 2)
        record.doubts.append(
            f"Rates go up to {100 * high:.4g} %: “largest” lets them through, if they are meant."
        )
    if low < 0:
        found.smallest = float(np.floor(low * 20) / 20)
        record.doubts.append(
            f"Rates go down to {100 * low:.3g} % (refunds?): “smallest” lets them through, if they are meant."
        )
    record.facts.setdefault(
        "tariff", f"{measured.column}, {'in per cent' if measured.percent else 'a fraction'}"
    )
    if scaled.notna().any() and scaled.nunique() == 1:
        record.doubts.append("The tariff never moves in this table: what one does cannot be learned from it.")
    return found


def _once(rows: pd.DataFrame, named: list[str], by: list[str], record: IntakeRecord) -> pd.DataFrame:
    """One row a series and period; rows alike in all are one, others that are there again are a fault."""
    twice = rows.duplicated()
    if twice.any():
        record.steps.append(f"rows that are there twice, alike in all, were left out: {int(twice.sum())}")
    rows = rows[~twice]
    again = rows.duplicated(by)
    if again.any():
        record.faults.append(
            DataError(
                f"{how_many(int(again.sum()), 'row')} of a series and period that another row has already: "
                + few_of(rows.index[again].tolist(), lambda line: f"line {line}"),
                f"one row for each {' × '.join(named)}",
                "Give every column that makes a series (--sector COLUMN --sector COLUMN), or remove or add "
                "up these rows.",
            )
        )
    return rows[~again]
