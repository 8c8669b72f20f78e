"""From acts of law to statutory rates: one for each sector and period, with weights that stay.

A row ℓ is a sector, or trade of a base period within one (an origin, a product). On a day, z of the row is
what stands and, act by act in the order of the list, with c the share of the row that an act of rate r meets,

    z ← z + c r                          added
    z ← (1 − c) z + c r                  in place of what stands
    z ← (1 − c) z + c max(z, r)          the highest

What an amendment changes is the rate of the act it amends, from its own day on, where it applies; of several
that which began last holds. With a rate of zero c is zero, and what stood before the act stands again. The
rate of a sector is Σ w[ℓ] z[ℓ], w its rows' shares of its trade in the base period; that of a period the mean
of its days. Since weights stay, the rate moves by law alone, whatever is bought.
"""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from tradewinds.data.law_file import PART, WEIGHT, LawTables
from tradewinds.data.panel import ordinal, period_at, period_label
from tradewinds.data.periods import parse_period
from tradewinds.errors import ScenarioError
from tradewinds.settings.data import Frequency
from tradewinds.settings.law import ActSettings, LawSettings, Stacking, Standing

ACT_COLUMNS = ("act", "authority", "announced", "in_force", "collected", "rate", "stacking", "amends",
               "sectors", "covered", "period")  # fmt: skip


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


def statutory_rates(
    law: LawSettings, where: str, keys: pd.DataFrame, last: np.ndarray, periods: np.ndarray,
    frequency: Frequency, tables: LawTables,
) -> np.ndarray:  # fmt: skip
    """Rates [H, S]. ``keys``: a row a sector; ``last`` [S]: rates that stand; ``periods`` [H] of the path;
    ``where``: what errors call the path.

    Raises ScenarioError for what the data or the files do not hold, for an act in force before the path
    begins where rates that stand hold it already, and for a schedule that moves nothing.
    """
    rows = law_rows(law, where, keys, tables)
    edges = _edges(law, where, periods, frequency)
    starts = {name: _day(act, law) for name, act in law.acts.items()}
    _require_moves(law, where, starts, edges)
    covered = coverage(law, where, keys, rows, tables)
    base = last[rows.sector] if law.upon == Standing.last_rate else np.zeros(len(rows.sector))
    days = sorted({edges[0], *(day for day in starts.values() if edges[0] < day < edges[-1]), edges[-1]})
    rates = np.zeros((len(periods), len(last)))
    for begin, end in zip(days, days[1:], strict=False):
        now = rows.mean(_stacked(law, base, covered, starts, begin), len(last))
        within = (np.minimum(edges[1:], end) - np.maximum(edges[:-1], begin)).clip(0)
        rates += (within / np.diff(edges))[:, None] * now
    return rates


def tabulate_acts(
    law: LawSettings, where: str, keys: pd.DataFrame, weights: np.ndarray, periods: np.ndarray,
    frequency: Frequency, tables: LawTables,
) -> pd.DataFrame:  # fmt: skip
    """Columns ``ACT_COLUMNS``, one row an act: what it says, how many ``sectors`` it meets, the share of all
    trade that is ``covered`` (sectors weighed by ``weights`` [S]), and the ``period`` of the path in which it
    first moves a rate, empty for one that the path does not reach. Raises as ``statutory_rates``.
    """
    rows, edges = law_rows(law, where, keys, tables), _edges(law, where, periods, frequency)
    found = []
    for name, share in coverage(law, where, keys, rows, tables).items():
        act, day = law.acts[name], _day(law.acts[name], law)
        at = int(np.searchsorted(edges, day, side="right")) - 1
        period = period_label(periods[max(at, 0)], frequency) if at < len(periods) else ""
        days = (act.announced or "", act.in_force, act.collected or act.in_force)
        said = (name, act.authority, *days, act.rate, str(act.stacking), act.amends)
        met = rows.mean(share, len(keys))
        found.append((*said, int((met > 0).sum()), float(met @ weights / weights.sum()), period))
    return pd.DataFrame(found, columns=list(ACT_COLUMNS))


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


