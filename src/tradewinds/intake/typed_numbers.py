"""Numbers of files that have types: kept as numbers, so that no decimal mark has to be guessed for them."""

import pandas as pd


class TypedNumber(str):
    """A number of a workbook or of JSON as its text, among cells that are texts."""

    __slots__ = ()


def typed_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns with decimals that are typed as numbers, beside texts where there are some; others as texts."""
    return frame.apply(_typed) if len(frame.columns) else frame


def _typed(column: pd.Series) -> pd.Series:
    typed = column.map(lambda cell: isinstance(cell, TypedNumber)).astype(bool)
    if not any(not cell.lstrip("-").isdigit() for cell in column[typed]):
        return column.astype("str")
    cells = pd.Series(
        [float(cell) if number else cell for cell, number in zip(column, typed, strict=True)],
        index=column.index,
        dtype=object,
    )
    empty = ~typed & column.map(lambda cell: not str(cell).strip())
    return cells.where(~empty, None).astype(float) if (typed | empty).all() else cells
