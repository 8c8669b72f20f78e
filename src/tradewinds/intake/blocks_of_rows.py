"""Names that stand once for a block of rows, as merged cells are exported: written in every row."""

from dataclasses import replace
from itertools import combinations

import pandas as pd

from tradewinds.intake.column_words import is_flag_column, is_unit_column
from tradewinds.intake.record import FileTable, IntakeRecord
from tradewinds.intake.times import names_times
from tradewinds.intake.written_numbers import is_counted

_FEWEST_EMPTY = 0.5
"""Share of empty cells from which on a column of names is one of blocks; below, a name is missing."""


def with_names_in_every_row(table: FileTable, record: IntakeRecord) -> FileTable:
    """Columns of names that are empty but in the first row of each block, filled from above.

    Only where the same periods are there again and again, and names tell these rows apart: the fewest columns
    that do are filled, so that a column of remarks is not.
    """
    frame = table.frame
    texts = frame.apply(
        lambda column: column.astype(object).where(column.notna(), "").astype(str).str.strip()
    )
    empty = texts.eq("")
    names = [
        c
        for c in frame
        if empty[c].mean() >= _FEWEST_EMPTY
        and not empty[c].iloc[0]
        and not (is_flag_column(c) or is_unit_column(c) or is_counted(frame[c]) or _times(texts[c]))
    ]
    times = [c for c in frame if c not in names and _times(texts[c])]
    rest = [c for c in frame if c not in names and c not in times and not is_counted(frame[c])]
    if not names or len(times) != 1 or not texts.duplicated([*times, *rest]).any():
        return table
    filled = frame[names].astype("str").where(~empty[names]).ffill()
    for count in range(1, len(names) + 1):
        for chosen in map(list, combinations(names, count)):
            told = pd.concat([texts[[*times, *rest]], filled[chosen]], axis=1)
            if not told.duplicated().any():
                said = ", ".join(map(str, chosen))
                record.steps.append(
                    f"names that stand once for a block of rows were written in every row: {said}"
                )
                return replace(table, frame=frame.assign(**{c: filled[c] for c in chosen}))
    return table


def _times(cells: pd.Series) -> bool:
    """Whether all cells that hold something name times."""
    held = cells[cells != ""]
    return bool(len(held)) and names_times(held)
