"""What an update changed in a table: rows that were added, are gone or were revised, value by value."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from tradewinds.data.panel import ordinal
from tradewinds.settings.data_table import Frequency

ROW = ["sector", "period"]
CHANGED_COLUMNS = ("kind", "sector", "period", "variable", "old", "new", "change")
ADDED, GONE, REVISED = "added", "gone", "revised"
ARRIVED, TAKEN_BACK = "arrived", "withdrawn"
"""Of rows that both have: a number where there was none, and none where there was one."""
_ROUNDING = 1e-9
"""Relative difference below which two numbers are one, written otherwise."""


def changed_values(old: pd.DataFrame, new: pd.DataFrame, logs: dict[str, bool]) -> pd.DataFrame:
    """One row a value that is not the same in two tables of a panel; columns ``CHANGED_COLUMNS``.

    ``logs``: variable → whether it is in logs, so that its ``change`` is in per cent of the old value; that
    of others is in their own unit. Values of added rows, and those that arrived in a row that both have, have
    no ``old``; those of rows gone and those withdrawn have no ``new``; none of them has a change. What
    differs by less than 10⁻⁹ of itself is the same.
    """
    mine, theirs = old.set_index(ROW)[[*logs]], new.set_index(ROW)[[*logs]]
    rows = mine.index.union(theirs.index)
    before, after = rows.isin(mine.index), rows.isin(theirs.index)
    of_row = np.where(before & after, REVISED, np.where(after, ADDED, GONE))
    mine, theirs = mine.reindex(rows), theirs.reindex(rows)
    found = []
    for variable, in_logs in logs.items():
        one, other = mine[variable].to_numpy(float), theirs[variable].to_numpy(float)
        same = np.isclose(one, other, rtol=_ROUNDING, atol=0.0, equal_nan=True)
        came, went = np.isnan(one) & ~np.isnan(other), ~np.isnan(one) & np.isnan(other)
        kind = np.where(
            of_row == REVISED, np.where(came, ARRIVED, np.where(went, TAKEN_BACK, REVISED)), of_row
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            change = 100 * (other / one - 1) if in_logs else other - one
        table = pd.DataFrame(
            {"kind": kind, "variable": variable, "old": one, "new": other, "change": change}, index=rows
        )
        found.append(table[~(before & after & same)].reset_index())
    whole = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=list(CHANGED_COLUMNS))
    return whole[list(CHANGED_COLUMNS)]


def revisions_by(changed: pd.DataFrame, common: int, by: list[str]) -> pd.DataFrame:
    """Revised values by column or series: ``values`` revised, their ``share`` of ``common`` rows, ``median``
    and ``largest`` change by size (with its sign), and the ``sector`` and ``period`` of the largest.
    """
    revised = changed[changed["kind"] == REVISED]
    found: list[dict[str, Any]] = []
    for key, part in revised.groupby(by, sort=False):
        size = part["change"].abs()
        at = part.loc[size.idxmax()] if size.notna().any() else part.iloc[0]
        names = dict(zip(by, key if isinstance(key, tuple) else (key,), strict=True))
        numbers = {"values": len(part), "share": len(part) / max(common, 1), "median": size.median()}
        found.append(
            {**names, **numbers, "largest": at["change"], "at_sector": at["sector"], "at": at["period"]}
        )
    columns = [*by, "values", "share", "median", "largest", "at_sector", "at"]
    return pd.DataFrame(found, columns=columns)


class TableEnd(NamedTuple):
    """Where a table ends: its last period, and the sectors that end before it, with their last periods."""

    last: Any
    behind: pd.Series


class ChangedRows(NamedTuple):
    """Rows that both have, and those that one alone has."""

    common: int
    later: int
    """Added after the last period of the old table."""
    filled: int
    """Added before it: sectors that were late, or are new."""
    gone: int


def edge_of(table: pd.DataFrame) -> TableEnd:
    """Where a table ends; the sectors behind are named and dated, the longest behind first."""
    ends = table.groupby("sector")["period"].max()
    return TableEnd(ends.max(), ends[ends < ends.max()].sort_values(kind="stable"))


def changed_rows(old: pd.DataFrame, new: pd.DataFrame, frequency: Frequency) -> ChangedRows:
    """How many rows were added and are gone."""
    one, other = (pd.MultiIndex.from_frame(table[ROW]) for table in (old, new))
    added = new[~other.isin(one)]
    end = ordinal(old["period"].to_numpy(), frequency).max()
    later = int((ordinal(added["period"].to_numpy(), frequency) > end).sum())
    return ChangedRows(int(one.isin(other).sum()), later, len(added) - later, int((~one.isin(other)).sum()))
