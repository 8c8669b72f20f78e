"""Cells of a user's file: which of them hold nothing, and which hold a number."""

import sys

import numpy as np
import pandas as pd

MISSING = ("", "na", "n/a", "#n/a", "n.a.", "nan", "null", "none", ".", "..", "...", "-", "–", "—", ":")
"""What stands for no number, whatever its case. In a column of names an empty cell alone is nothing: NA is
Namibia there."""
SPELLINGS = tuple(
    dict.fromkeys(spelling for mark in MISSING for spelling in (mark, mark.upper(), "NaN", "None"))
)
"""The same as a reader of CSV wants it, so that columns with such marks are read as numbers at once."""


def numbers(column: pd.Series) -> tuple[pd.Series, pd.Series]:
    """The column's numbers as float64, NaN where there is none, and which cells hold something else.

    Truth values and dates are no numbers, though pandas would count them, and complex ones have two parts.
    """
    kind = pd.api.types
    uncounted = kind.is_bool_dtype(column) or kind.is_complex_dtype(column)
    if kind.is_numeric_dtype(column) and not uncounted:
        found = pd.Series(column.to_numpy(dtype="float64", na_value=np.nan), index=column.index)
        return found, pd.Series(False, index=column.index)
    nothing = column.isna()
    if uncounted or kind.is_datetime64_any_dtype(column) or kind.is_timedelta64_dtype(column):
        return pd.Series(np.nan, index=column.index), ~nothing
    cells = column.astype(object).where(~nothing, None)
    counted = ~nothing & cells.map(_can_be_counted).astype(bool)
    texts = cells.where(counted, None).map(lambda cell: cell.strip() if isinstance(cell, str) else cell)
    nothing |= texts.map(lambda cell: isinstance(cell, str) and cell.lower() in MISSING).astype(bool)
    found = pd.to_numeric(texts.where(~nothing, None), errors="coerce").astype("float64")
    return found, found.isna() & ~nothing


def _can_be_counted(cell: object) -> bool:
    """Not what has two parts or is true or false, nor a whole number beyond every float."""
    if isinstance(cell, int) and not isinstance(cell, bool):
        return abs(cell) <= sys.float_info.max
    return not isinstance(cell, bool | np.bool_ | complex | np.complexfloating)


def trimmed_texts(column: pd.Series) -> pd.Series:
    """The column as texts without blanks around them, “” where a cell is empty.

    Whole numbers that a gap has made decimals (101.0) are whole again.
    """
    if pd.api.types.is_float_dtype(column):
        whole = column.isna() | (column % 1 == 0)  # infinity is no whole number
        column = column.astype("Int64") if whole.all() else column
    return column.astype("str").where(column.notna(), "").astype("str").str.strip()
