"""A column of which it is known what it measures."""

import re
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from tradewinds.errors import DataError, few_of
from tradewinds.intake.column_words import size_of_unit, unit_of
from tradewinds.intake.record import FileTable, IntakeRecord
from tradewinds.intake.written_numbers import WrittenNumbers, numbers_of

_LARGEST_LOG_RATE = 2.4
"""ln(1 + 10): a rate of a thousand per cent."""
_IN_CELLS = ("kg", "tonnes", "USD", "EUR", "basis points")
"""Units that a column has where all of its cells have their word."""


@dataclass
class Measured:
    """A column with a meaning: its name in the file, numbers as written, and marks beside them."""

    column: str
    values: pd.Series
    notes: pd.Series
    unit: str = ""
    percent: bool = False
    """Of a rate: whether its numbers are in per cent."""


def measured_column(table: FileTable, column: str, mark: str, record: IntakeRecord) -> Measured:
    """The numbers of a column, with the unit that its name or all its cells have.

    Cells that are no numbers are missing, and doubted. Cells with several units, or per cent beside plain
    numbers, are a fault: the numbers would not be comparable.
    """
    cells = table.frame[column]
    unit = unit_of(column, table.units.get(column, ""), table.labels.get(column, ""))
    found = numbers_of(cells, mark)
    if found.strange.any():
        found = _by_its_own_mark(column, cells, mark, found, record)
    if found.strange.any():
        said = few_of(list(dict.fromkeys(found.notes[found.strange])), lambda note: f"“{note}”")
        record.doubts.append(
            f"{int(found.strange.sum())} cells of {column} are no numbers and taken for missing: {said}."
        )
    return Measured(column, found.values, found.notes, _unit_in_cells(column, cells, found, unit, record))


def out_of_logs(measured: Measured, rate: bool, record: IntakeRecord) -> Measured:
    """A column of natural logarithms as the numbers themselves; ln(1 + rate) as the rate, a fraction.

    Logarithms of a rate that are nowhere below zero, and small, are taken for those of one plus it.
    """
    logs = measured.values
    known = logs.dropna()
    plus = rate and len(known) > 0 and float(known.min()) >= 0 and float(known.max()) < _LARGEST_LOG_RATE
    with np.errstate(over="ignore"):
        values = np.expm1(logs) if plus else np.exp(logs)
    record.steps.append(
        f"logarithms were undone: {measured.column}, e to its power{' less one' if plus else ''}"
    )
    unit = "fraction" if plus else re.sub(r"^(ln|log)\w*$", "", measured.unit)
    return replace(measured, values=values.where(np.isfinite(values)), unit=unit)


def _by_its_own_mark(
    column: str, cells: pd.Series, mark: str, found: WrittenNumbers, record: IntakeRecord
) -> WrittenNumbers:
    """The numbers of a column that are all numbers under the other decimal mark alone."""
    other = "." if mark == "," else ","
    read = numbers_of(cells, other)
    if read.strange.any():
        return found
    shown = cells[found.strange].iloc[0]
    said = {",": "comma", ".": "point"}
    record.doubts.append(
        f"{column} has a {said[other]} before decimals, as in “{shown}”, and other columns a {said[mark]}: "
        "each is read by its own."
    )
    return read


def _unit_in_cells(
    column: str, cells: pd.Series, found: WrittenNumbers, unit: str, record: IntakeRecord
) -> str:
    there = found.values.notna() & (found.values != 0)
    words = found.words.where(found.values.notna(), "")
    signed = there & cells.astype("str").str.contains("%", regex=False, na=False)
    if words.ne("").any():
        one = words[there].unique()
        if len(one) == 1 and unit_of("", one[0]) in _IN_CELLS and not unit:
            return unit_of("", one[0])
        _refuse(column, "a word after the number that may be its size or unit", words.ne(""), cells, record)
    if found.sized.any():
        if size_of_unit(unit) != 1:
            _refuse(column, f"a word of size, and the column is in {unit}", found.sized, cells, record)
        record.steps.append(f"words of size in {column} were multiplied out: {int(found.sized.sum())} cells")
        if (there & ~found.sized).any():
            record.doubts.append(
                f"{int((there & ~found.sized).sum())} cells of {column} have no word of size, others have: "
                "they are taken as they stand."
            )
    if signed.any():
        if (there & ~signed).any():
            _refuse(column, "no per cent sign, others have one", there & ~signed, cells, record)
        return "percent"
    return unit


def _refuse(column: str, what: str, where: pd.Series, cells: pd.Series, record: IntakeRecord) -> None:
    places = cells[where]
    record.faults.append(
        DataError(
            f"{len(places)} cells of {column} have {what}: "
            + few_of(list(places.items()), lambda one: f"line {one[0]} “{one[1]}”"),
            "numbers of one unit in a column",
            "Write all of them in one unit, and the unit into the column's name.",
        )
    )
