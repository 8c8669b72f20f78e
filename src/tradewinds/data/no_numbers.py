"""What is said of cells that hold something else than numbers."""

import pandas as pd

from tradewinds.data.validation import place
from tradewinds.errors import DataError
from tradewinds.settings.data_table import TableSettings


def no_numbers(
    column: pd.Series, wrong: pd.Series, table: pd.DataFrame | None, settings: TableSettings, name: str
) -> DataError:
    """What is said of cells that hold something else than numbers; ``table``: where each row stands."""
    first = wrong.idxmax()
    kind = _no_number_kind(column, wrong)
    at = f"in row {first + 1}" if table is None else f"at {place(table.loc[first], settings.frequency)}"
    return DataError(
        f"table “{name}”: {column.name} is not a number in {int(wrong.sum())} of {len(column)} rows, "
        f"first {str(column[first])!r} {at}",
        "numbers such as 1234.5",
        kind or _AS_NUMBERS,
    )


_AS_NUMBERS = (
    "Remove thousands separators, units and notes; leave cells without a value empty, or write NA there."
)
_TRUTHS = {"true", "false"}


def _no_number_kind(column: pd.Series, wrong: pd.Series) -> str:
    """What to do about a column of truth values or dates; “” for one of numbers with something among them."""
    texts = column[wrong].astype("str").str.strip()
    if set(texts.str.lower()) <= _TRUTHS:
        return "These are truth values: write 1 and 0 if they count, or name the column that has the numbers."
    dates = pd.to_datetime(texts, errors="coerce", format="ISO8601")
    if wrong.sum() == column.notna().sum() and dates.notna().all():
        return f"These are dates: name another column (“column”) than {column.name}, one of numbers."
    return ""
