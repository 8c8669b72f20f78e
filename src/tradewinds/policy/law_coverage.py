"""Whom acts of law meet: rows of trade, and the share of each that an act covers."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from tradewinds.data.law_file import PART, WEIGHT, LawTables
from tradewinds.errors import ScenarioError
from tradewinds.settings.law import ActSettings, LawSettings


class LawRows(NamedTuple):
    """L rows: ``sector`` [L], the place of theirs, ``weight`` [L], their share of its trade, and text columns
    [L] that acts may name.
    """

    sector: np.ndarray
    weight: np.ndarray
    columns: pd.DataFrame

    def mean(self, values: np.ndarray, sectors: int) -> np.ndarray:
        """Of values [L] by sector [S]."""
        return np.bincount(self.sector, self.weight * values, minlength=sectors)


def law_rows(law: LawSettings, where: str, keys: pd.DataFrame, tables: LawTables) -> LawRows:
    """The rows that rates are set for: sectors, or trade of the base period within them."""
    columns = keys.astype(str).reset_index(drop=True)
    if tables.trade is None:
        return LawRows(np.arange(len(keys)), np.ones(len(keys)), columns)
    by = [name for name in columns if name in tables.trade and name not in ("label", WEIGHT)]
    if not by:
        known = ", ".join(map(str, columns))
        raise ScenarioError(
            f"scenario {where}: {law.trade} has no key of the sectors among {', '.join(tables.trade)}",
            f"a column as one of {known}", "Name it under law.trade_columns.",
        )  # fmt: skip
    place = columns[by].assign(place=np.arange(len(columns)))
    trade = place.merge(tables.trade, on=by, how="inner", sort=False)
    total = np.bincount(trade["place"], trade[WEIGHT], minlength=len(columns))
    if not (total > 0).all():
        lacking = columns.loc[total == 0, by].agg(" × ".join, axis=1)
        raise ScenarioError(
            f"scenario {where}: {law.trade} has no trade of {len(lacking)} of {len(columns)} sectors"
            f"{f' in {law.trade_period}' if law.trade_period else ''}, first {lacking.iloc[0]}",
            "trade of every sector in the base period", "Choose another law.trade_period, or exclude them.",
        )  # fmt: skip
    at = trade["place"].to_numpy()
    return LawRows(at, trade[WEIGHT].to_numpy() / total[at], trade.drop(columns=["place", WEIGHT]))


def coverage(
    law: LawSettings, where: str, keys: pd.DataFrame, rows: LawRows, tables: LawTables
) -> dict[str, np.ndarray]:
    """Act → the share [L] of every row that it meets."""
    found: dict[str, np.ndarray] = {}
    sectors = np.asarray(keys.index.astype(str))[rows.sector]
    for name, act in law.acts.items():
        about = f"scenario {where}, law.acts.{name}"
        met = _named(rows.columns, act.where, about, all)
        if act.exempt:
            met &= ~_named(rows.columns, act.exempt, f"{about}.exempt", any)
        share = found[act.amends] if act.amends else _shares(act, rows.columns, sectors, about)
        if act.listed:
            share = share * _listed(tables.listed[name], rows.columns, f"{about}.listed")
        found[name] = np.where(met, share, 0.0)
        if not found[name].any():
            raise ScenarioError(
                f"{about} meets nothing", "some trade that it names", "Look at what it names."
            )
    return found


def _named(columns: pd.DataFrame, members: Mapping[str, list[str]], about: str, how) -> np.ndarray:
    """Rows [L] with one of the values of ``all`` or ``any`` of the keys; all where nothing is named."""
    found = []
    for key, values in members.items():
        if key not in columns:
            known = ", ".join(name for name in columns if name != "label")
            raise ScenarioError(f"{about}: no key {key!r}", f"one of {known}", "Name it so.")
        unknown = sorted({*map(str, values)} - {*columns[key]})
        if unknown:
            few = ", ".join(sorted({*columns[key]})[:10])
            raise ScenarioError(f"{about}: no {key} {unknown[0]!r} in the data", f"some of {few} …")
        found.append(columns[key].isin([*map(str, values)]).to_numpy())
    if not found:
        return np.ones(len(columns), dtype=bool)
    return np.all(found, axis=0) if how is all else np.any(found, axis=0)


def _shares(act: ActSettings, columns: pd.DataFrame, sectors: np.ndarray, about: str) -> np.ndarray:
    """Share [L] that an act covers of rows it meets."""
    share = np.full(len(columns), act.covered)
    for value, one in act.shares.items():
        at = sectors == value
        by = [key for key in columns if key != "label" and (columns[key] == value).any()]
        if not at.any() and len(by) != 1:
            found = f"is a value of {' and of '.join(by)}" if by else "is no sector, nor a value of a key"
            raise ScenarioError(f"{about}.shares: {value!r} {found}", "a sector, or a value of one key")
        share[at if at.any() else (columns[by[0]] == value).to_numpy()] = one
    return share


def _listed(listed: pd.DataFrame, columns: pd.DataFrame, about: str) -> np.ndarray:
    by = [name for name in listed if name != PART]
    unknown = [name for name in by if name not in columns]
    if unknown:
        known = ", ".join(name for name in columns if name != "label")
        raise ScenarioError(f"{about}: no key {unknown[0]!r}", f"columns among {known}, and share")
    for name in by:
        values = {*columns[name]}
        unknown = sorted({*listed[name]} - values)
        if unknown:
            few = ", ".join(sorted(values)[:10])
            more = f", nor {len(unknown) - 1:,} more of the list" if len(unknown) > 1 else ""
            raise ScenarioError(
                f"{about}: no {name} {unknown[0]!r} in the data{more}",
                f"some of {few} …",
                "Mend the codes, or leave out of the list what is not traded in the base period.",
            )
    return columns[by].merge(listed, on=by, how="left")[PART].fillna(0.0).to_numpy()
