"""What the columns of a table mean: the tariff and its unit, price, quantity, value, and what is a series."""

from dataclasses import dataclass, field

import pandas as pd

from tradewinds.errors import DataError
from tradewinds.intake.column_words import (
    Role,
    is_code_column,
    is_constant,
    is_flag_column,
    is_unit_column,
    role_of,
    trade_first,
    without_log,
)
from tradewinds.intake.duty_texts import duty_rates, is_duty_text, numbers_in_duties
from tradewinds.intake.measured import Measured, measured_column, out_of_logs
from tradewinds.intake.paid_rate import with_paid_rate
from tradewinds.intake.period_length import DAY, PERIOD
from tradewinds.intake.record import FileTable, IntakeRecord, OpenQuestion
from tradewinds.intake.series_keys import series_keys
from tradewinds.intake.unit_columns import apply_unit_columns
from tradewinds.intake.written_numbers import decimal_mark, is_counted

_PARTS = {"basis points": 100, "per mille": 10}
"""Unit of a rate → how many of it are one per cent."""
_SURELY = 0.3
"""Largest rate that is taken for a fraction where nothing is said: 0.5 may be half a per cent."""
WITHOUT_TARIFF = "none"
"""The answer for a table of trade on which no tariff ever was: a rate of nought."""


@dataclass
class Meaning:
    """roles: what is measured → its column; keys: columns that make a series; label: readable names."""

    roles: dict[Role, Measured] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    label: str | None = None
    others: list[str] = field(default_factory=list)
    """Columns of numbers that were not taken."""
    ratio: bool = False
    """Whether the tariff is duties ÷ value, computed here."""


def understood(table: FileTable, record: IntakeRecord) -> Meaning:
    """What the columns mean; a person is asked for the tariff where several or none look like one.

    Raises DataError where no number is left to explain, or columns that were named are not there.
    """
    table = FileTable(table.frame.drop(columns=DAY, errors="ignore"), table.units, table.labels)
    frame = table.frame
    asked = _asked(frame, record)
    texts = [c for c in frame if is_duty_text(frame[c]) and c not in record.options.sector]
    counted = [c for c in frame if c != PERIOD and c not in texts and _measures(table, c, asked.values())]
    written = [frame[c] for c in counted if not pd.api.types.is_numeric_dtype(frame[c])]
    mark = decimal_mark([*written, *(numbers_in_duties(frame[c]) for c in texts)], record)
    meaning = Meaning()
    chosen = _chosen(table, counted, texts, asked, record)
    for role, column in chosen.items():
        if column != WITHOUT_TARIFF or WITHOUT_TARIFF in frame:
            meaning.roles[role] = _measured(table, column, mark, column in texts, record)
    taken = [measured.column for measured in meaning.roles.values()]
    meaning.others = [c for c in counted if c not in taken]
    rest = [c for c in frame if c not in (PERIOD, *counted, *texts)]
    meaning.keys, meaning.label = series_keys(frame, rest, record)
    apply_unit_columns(frame, meaning.roles, meaning.keys, record)
    meaning.ratio = with_paid_rate(meaning.roles, record)
    tariff = meaning.roles.get(Role.tariff)
    if tariff is not None and not meaning.ratio and tariff.column not in texts:
        tariff.percent = _in_percent(tariff, record)
    return meaning


def _asked(frame: pd.DataFrame, record: IntakeRecord) -> dict[Role, str]:
    options = record.options
    named = {
        Role.tariff: options.tariff,
        Role.price: options.price,
        Role.quantity: options.quantity,
        Role.value: options.value,
    }
    found = {role: column for role, column in named.items() if column is not None}
    asked = [*found.values(), *options.sector]
    free = ", ".join(str(c) for c in frame if c != PERIOD)
    timed = [c for c in asked if c in record.timed]
    if timed:
        raise DataError(
            f"the column {timed[0]} names the periods",
            f"another one: {free}",
            "If others name them, give --period COLUMN too.",
        )
    absent = [c for c in asked if c not in frame and c != WITHOUT_TARIFF]
    if absent:
        raise DataError(
            f"no column {', '.join(absent)}", f"columns of the file: {free}", "Name one of these."
        )
    twice = [c for c in found.values() if c != WITHOUT_TARIFF and asked.count(c) > 1]
    if twice:
        raise DataError(
            f"the column {twice[0]} is named for two things", "one meaning a column", f"Choose from {free}."
        )
    return found


def _measures(table: FileTable, column: str, asked: object) -> bool:
    """Whether a column holds numbers that measure something, and are no codes."""
    cells = table.frame[column]
    if column in list(asked):  # type: ignore[call-overload]
        return True
    if not is_counted(cells) or is_flag_column(column) or is_unit_column(column):
        return False
    if role_of(column, table.labels.get(column, ""), table.units.get(column, "")) is not None and not _zeros(
        cells
    ):
        return True
    return not (is_code_column(column) or _zeros(cells) or is_constant(cells))


