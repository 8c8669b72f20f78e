"""A series without the jumps that only its administration made."""

import numpy as np
import pandas as pd

from tradewinds.data.mapped_rows import WholeFile
from tradewinds.data.periods import parse_period
from tradewinds.data.smoothing import jumps, without_jumps
from tradewinds.errors import DataError
from tradewinds.settings.data_table import TableSettings
from tradewinds.settings.data_variable import VariableSettings


def divisor_column(column: str) -> str:
    """Name of a helper column that no variable can have."""
    return f"{column} (divisor)"


def smoothed_series(
    table: pd.DataFrame,
    variable: str,
    described: VariableSettings,
    settings: TableSettings,
    name: str,
    of: WholeFile | None,
) -> pd.Series:
    """The variable, sector by sector, without the jumps of its divisor (or of its own).

    A series per head falls where the count of heads is raised: the divisor's jump enters with the
    other sign, and what the economy did in that period stays in.
    """
    key = f"data.tables.{name}.variables.{variable}.smooth"
    at = [parse_period(text, settings.frequency, key) for text in described.smooth]
    known = set(table["period"]) if of is None else of.periods
    outside = [text for text, period in zip(described.smooth, at, strict=True) if period not in known]
    if outside:
        raise DataError(f"{key} = {', '.join(outside)}", "periods of the table", "Remove them from the list.")
    measured, sign = (divisor_column(described.divided_by), -1) if described.divided_by else (variable, 1)

    if not (table[measured] > 0).all():
        raise DataError(
            f"table “{name}”: {described.divided_by} has values that are missing or not above 0",
            "a positive number in every row, since jumps are measured in it",
            f"Mend them, or remove data.tables.{name}.variables.{variable}.smooth.",
        )

    def smooth(sector: pd.DataFrame) -> pd.Series:
        where = np.flatnonzero(sector["period"].isin(at).to_numpy())
        jump = sign * jumps(sector[measured].to_numpy(), where)
        return pd.Series(without_jumps(sector[variable].to_numpy(), jump), index=sector.index)

    return pd.concat([smooth(sector) for _, sector in table.groupby("sector")]).loc[table.index]
