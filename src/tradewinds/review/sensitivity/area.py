"""The area of the checks of the policy's effect, and how a table of theirs gets its statuses."""

import pandas as pd

from tradewinds.review.check import Area, Check

SENSITIVITY = Area("sensitivity")


def with_status(table: pd.DataFrame, check: Check, **more: float) -> pd.DataFrame:
    """The table with a column ``status``, how the check ends for each row; ``more`` is told to all rows."""
    found = [next(iter(check.review(row | more))) for row in table.to_dict("records")]
    return table.assign(status=pd.Series([str(one.status) for one in found], table.index, dtype="str"))
