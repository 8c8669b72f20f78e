"""From a panel to what a policy-event design is asked, and the units in which it answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from tradewinds.data.panel import Grid, to_grid
from tradewinds.data.periods import parse_period
from tradewinds.effects.design import EventDesign, variable_of
from tradewinds.errors import DataError, SettingsError
from tradewinds.settings.data import DataSettings
from tradewinds.settings.data_table import Frequency
from tradewinds.settings.data_variable import VariableSettings
from tradewinds.settings.tables import scales_of


@dataclass(frozen=True)
class EffectWords:
    """What a result of a design says: its labels, and ``factor`` from logs (or units) of the outcome per unit
    of the policy to ``unit``; ``periods``: months, quarters …; ``zeros``: share of the window's rows whose
    outcome is zero, of which there is no logarithm; ``refused``: designs that found nothing, and why.
    """

    outcome: str
    policy: str
    unit: str
    factor: float
    periods: str
    zeros: float = 0.0
    refused: str = ""


@dataclass(frozen=True, eq=False)
class DesignChoices:
    """What ``event_study`` and ``policy_slopes`` have in common."""

    outcome: str
    policy: str
    effects: Sequence[str]
    clusters: str | Sequence[str]
    weights: str | None
    trends: bool
    start: str | None
    end: str | None
    weights_in: str | None = None
    """Rows are weighed by their sector's mean over these periods; by their own value without it."""
    in_logs: bool = False
    """Whether logarithms are taken of an outcome that the panel has as a level, too."""

    def on(self, table: pd.DataFrame, data: DataSettings) -> tuple[Grid, EventDesign, EffectWords]:
        """Grid, design and words. Raises SettingsError for names and DataError for periods that are not
        there.
        """
        settings = data.tables["sectors"]
        scales = scales_of(data, "sectors")
        for name in (self.outcome, self.policy):
            if name not in scales:
                raise SettingsError(f"no variable {name!r} in the panel", f"one of {', '.join(scales)}")
        grid, weights = weighed_in(
            to_grid(table, settings), self.weights, self.weights_in, settings.frequency
        )
        clusters = (self.clusters,) if isinstance(self.clusters, str) else tuple(self.clusters)
        if not 1 <= len(clusters) <= 2:
            raise SettingsError(f"{len(clusters)} names under clusters", "one or two")
        first, last = (
            None if text is None else parse_period(text, settings.frequency, name, last=name == "end")
            for name, text in (("start", self.start), ("end", self.end))
        )
        asked = EventDesign(
            self.outcome,
            self.policy,
            tuple(self.effects),
            clusters,
            weights,
            self.trends,
            self.in_logs or scales[self.outcome] == "log",
            scales[self.policy] == "log",
            None if first is None else int(np.searchsorted(grid.periods, first)),
            None if last is None else int(np.searchsorted(grid.periods, last, side="right")) - 1,
        )
        described = settings.variables
        factor, unit = _unit(asked, described.get(self.outcome), described.get(self.policy))
        labels = [
            described[name].label if name in described else name for name in (self.outcome, self.policy)
        ]
        periods = "periods" if settings.frequency == "step" else f"{settings.frequency}s"
        zeros = _share_of_zeros(grid, asked)
        return grid, asked, EffectWords(labels[0], labels[1], unit, factor, periods, zeros)


def weighed_in(
    grid: Grid, weights: str | None, span: str | None, frequency: Frequency
) -> tuple[Grid, str | None]:
    """The grid with what rows are weighed by, and its name there: the variable ``weights``, of every sector
    its mean over the periods of ``span`` where one is named. Raises DataError where there are no values.
    """
    if weights is None or span is None:
        return grid, weights
    first, last = (parse_period(span, frequency, "weights_in", last=end) for end in (False, True))
    then = (grid.periods >= first) & (grid.periods <= last)
    values = variable_of(grid, weights)
    known = np.isfinite(values[:, then])
    if not known.any():
        raise DataError(f"weights_in = {span}: no {weights} in these periods", "periods of the table")
    mean = np.where(known, values[:, then], 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    name = f"{weights} in {span}"
    fixed = np.repeat(mean[:, None], values.shape[1], axis=1)
    return replace(grid, values={**grid.values, name: fixed}), name


def _share_of_zeros(grid: Grid, asked: EventDesign) -> float:
    values = variable_of(grid, asked.outcome)[:, asked.start : None if asked.end is None else asked.end + 1]
    return float((values == 0).sum() / max(np.isfinite(values).sum(), 1))


def _unit(
    asked: EventDesign, outcome: VariableSettings | None, policy: VariableSettings | None
) -> tuple[float, str]:
    """Factor and words: per cent (log points × 100) of what is in logs, percentage points of rates."""
    if asked.logs:
        top, above = 100.0, "%"
    elif outcome is not None and outcome.percent:
        top, above = 100.0, "percentage points"
    else:
        top, above = 1.0, (outcome.unit if outcome is not None else "") or f"units of {asked.outcome}"
    if asked.policy_in_logs:
        return top / 100, f"{above} per 1 % more"
    if policy is not None and policy.percent:
        return top / 100, f"{above} per percentage point"
    return top, f"{above} per unit of {asked.policy}"
