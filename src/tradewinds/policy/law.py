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

import numpy as np
import pandas as pd

from tradewinds.data.law_file import LawTables
from tradewinds.data.panel import ordinal, period_at, period_label
from tradewinds.data.periods import parse_period
from tradewinds.errors import ScenarioError
from tradewinds.policy.law_coverage import coverage, law_rows
from tradewinds.settings.data_table import Frequency
from tradewinds.settings.law import ActSettings, LawSettings, Stacking, Standing

ACT_COLUMNS = ("act", "authority", "announced", "in_force", "collected", "rate", "stacking", "amends",
               "sectors", "covered", "period")  # fmt: skip


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


def _day(act: ActSettings, law: LawSettings) -> int:
    """Days since 1970-01-01 from which it moves a rate."""
    return (dt.date.fromisoformat(act.day(law.dates)) - dt.date(1970, 1, 1)).days


def _text(day: int) -> str:
    return str(np.datetime64(int(day), "D"))
