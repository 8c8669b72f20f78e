"""An older and a newer state: which values changed, and how much of the answer's change that explains."""

import math
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from tradewinds.data.changed_values import (
    CHANGED_COLUMNS,
    ChangedRows,
    TableEnd,
    changed_rows,
    changed_values,
    edge_of,
)
from tradewinds.data.panel import period_label
from tradewinds.evaluation.scatter import EFFECT_OVER_SEEDS
from tradewinds.normal import WIDTH_90
from tradewinds.policy.attribution import ATTRIBUTED_COLUMNS, EstimateSide, attributed_change
from tradewinds.policy.change_band import change_band
from tradewinds.policy.effect_verdict import ANSWER
from tradewinds.policy.posed_effect import weighted_of
from tradewinds.report.compare.inputs import ComparedVerdict, CompareInputs
from tradewinds.report.experiment.inputs import ReportInputs
from tradewinds.review.rules import ERRORS
from tradewinds.settings.data import DataSettings
from tradewinds.settings.data_table import Frequency
from tradewinds.settings.scenario import ScenarioSettings
from tradewinds.settings.verdict import VerdictSettings


class TableEdges(NamedTuple):
    """Rows of a table that changed, and where it ends before and after."""

    rows: ChangedRows
    old: TableEnd
    new: TableEnd


class CarriedSeries(NamedTuple):
    """Series that one of two choices alone has: ranked lower or gone, ranked higher or new."""

    no_longer: list[str]
    newly: list[str]


