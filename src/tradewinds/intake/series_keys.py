"""Which columns name a series, and which only say more of it."""

import numpy as np
import pandas as pd

from tradewinds.intake.column_words import is_code_column, is_flag_column
from tradewinds.intake.period_length import PERIOD
from tradewinds.intake.record import IntakeRecord


def series_keys(frame: pd.DataFrame, rest: list[str], record: IntakeRecord) -> tuple[list[str], str | None]:
    """The fewest columns that, with the period, name a row; and a column of readable names for them.

    Columns that are the same in every row, or that follow from another, are none.
    """
    texts = frame[rest].astype("str").apply(lambda column: column.str.strip())
    rest = [c for c in rest if not is_flag_column(c)]
    asked = list(record.options.sector)
    if asked:
        return asked, _label(frame, asked, [c for c in rest if c not in asked])
    varied = [c for c in rest if texts[c].nunique() > 1]
    constant = [c for c in rest if texts[c].nunique() == 1]
    if constant:
        record.facts["the same in every row"] = ", ".join(
            f"{c} = {texts[c].iloc[0]}"[:50] for c in constant[:8]
        )
    named = [c for c in varied if not _follows(texts, c, varied)]
    keys = list(named)
    for column in sorted(named, key=lambda c: (is_code_column(c), -named.index(c))):
        fewer = [c for c in keys if c != column]
        if not frame.duplicated([*fewer, PERIOD]).any() and (fewer or frame[PERIOD].is_unique):
            keys = fewer
    return keys, _label(frame, keys, [c for c in varied if c not in keys])


def _follows(texts: pd.DataFrame, column: str, varied: list[str]) -> bool:
    """Whether another column says all that this one does: a name beside its code, a group beside members."""
    for other in varied:
        if other == column or (texts.groupby(other)[column].nunique() > 1).any():
            continue
        both = not (texts.groupby(column)[other].nunique() > 1).any()
        if not both or _preferred(texts, other, varied) < _preferred(texts, column, varied):
            return True
    return False


def _preferred(texts: pd.DataFrame, column: str, varied: list[str]) -> tuple[bool, float, int]:
    return not is_code_column(column), float(texts[column].str.len().mean()), varied.index(column)


def _label(frame: pd.DataFrame, keys: list[str], others: list[str]) -> str | None:
    """A column of longer texts that goes with a key one to one."""
    for key in keys:
        pairs = {c: frame[[key, c]].drop_duplicates() for c in others}
        for column, pair in pairs.items():
            longer = np.mean(frame[column].astype(str).str.len()) > np.mean(frame[key].astype(str).str.len())
            if longer and pair[key].is_unique and pair[column].is_unique:
                return column
    return None
