"""The table that is written, with what its settings say of it, and the rules for rows that are not used."""

from dataclasses import dataclass, field

import pandas as pd

from tradewinds.intake.period_length import PERIOD, period_numbers
from tradewinds.intake.record import IntakeRecord
from tradewinds.settings.data_table import Frequency

_SHORTEST = {Frequency.month: 24, Frequency.quarter: 12, Frequency.year: 6, Frequency.step: 24}
"""Rows that a series has at least to be learned from."""


@dataclass
class TidyVariable:
    """A column of the tidy table: the file's column, its unit, and what the settings say of it."""

    column: str
    label: str
    unit: str
    logged: bool = True
    percent: bool = False
    smallest: float = 0.0
    largest: float = 1.0


@dataclass
class TidyTable:
    """One row a series and period: keys, label, period, variables, their notes, and columns not used.

    keys: name → column; constants: columns that every row has alike, since the file lacks them.
    """

    rows: pd.DataFrame
    frequency: Frequency
    variables: dict[str, TidyVariable]
    keys: dict[str, str]
    constants: dict[str, str | float] = field(default_factory=dict)
    label: str | None = None
    exclude: dict[str, list[str]] = field(default_factory=dict)
    keep_gaps: bool = False
    shortest: int = 1


def set_rules(found: TidyTable, record: IntakeRecord) -> None:
    """Gaps, short series and late starts: what is done with them, counted."""
    rows, keys = found.rows, [key for key in found.keys if key in found.rows]
    for key, names in found.exclude.items():
        rows = rows[~rows[key].isin(names)]
    named = [name for name in found.variables if name in rows]
    empty = rows[named].isna().any(axis=1)
    for name in named:
        if found.variables[name].logged:
            empty |= rows[name] == 0
    whole = rows[~empty]
    groups = whole.groupby(keys)[PERIOD] if keys else None
    counts = groups.nunique() if groups is not None else pd.Series([whole[PERIOD].nunique()])
    first = groups.min() if groups is not None else pd.Series([whole[PERIOD].min()])
    late = first[first > rows[PERIOD].min()] if len(first) else first
    if len(late):
        record.steps.append(
            f"later than in {rows[PERIOD].min()} start {len(late)} of {len(first)} series, "
            f"the last in {late.max()}"
        )
    number = period_numbers(whole[PERIOD], found.frequency)
    ends = number.groupby([whole[key] for key in keys]) if keys else None
    last, start = (number.max(), number.min()) if ends is None else (ends.max(), ends.min())
    found.keep_gaps = bool(empty.any()) or bool(((last - start + 1) > counts).any())
    if empty.any():
        record.steps.append(
            f"without a number that is needed: {int(empty.sum())} of {len(rows)} rows, left out and counted"
        )
    least = _SHORTEST[found.frequency]
    short = int((counts < least).sum())
    if 0 < short < len(counts):
        found.shortest = least
        record.steps.append(
            f"with fewer than {least} rows: {short} of {len(counts)} series, left out and counted"
        )
    elif short:
        record.doubts.append(
            f"No series has more than {counts.max()} rows: little can be learned from so few."
        )