class DifferenceInputs(CompareInputs):
    """As ``CompareInputs``; a is the older, b the newer.

    ``planned`` has their paths, ``answers`` the convergence of the fits that answer.
    """

    @cached_property
    def values(self) -> dict[str, pd.DataFrame]:
        """Table → as ``changed_values``, of the variables that both have; of series as ``carried``."""
        found = {}
        for table in self.a.every("panels"):
            if self.b.one("panels", table) is not None:
                old, new = self._beside(table)
                known = [one for one in self.a.names.variables(table) if one.name in old and one.name in new]
                found[table] = changed_values(old, new, {one.name: one.log for one in known})
        return found

    @cached_property
    def carried(self) -> dict[str, CarriedSeries]:
        """Table → series that the choice of ``most_series`` no longer carries and newly carries.

        Only where either side chooses: there a series that one alone has is not one whose rows came or went.
        """
        found = {}
        for table, old in self.a.every("panels").items():
            new = self.b.one("panels", table)
            if new is not None and any(self._chooses(side, table) for side in (0, 1)):
                one, other = set(old["sector"]), set(new["sector"])
                found[table] = CarriedSeries(sorted(one - other), sorted(other - one))
        return found

    def _chooses(self, side: int, table: str) -> bool:
        described = self.asked["experiments"][side]["data"]["tables"].get(table, {})
        return described.get("most_series") is not None

    def _beside(self, table: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        """A table of both; of series that were chosen, those that both carry."""
        old, new = (side.one("panels", table) for side in self.both)
        if table not in self.carried or not set(old["sector"]) & set(new["sector"]):
            return old, new
        return old[old["sector"].isin(new["sector"])], new[new["sector"].isin(old["sector"])]

    def all_values(self) -> pd.DataFrame:
        """Every value that changed, columns table and ``CHANGED_COLUMNS``; periods as texts."""
        found = [
            part.assign(
                table=table,
                period=[
                    period_label(one, Frequency(self.a.names.frequency(table))) for one in part["period"]
                ],
            )
            for table, part in self.values.items()
        ]
        columns = ["table", *CHANGED_COLUMNS]
        return pd.concat(found, ignore_index=True)[columns] if found else pd.DataFrame(columns=columns)

    @cached_property
    def edges(self) -> dict[str, TableEdges]:
        """Table → rows that were added or are gone, and where it ends."""
        found = {}
        for table in self.values:
            old, new = self._beside(table)
            rows = changed_rows(old, new, Frequency(self.a.names.frequency(table)))
            found[table] = TableEdges(rows, edge_of(old), edge_of(new))
        return found

    @cached_property
    def attributed(self) -> pd.DataFrame:
        """As ``attributed_change``, of the outcomes that both judge; empty where a part of one is missing."""
        old, new = (_judged(side) for side in self.both)
        outcomes = [one.outcome for one in self.verdicts]
        if not outcomes or old is None or new is None:
            return pd.DataFrame(columns=list(ATTRIBUTED_COLUMNS))
        return attributed_change(old, new, outcomes)

    @cached_property
    def verdicts(self) -> list[ComparedVerdict]:
        """As of ``CompareInputs``, with the band of a change on rows that both share (``change_band``)."""
        found = super().verdicts
        old, new = (_judged(side) for side in self.both) if found else (None, None)
        if old is None or new is None:
            return found
        return [replace(one, matched=change_band(old, new, one.outcome)) for one in found]

    @cached_property
    def seed_shares(self) -> tuple[float, float]:
        """Of each, the standard error over seeds of an effect's middle, in widths of its 90 % band.

        The largest that any equation's draws have; NaN where it was not computed.
        """
        return _seed_share(self.a), _seed_share(self.b)

    @cached_property
    def own_scores(self) -> pd.DataFrame:
        """Log predictive density of both one period ahead, each on its own held-out rows.

        Columns tier, equation, a, a_error, b, b_error, difference, low, high (95 %, as of independent rows,
        and so too wide where some are held out in both); nats an observation in the outcome's own unit.
        """
        sides = [_own_scores(side) for side in self.both]
        merged = sides[0].merge(sides[1], on=["tier", "equation"], suffixes=("_a", "_b"))
        found = merged[["tier", "equation"]].assign(
            a=merged["value_a"], a_error=merged["error_a"], b=merged["value_b"], b_error=merged["error_b"]
        )
        found["difference"] = found["b"] - found["a"]
        half = ERRORS * np.hypot(found["a_error"], found["b_error"])
        return found.assign(low=found["difference"] - half, high=found["difference"] + half)

    def computed_again(self, row: Any) -> float:
        """Half the width of the 90 % band of an effect's difference, were the seeds alone others.

        ``row``: of ``effects``. NaN where that is not known, 0 where both are the same numbers.
        """
        if row.same:
            return 0.0
        widths = (row.a_high - row.a_low, row.b_high - row.b_low)
        errors = [share * width for share, width in zip(self.seed_shares, widths, strict=True)]
        half = WIDTH_90 / 2 * math.hypot(*errors)
        return half if math.isfinite(half) else math.nan


def _judged(side: ReportInputs) -> EstimateSide | None:
    planned, table = side.one("planned", side.first), side.one("panels", "sectors")
    if planned is None or table is None:
        return None
    weighted = weighted_of(side.rollout)
    weights = None
    if weighted is not None and "weight" in weighted:
        weights = weighted["weight"].to_series()
    return EstimateSide(
        table,
        planned,
        weights,
        side.section(DataSettings, "data"),
        side.section(ScenarioSettings, "scenario"),
        side.section(VerdictSettings, "verdict"),
        _said_of_answers(side, "since"),
        frozenset(_said_of_answers(side, "sectors")),
    )


def _said_of_answers(side: ReportInputs, column: str) -> dict[str, str]:
    """Outcome → what a column of its verdict says, such as since when rows are used, of those of which it
    says something.
    """
    table = side.one("effect_verdict", "economics")
    if table is None:
        return {}
    own = table[(table["check"] == ANSWER) & (table[column] != "")]
    return dict(zip(own["outcome"], own[column], strict=True))


def _own_scores(side: ReportInputs) -> pd.DataFrame:
    wanted = {"holdout": "ahead", "model": "network", "metric": "lppd", "scale": "original"}
    found = [pd.DataFrame(columns=["tier", "equation", "value", "error"])]
    for tier, table in side.every("scores").items():
        mine = table[np.logical_and.reduce([table[name] == value for name, value in wanted.items()])]
        found.append(mine[["equation", "value", "error"]].assign(tier=tier))
    return pd.concat(found[1:] or found, ignore_index=True)


def _seed_share(side: ReportInputs) -> float:
    found = [
        table.loc[table["quantity"] == EFFECT_OVER_SEEDS, "value"] for table in side.every("answers").values()
    ]
    values = pd.concat(found).to_numpy(float) if found else np.empty(0)
    return float(values.max()) if len(values) and np.isfinite(values).all() else math.nan
