"""Which of a file's rows a table keeps: those asked for, with values, of series that are long enough."""

import logging
from typing import NamedTuple

import pandas as pd

from tradewinds.data.identified import LabelsOfAll
from tradewinds.data.left_out import EXCLUDED, NO_VALUE, OUTSIDE_SPAN, SHORT, Ledger
from tradewinds.data.periods import parse_period
from tradewinds.errors import DataError
from tradewinds.settings.data_table import TableSettings
from tradewinds.settings.data_variable import VariableScale

_log = logging.getLogger(__name__)


class WholeFile(NamedTuple):
    """What a part of a file has to know of the rest of it: values of each key, what labels depend on, and all
    periods.
    """

    values: dict[str, set[str]]
    labels: LabelsOfAll
    periods: frozenset


def kept_rows(
    table: pd.DataFrame, settings: TableSettings, name: str, ledger: Ledger, of: WholeFile | None
) -> pd.DataFrame:
    """The rows that ``exclude``, ``start`` and ``end`` leave."""
    keep = pd.Series(True, index=table.index)
    for key, values in settings.exclude.items():
        unknown = sorted(set(values) - (set(table[key]) if of is None else of.values[key]))
        if unknown and len(table):
            raise DataError(
                f"data.tables.{name}.exclude.{key} = {', '.join(unknown)}",
                f"values of {key}, such as {', '.join(sorted(set(table[key]))[:5])}",
                "Remove it from the list.",
            )
        keep &= ~table[key].isin(values)
    included = table.index[keep]
    ledger.enter(EXCLUDED, table.index, included)
    if settings.start is not None:
        keep &= table["period"] >= parse_period(
            settings.start, settings.frequency, f"data.tables.{name}.start"
        )
    if settings.end is not None:
        keep &= table["period"] <= parse_period(
            settings.end, settings.frequency, f"data.tables.{name}.end", last=True
        )
    ledger.enter(OUTSIDE_SPAN, included, table.index[keep])
    ledger.described(table.index[keep])
    return table[keep].copy()


def without_gaps(table: pd.DataFrame, settings: TableSettings, name: str, ledger: Ledger) -> pd.DataFrame:
    """The rows that have every variable; 0 is no value where logarithms are taken."""
    missing = pd.Series(False, index=table.index)
    for variable, described in settings.variables.items():
        missing |= table[variable].isna()
        if described.scale == VariableScale.log:
            missing |= table[variable] == 0
    if missing.any():
        _log.warning("table “%s”: %d of %d rows have no value: left out", name, missing.sum(), len(table))
    ledger.enter(NO_VALUE, table.index, table.index[~missing])
    return table[~missing]


def long_enough(table: pd.DataFrame, settings: TableSettings, name: str, ledger: Ledger) -> pd.DataFrame:
    """The sectors with at least ``shortest`` rows."""
    rows = table["sector"].value_counts()
    short = rows.index[rows < settings.shortest]
    if len(short):
        _log.warning(
            "table “%s”: %d of %d sectors have fewer than %d rows: left out",
            name, len(short), len(rows), settings.shortest,
        )  # fmt: skip
    long = table[~table["sector"].isin(short)]
    ledger.enter(SHORT, table.index, long.index)
    return long
