"""From acts of law to duties paid, in tables."""

import datetime as dt
from collections.abc import Callable

import pandas as pd

from tradewinds.report.names import Names
from tradewinds.report.page.blocks import Statement, Table
from tradewinds.report.page.columns import TableColumn, tabulated
from tradewinds.report.quantities import amount, counted, in_percent, with_its_error
from tradewinds.report.words import count, finite

_ROWS = 8
"""Sectors of the ladder."""
_STACKED = {"added": "added to it", "replaces": "in its place", "highest": "the higher of both"}


def law_table(names: Names, acts: pd.DataFrame, dates: str) -> Table:
    """One row an act, as ``policy.law.tabulate_acts`` has them; ``dates``: which day moves a rate."""
    one = names.one("sectors")
    columns: list[TableColumn] = [
        ("Act", lambda row: row.act),
        ("Authority", lambda row: row.authority or "–"),
        ("Announced", lambda row: _day(row.announced)),
        ("In force", lambda row: _day(row.in_force)),
        ("Collected later", lambda row: _day(row.collected if row.collected > row.in_force else "")),
        ("Rate", lambda row: in_percent(row.rate)),
        ("On what stands", lambda row: f"changes {row.amends}" if row.amends else _STACKED[row.stacking]),
        ("Trade it meets", lambda row: in_percent(row.covered)),
        ("Sectors", lambda row: counted(row.sectors)),
        (f"From {one}", lambda row: row.period.replace("-", "\u2011") or "after the path"),
    ]
    note = (
        f"The day on which an act is {dates.replace('_', ' ')} moves the rate, of its {one} for the share of "
        "days that are left. Trade: share of all sectors together, by weights that stay."
    )
    return tabulated("The schedule of law", acts, columns, note, texts=2)


def _day(text: str) -> str:
    """“6 Jul 2018”, which no line breaks; “–” for none."""
    return f"{dt.date.fromisoformat(text):%-d\xa0%b\xa0%Y}" if text else "–"


def ladder_table(
    names: Names, planned: pd.DataFrame, weights: pd.Series, stage: tuple[float, float] | None
) -> Table:
    """One row a sector that the law moves, the largest first, and all together, at the end of the path.

    ``planned``: as ``policy.scenario.plan`` has it; ``weights``: sector → size; ``stage``: points of duties
    paid for each point of the law with its error, None where it is not known.
    """
    last = planned[planned["period"] == planned["period"].max()].set_index("sector")
    weights = weights.reindex(last.index).fillna(0.0)
    weights = weights / weights.sum()
    rates = last[["baseline", "scenario"]]
    whole = (rates.T * weights).T.sum()
    moved = (rates["scenario"] - rates["baseline"]).abs() > 0
    order = weights[moved].sort_values(ascending=False, kind="stable").index[:_ROWS]
    rows = [("All sectors, weighted", 1.0, whole)]
    rows += [(names.sector(sector), weights[sector], rates.loc[sector]) for sector in order]

    def points(take: Callable[[pd.Series], float]) -> Callable[[tuple], Statement]:
        return lambda row: amount(take(row[2]), 3, factor=100.0, unit="%")

    def paid(row: tuple) -> Statement | str:
        if stage is None or not finite(stage[0]):
            return "not known"
        by_law = row[2]["scenario"] - row[2]["baseline"]
        return with_its_error(stage[0] * by_law, stage[1] * abs(by_law), True, 100.0, "percentage points")

    columns: list[TableColumn] = [
        ("Sector", lambda row: row[0]),
        ("Weight", lambda row: in_percent(row[1])),
        ("Without it, %", points(lambda rate: rate["baseline"])),
        ("By the law, %", points(lambda rate: rate["scenario"])),
        ("Change by law, points", points(lambda rate: rate["scenario"] - rate["baseline"])),
        ("Change of duties paid, points", paid),
    ]
    note = (
        f"{count(int(moved.sum()), 'sector')} of {len(rates):,} moved by the law, the largest shown. Duties "
        "paid follow the law as far as they did in these data (first stage)."
    )
    return tabulated("From the law to duties paid, at the end of the path", rows, columns, note)
