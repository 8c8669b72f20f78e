"""What of a change of an estimate an update of the data makes: revisions, rows that are gone, rows added.

The design without a network (``effect_verdict``) is computed again on tables between the old one and the new,
in this order, so that the parts add up to the whole; in another order they would be others where revisions
and new rows work together. What is left is that path or weights are asked about from other data.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from tradewinds.data.changed_values import ROW
from tradewinds.data.panel import to_grid, variables_in
from tradewinds.errors import DataError, SettingsError
from tradewinds.policy.posed_effect import EffectQuestion, effect_of_path, question_of
from tradewinds.settings.data import DataSettings
from tradewinds.settings.scenario import ScenarioSettings
from tradewinds.settings.verdict import VerdictSettings

ATTRIBUTED_COLUMNS = ("outcome", "part", "estimate", "change")
OLD_DATA, VALUES_REVISED, VALUES_ARRIVED = "old", "revised", "arrived"
ROWS_GONE, ROWS_ADDED, ASKED_NOW = "gone", "added", "asked"
"""Parts, in their order: the old data, with the new one's values where both have one, and where one alone
has, without rows that are gone, with those that were added, and asked about as the new result asks."""


@dataclass(frozen=True, eq=False)
class EstimateSide:
    """One of two results, as far as its estimate rests on it: its sectors' table and the path."""

    table: pd.DataFrame
    planned: pd.DataFrame
    rollout: pd.Series | None
    """Weight of each sector in its roll-out; None without one."""
    data: DataSettings
    scenario: ScenarioSettings
    asked: VerdictSettings
    since: Mapping[str, str] = field(default_factory=dict)
    """Outcome → the period from which on its estimate uses rows; all of one that is not here."""
    treated: frozenset[str] = frozenset()
    """Outcomes whose estimate is that of the treated alone."""

    def part_of(self, outcome: str) -> tuple[str, bool]:
        """Since when, and whether of the treated alone, its estimate is."""
        return self.since.get(outcome, ""), outcome in self.treated

    def effect_question(self) -> EffectQuestion:
        """What its path asks."""
        described = self.data.tables["sectors"]
        grid = to_grid(self.table, described)
        found = question_of(grid, described.frequency, self.scenario, self.planned)
        if self.rollout is None:
            return found
        weights = self.rollout.reindex(grid.sectors).fillna(0.0).to_numpy()
        return EffectQuestion(found.policy, found.rates, weights / weights.sum())


def attributed_change(old: EstimateSide, new: EstimateSide, outcomes: list[str]) -> pd.DataFrame:
    """The estimate at the end of the path on each table between two, and what each step changes.

    Columns ``ATTRIBUTED_COLUMNS``; ``change`` from the row before, NaN in the first; per cent for outcomes in
    logs. NaN where the design refuses.
    """
    found: list[tuple] = []
    for outcome in outcomes:
        before = np.nan
        for part, value in _estimates(old, new, outcome):
            found.append((outcome, part, value, value - before))
            before = value
    return pd.DataFrame(found, columns=list(ATTRIBUTED_COLUMNS))


def _estimates(old: EstimateSide, new: EstimateSide, outcome: str) -> Iterator[tuple[str, float]]:
    question = old.effect_question()
    known = variables_in(old.table, old.data.tables["sectors"])
    common = [name for name in known if name in new.table]  # what the new table lacks is in none between
    for part, table in tables_between(old.table, new.table, common):
        yield part, _estimate(table, old, question, outcome)
    yield ASKED_NOW, _estimate(new.table, new, new.effect_question(), outcome)


def _estimate(table: pd.DataFrame, side: EstimateSide, question: EffectQuestion, outcome: str) -> float:
    try:
        grid = to_grid(table, side.data.tables["sectors"])
        found = effect_of_path(grid, side.data, question, outcome, side.asked, *side.part_of(outcome))
        return float(found.estimate[-1])
    except (DataError, SettingsError):
        return np.nan


def tables_between(
    old: pd.DataFrame, new: pd.DataFrame, variables: list[str]
) -> Iterator[tuple[str, pd.DataFrame]]:
    """The old table; with the new one's values of ``variables`` in its rows, where both have a value, then
    where one alone has; without the rows that are gone; the new one.
    """
    yield OLD_DATA, old
    mine, theirs = (table.set_index(ROW) for table in (old, new))
    common = mine.index.intersection(theirs.index)
    revised = mine.copy()
    before, now = mine.loc[common, variables], theirs.loc[common, variables]
    revised.loc[common, variables] = now.where(before.notna() & now.notna(), before)
    yield VALUES_REVISED, revised.reset_index()
    revised.loc[common, variables] = now
    yield VALUES_ARRIVED, revised.reset_index()
    yield ROWS_GONE, revised.loc[mine.index.isin(theirs.index)].reset_index()
    yield ROWS_ADDED, new