def _zeros(cells: pd.Series) -> bool:
    """Whether these are codes with leading zeros."""
    return not pd.api.types.is_numeric_dtype(cells) and bool(cells.astype(str).str.match(r"^0\d").any())


def _chosen(
    table: FileTable, counted: list[str], texts: list[str], asked: dict[Role, str], record: IntakeRecord
) -> dict[Role, str]:
    frame = table.frame
    free = [c for c in [*texts, *counted] if c not in asked.values()]
    said = {c: role_of(c, table.labels.get(c, ""), table.units.get(c, "")) for c in free}
    said |= {c: Role.tariff for c in texts if c not in asked.values()}
    found = dict(asked)
    for role in Role:
        candidates = trade_first([c for c in free if said[c] == role])
        if role in found or not candidates:
            continue
        if role == Role.tariff and len(candidates) > 1:
            question = OpenQuestion(
                "Several columns look like a tariff: which is the policy?",
                "--tariff",
                {c: _example(frame[c]) for c in candidates},
            )
            found[role] = record.answer(question, None, "")
        else:
            found[role] = candidates[0]
            if len(candidates) > 1:
                record.doubts.append(
                    f"Taken for the {role}: {candidates[0]}; also: {', '.join(candidates[1:])} (--{role})."
                )
    left = [c for c in free if c not in found.values() and said[c] is None]
    if Role.tariff not in found and not {Role.duties, Role.value} <= set(found):
        choices = {c: _example(frame[c]) for c in left} | {WITHOUT_TARIFF: "there is none in this table"}
        question = OpenQuestion("No column is called a tariff: which is it?", "--tariff", choices)
        found[Role.tariff] = record.answer(question, None, "")
    if not {Role.price, Role.quantity, Role.value} & set(found):
        left = [c for c in left if c not in found.values()]
        if not left:
            raise DataError("no column that a tariff may move", "a price, a quantity or a value",
                            "Say which it is: --price, --quantity or --value COLUMN.")  # fmt: skip
        found[Role.value] = left[0]
        record.doubts.append(
            f"What {left[0]} measures is not said: it is taken for a value (else --price, --quantity)."
        )
    return found


def _example(cells: pd.Series) -> str:
    return "such as " + ", ".join(map(str, cells.dropna().unique()[:3]))


def _measured(table: FileTable, column: str, mark: str, text: bool, record: IntakeRecord) -> Measured:
    if text:
        values, notes = duty_rates(table.frame[column], mark, column, record)
        return Measured(column, values, notes, "percent", percent=True)
    measured = measured_column(table, column, mark, record)
    label = table.labels.get(column, "")
    if without_log(column) or without_log(label):
        return out_of_logs(measured, role_of(column, label) == Role.tariff, record)
    return measured


def _in_percent(tariff: Measured, record: IntakeRecord) -> bool:
    """Whether a rate is in per cent: as is said, else as its numbers show, else as a person says."""
    if record.options.written:
        return record.options.written == "percent"
    if tariff.unit.lower().startswith("percent"):
        most = tariff.values.abs().max()
        if 0 < most < _SURELY:
            record.doubts.append(
                f"{tariff.column} is at most {most:.3g} and called per cent: if these are "
                "fractions, give --written fraction."
            )
        return True
    if tariff.unit in _PARTS:
        tariff.values = tariff.values / _PARTS[tariff.unit]
        record.steps.append(f"{tariff.column} was made per cent: {tariff.unit} ÷ {_PARTS[tariff.unit]}")
        return True
    if tariff.unit not in ("", "fraction"):
        record.doubts.append(f"The unit of {tariff.column} is “{tariff.unit}”: is it a rate?")
    known = tariff.values.dropna()
    known = known[known < 9000]
    if len(known) and set(known.unique()) == {0.0, 1.0}:
        record.facts["tariff"] = f"{tariff.column}, 0 or 1"
        record.doubts.append(
            f"{tariff.column} is 0 or 1, a switch and no rate: what five points more do cannot be read "
            "from it. Write the rate in its place, or ask what all of it does (scenario.size: 1)."
        )
        return False
    largest, above = (known.max(), float((known > 1).mean())) if len(known) else (0.0, 0.0)
    if largest > 3 or above > 0.2:
        record.facts["tariff"] = f"in per cent: up to {largest:g}"
        return True
    if largest <= _SURELY or (largest <= 1 and tariff.unit == "fraction"):
        if 0 < largest < 0.01 or tariff.unit not in ("", "fraction"):
            record.doubts.append(
                f"{tariff.column} is at most {largest:g}: taken for a fraction (else --written percent)."
            )
        return False
    question = OpenQuestion(
        f"{tariff.column} goes up to {largest:g}: is that {largest:g} %, or {100 * largest:g} %?",
        "--written",
        {"percent": f"{largest:g} means {largest:g} %", "fraction": f"{largest:g} means {100 * largest:g} %"},
    )
    likely = "fraction" if above < 0.02 else "percent"
    return record.answer(question, likely, f"{tariff.column} can be in per cent or a fraction") == "percent"
