"""What of a user's file is not in the panel: rows, sectors, and their share of what is measured."""

import numpy as np
import pandas as pd

from tradewinds.data.cells import numbers
from tradewinds.settings.data_table import TableSettings
from tradewinds.settings.data_variable import VariableScale

EXCLUDED = "excluded"
OUTSIDE_SPAN = "before start or after end"
NO_VALUE = "without a value"
SHORT = "shorter than shortest"
NOT_ASKED = "trained on, and not asked about"
PUBLISHED_LATER = "published after as_of"
REPLACED = "replaced by a later figure"
WITHDRAWN = "withdrawn"
_COLUMNS = {
    "reason": "str",
    "rows": "int64",
    "of_rows": "int64",
    "sectors": "int64",
    "of_sectors": "int64",
    "variable": "str",
    "share": "float64",
}
_COUNTED = ("rows", "of_rows", "sectors", "of_sectors", "lost", "total")


class Ledger:
    """Rows as they are left out, one reason after another.

    Shares of what is excluded and of what lies before ``start`` or after ``end`` are of the whole file; those
    of rows without a value and of short sectors are of what the settings then describe.
    """

    def __init__(self, raw: pd.DataFrame, identified: pd.DataFrame, settings: TableSettings) -> None:
        """``identified``: ``sector`` of every row of ``raw``."""
        columns = {
            name: numbers(raw[described.column or name])
            for name, described in settings.variables.items()
            if described.scale == VariableScale.log
        }
        sized = pd.DataFrame({name: found for name, (found, _) in columns.items()}, index=raw.index)
        self._unread = pd.DataFrame({name: wrong for name, (_, wrong) in columns.items()}, index=raw.index)
        # what cannot be in logs is no size either: it is said where the table is checked, if it is kept
        self._sizes = sized.where(np.isfinite(sized) & (sized > 0), 0.0)
        self._sector = identified["sector"]
        self._of = self._sector.index
        self._entries: list[dict] = []

    def described(self, kept: pd.Index) -> None:
        """From here on shares are of these rows."""
        self._of = kept

    def enter(self, reason: str, before: pd.Index, after: pd.Index) -> None:
        """Rows ``before`` that are not among those ``after`` are left out for this reason."""
        gone = before.difference(after, sort=False)
        sector = self._sector
        entry = {
            "reason": reason,
            "rows": len(gone),
            "of_rows": len(self._of),
            "sectors": sector[before].nunique() - sector[after].nunique(),
            "of_sectors": sector[self._of].nunique(),
        }
        total, lost = self._sizes.loc[self._of].sum(), self._sizes.loc[gone].sum()
        unread = self._unread.loc[gone].any()
        for name in list(self._sizes) or [""]:
            sums = (lost[name], total[name]) if name else (np.nan, np.nan)
            unknown = bool(unread[name]) if name else True
            self._entries.append(
                {**entry, "variable": name, "lost": sums[0], "total": sums[1], "unknown": unknown}
            )

    def set_aside(self, reason: str, rows: int, of_rows: int) -> None:
        """Rows of the file that did not hold on the day asked about: earlier and later figures of others."""
        self._entries.append(
            {"reason": reason, "rows": rows, "of_rows": of_rows, "sectors": 0, "of_sectors": 0}
            | {"variable": "", "lost": np.nan, "total": np.nan, "unknown": True}
        )

    def table(self) -> pd.DataFrame:
        """One row a reason and variable in logs; empty where nothing is left out.

        Columns reason, rows, of_rows, sectors (that have no row any more), of_sectors, variable and share (of
        its total; NaN where cells left out hold no number).
        """
        return _told(self.entries)

    @property
    def entries(self) -> pd.DataFrame:
        """As ``table``, of every reason that was looked at, with the sums that shares are made of."""
        return pd.DataFrame(self._entries, columns=[*_COUNTED, "reason", "variable", "unknown"])


def left_out_of_all(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """``Ledger.table`` of a file from the ``entries`` of parts of it that share no sector."""
    every = pd.concat(parts, ignore_index=True)
    sums = every.groupby(["reason", "variable"], sort=False)
    return _told(sums[list(_COUNTED)].sum(min_count=1).join(sums["unknown"].any()).reset_index())


def _told(entries: pd.DataFrame) -> pd.DataFrame:
    known = (entries["total"] > 0) & ~entries["unknown"].astype(bool)
    found = entries.assign(share=(entries["lost"] / entries["total"]).where(known))
    return found.loc[entries["rows"] > 0, list(_COLUMNS)].reset_index(drop=True).astype(_COLUMNS)


def nothing_left_out() -> pd.DataFrame:
    """As ``Ledger.table`` of a table that is whole."""
    return pd.DataFrame(columns=list(_COLUMNS)).astype(_COLUMNS)
