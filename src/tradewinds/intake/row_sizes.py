"""Columns that say the size of the number beside them, row by row: powers of ten, thousands, millions."""

import re

import numpy as np
import pandas as pd

from tradewinds.intake.column_words import plain_words
from tradewinds.intake.record import IntakeRecord
from tradewinds.intake.typed_numbers import TypedNumber
from tradewinds.intake.written_numbers import numbers_of

_WORDS = {
    "": 0, "unit": 0, "ten": 1, "hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12,
}  # fmt: skip
"""A word of size → its power of ten."""


def size_columns(frame: pd.DataFrame) -> list[str]:
    """Columns of sizes: SDMX's powers of ten and Statistics Canada's words for them."""
    named = {c: plain_words(c) for c in frame}
    return [c for c, words in named.items() if words in ("unit_mult", "scalar_factor")]


def multiplied_out(frame: pd.DataFrame, counted: str, record: IntakeRecord) -> pd.DataFrame | None:
    """The rows with the numbers of one column times their sizes, without the columns of sizes.

    None where a size or a number cannot be read.
    """
    columns = size_columns(frame)
    powers = [_powers(frame[column]) for column in columns]
    rest = frame.drop(columns=[*columns, *(c for c in frame if plain_words(c) == "scalar_id")])
    if any(power.isna().any() for power in powers):
        return None
    power = next((one for one in powers if one.any()), None)
    if power is None:
        return rest
    found = numbers_of(frame[counted], ".")
    if found.strange.any():
        return None
    larger = found.values.notna() & (power != 0)
    values = found.values * 10.0**power
    cells = [
        TypedNumber(repr(float(value))) if moved else cell
        for cell, value, moved in zip(frame[counted], values, larger, strict=True)
    ]
    record.steps.append(f"{columns[0]} was multiplied out: {int(larger.sum())} cells of {counted}")
    return rest.assign(**{counted: pd.Series(cells, index=frame.index, dtype=object)})


def _powers(column: pd.Series) -> pd.Series:
    """The power of ten that each cell says, NaN where it says none that is known."""
    cells = column.fillna("").astype(str).str.strip().str.lower()

    def power(cell: str) -> float:
        if re.fullmatch(r"-?\d{1,2}(\.0)?", cell):
            return float(cell)
        return float(_WORDS.get(cell.rstrip("s"), np.nan))

    return cells.map(power).astype(float)