def _stacked(
    law: LawSettings, base: np.ndarray, covered: Mapping[str, np.ndarray], starts: Mapping[str, int], day: int
) -> np.ndarray:
    """The rates [L] that stand on a day."""
    rates = base
    for name, act in law.acts.items():
        if act.amends or starts[name] > day:
            continue
        own, ended = _amended(law, base, covered, starts, name, day)
        share = np.where(ended, 0.0, covered[name])
        if act.stacking == Stacking.added:
            rates = rates + share * own
        else:
            new = own if act.stacking == Stacking.replaces else np.maximum(rates, own)
            rates = (1 - share) * rates + share * new
    return rates


def _amended(
    law: LawSettings, base: np.ndarray, covered: Mapping[str, np.ndarray], starts: Mapping[str, int],
    name: str, day: int,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """The rate [L] of an act as amendments of it, and of these, have left it on a day, in the order in which
    they began; and whether [L] it is ended.
    """
    line = {name: law.acts[name]}
    for later, other in law.acts.items():
        if other.amends in line and starts[later] <= day:
            line[later] = other
    own, ended = np.full(len(base), law.acts[name].rate), np.zeros(len(base), dtype=bool)
    for later in sorted([*line][1:], key=starts.__getitem__):
        met = covered[later] > 0
        own, ended = np.where(met, line[later].rate, own), np.where(met, line[later].rate == 0, ended)
    return own, ended


def _edges(law: LawSettings, where: str, periods: np.ndarray, frequency: Frequency) -> np.ndarray:
    """Days [H + 1] on which the law's periods begin, the last one's end among them."""
    if frequency == Frequency.step:
        raise ScenarioError(
            f"scenario {where}: periods without a calendar",
            "months, quarters or years, on which acts have their days",
            "Write the path with another shape.",
        )
    first = ordinal(periods[:1], frequency)[0]
    if law.first is not None:
        first = ordinal(np.array([parse_period(law.first, frequency, "law.first")]), frequency)[0]
    starts = period_at(first + np.arange(len(periods) + 1), frequency)
    return starts.astype("datetime64[D]").astype(np.int64)


def _require_moves(law: LawSettings, where: str, starts: Mapping[str, int], edges: np.ndarray) -> None:
    early = [name for name, day in starts.items() if day < edges[0]]
    if early and law.upon == Standing.last_rate:
        raise ScenarioError(
            f"scenario {where}: the act {early[0]} began on {_text(starts[early[0]])}, before the path does "
            f"({_text(edges[0])})",
            "acts that begin with the path or later: the last rates hold the others already",
            "Leave it out; or set law.upon=nothing, or law.first to the schedule's own first period.",
        )
    if all(day >= edges[-1] for day in starts.values()):
        raise ScenarioError(
            f"scenario {where}: no act begins before the path ends on {_text(edges[-1])}",
            "an act that moves a rate",
            "Lengthen scenario.periods, or set law.first to the schedule's own first period.",
        )


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
            raise ScenarioError(
                f"{about}: no {name} {unknown[0]!r} in the data, nor {len(unknown) - 1:,} more of the list"
                if len(unknown) > 1
                else f"{about}: no {name} {unknown[0]!r} in the data",
                f"some of {few} …",
                "Mend the codes, or leave out of the list what is not traded in the base period.",
            )
    return columns[by].merge(listed, on=by, how="left")[PART].fillna(0.0).to_numpy()


def _day(act: ActSettings, law: LawSettings) -> int:
    """Days since 1970-01-01 from which it moves a rate."""
    return (dt.date.fromisoformat(act.day(law.dates)) - dt.date(1970, 1, 1)).days


def _text(day: int) -> str:
    return str(np.datetime64(int(day), "D"))
