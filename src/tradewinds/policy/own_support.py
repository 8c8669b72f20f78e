"""How far a path leaves what each series, or the nation, has seen in its own training rows.

The range of all series together holds for one of them on the assumption that it answers as the others would:
here it is each series' own. Distances count in widths of its own range of the policy, or of an input, zero
inside; a series in which the policy, or an input, never moved has no range and is infinitely far once that
moves.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from tradewinds.data.features import inputs_of_period
from tradewinds.data.panel import Grid, to_grid
from tradewinds.fitted.equation import FittedEquation
from tradewinds.policy.drawn_equations import DrawnEquation
from tradewinds.policy.forecast_origin import ForecastOrigin
from tradewinds.policy.history import history_until
from tradewinds.policy.run import Rolled
from tradewinds.policy.sector_weights import sector_weights
from tradewinds.policy.transition import ranges_beyond
from tradewinds.settings.calendar import PER_YEAR
from tradewinds.settings.data import DataSettings
from tradewinds.settings.data_table import Frequency

YEAR = 12
"""Periods over which the speed of a change is looked at where there is no calendar."""
_ENOUGH = 500
"""Draws that tell a median."""
_ROUNDING = 1e-9


class OwnDistances(NamedTuple):
    """How far a path is from what each series has seen, each [H, S] of a table.

    ``policy``: of the policy's level and of its changes within a period and over a year, the farthest;
    ``others``: of these from what all series together have seen, in widths of their range; ``inputs``: of
    what the equations meet on the path's middle, the farthest input.
    """

    policy: np.ndarray
    others: np.ndarray
    inputs: np.ndarray


class PolicyRange(NamedTuple):
    """What each series has seen of the policy: ``low`` and ``high`` [S], and the largest change [S] over each
    of ``spans`` periods."""

    low: np.ndarray
    high: np.ndarray
    changes: dict[int, np.ndarray]

    @classmethod
    def of(cls, values: np.ndarray, spans: Sequence[int]) -> "PolicyRange":
        """That of values [S, T], NaN where a series has none; a series without any has no range either."""
        known = pd.DataFrame(values)
        low, high = known.min(axis=1).to_numpy(), known.max(axis=1).to_numpy()
        changes = {span: known.diff(span, axis=1).abs().max(axis=1).fillna(0.0).to_numpy() for span in spans}
        return cls(low, high, changes)

    def together(self) -> "PolicyRange":
        """The range of all series as one."""
        changes = {span: np.array([most.max()]) for span, most in self.changes.items()}
        return PolicyRange(np.array([np.nanmin(self.low)]), np.array([np.nanmax(self.high)]), changes)

    def beyond(self, path: np.ndarray, before: np.ndarray) -> np.ndarray:
        """How far a path [H, S] lies outside the range, or changes more than was seen, in widths of the
        range; ``before`` [L, S] are the values that it goes on from."""
        none, width = np.isnan(self.low), self.high - self.low
        level = ranges_beyond(path, np.where(none, 0.0, self.low), np.where(none, 0.0, self.high))
        far, whole = np.where(none, np.inf, np.asarray(level)), np.concatenate([before, path])
        for span, most in self.changes.items():
            then = whole[len(before) - span : len(whole) - span]
            more = np.abs(path - then) - most
            with np.errstate(divide="ignore", invalid="ignore"):
                far = np.maximum(far, np.where(more > _ROUNDING, more / np.where(width > 0, width, 0.0), 0.0))
        return far


def own_distances(
    rolled: Rolled,
    path: np.ndarray,
    fitted: list[FittedEquation],
    ready: dict[str, list[DrawnEquation]],
    train: dict[str, pd.DataFrame],
    grids: dict[str, Grid],
    origin: ForecastOrigin,
    data: DataSettings,
    policy: str,
) -> dict[str, OwnDistances]:
    """Table → how far a path [H, S] of the policy, and where it leads in its middle, leaves each series'
    own past.

    ``train``: the training rows, whose ranges these are. The nation's policy is the aggregate of it.
    """
    found = {}
    for table, grid in grids.items():
        middle = {name: _middle(values) for name, values in rolled.values[table].items()}
        paths = {policy: path} if table == "sectors" else {}
        if table == "national":
            paths = {name: middle[name] for name, one in data.aggregates.items() if one.of == policy}
        shape = rolled.outside[table].shape[1:]
        seen = to_grid(train[table], data.tables[table])
        spans = _spans(data.tables[table].frequency)
        mine, others = [np.zeros(shape)], [np.zeros(shape)]
        known = history_until(grid, origin.last[table], _history(ready[table], spans))
        past = {name: np.asarray(values) for name, values in known.items()}
        for name, of in paths.items():
            before = past[name]
            own = PolicyRange.of(_of_sectors(seen, name, grid), spans)
            mine.append(own.beyond(of, before))
            others.append(own.together().beyond(of, before))
        inputs = [np.zeros(shape)]
        for one in ready[table]:
            rows = next(
                f for f in fitted if f.table == table and f.name == one.fixed.equation.name
            ).equation_rows.with_role("fit")
            x = _inputs_on(middle | paths, past, one, shape)
            inputs += list(_beyond_own(x, rows.x, rows.sector))
        found[table] = OwnDistances(*(np.maximum.reduce(each) for each in (mine, others, inputs)))
    return found


def series_weights(grid: Grid, weights: str | None, origin: ForecastOrigin, data: DataSettings) -> np.ndarray:
    """The weights [S] by which effects on the sectors are averaged."""
    span = PER_YEAR[data.tables["sectors"].frequency]
    return sector_weights(grid, weights, origin.last["sectors"], span)


def _spans(frequency: Frequency) -> list[int]:
    """A period and a year of them."""
    year = YEAR if frequency == Frequency.step else PER_YEAR[frequency]
    return sorted({1, year})


def _history(parts: list[DrawnEquation], spans: list[int]) -> int:
    return max(*spans, *(one.fixed.equation.reach for one in parts), 1)


def _of_sectors(seen: Grid, name: str, grid: Grid) -> np.ndarray:
    """Training values [S, T] of the sectors of ``grid``, NaN for those without any."""
    return pd.DataFrame(seen.values[name], index=seen.sectors).reindex(grid.sectors).to_numpy()


def _middle(values: np.ndarray) -> np.ndarray:
    """The median draw [H, S] of values [N, H, S]."""
    return np.median(values[:_ENOUGH], axis=0)


def _inputs_on(
    known: dict[str, np.ndarray], past: dict[str, np.ndarray], one: DrawnEquation, shape: tuple[int, ...]
) -> np.ndarray:
    """Inputs [H, S, D] of an equation on a path of all variables, as its rows have them; what no path moves
    keeps its last value.
    """
    horizon = shape[0]

    def values(variable: str, lag: int) -> np.ndarray:
        before = past[variable]
        ahead = known.get(variable, np.repeat(before[-1:], horizon, axis=0))
        whole = np.concatenate([before, ahead])
        return whole[len(before) - lag : len(whole) - lag]

    def mean(array: np.ndarray) -> np.ndarray:
        there = array[:, np.flatnonzero(one.fixed.present)]
        return np.broadcast_to(there.mean(axis=1, keepdims=True), array.shape)

    calendar = (np.asarray(one.columns.month), np.asarray(one.columns.index)[:, None])
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.asarray(inputs_of_period(one.fixed.equation, values, calendar, shape, np, mean))
    beside = one.fixed.beside
    return one.fixed.scaler.from_usual(found if beside is None else found + beside)


def _beyond_own(x: np.ndarray, seen: np.ndarray, sector: np.ndarray) -> np.ndarray:
    """How far inputs [H, S, D] lie outside those of each sector's own rows [N, D], by input [D, H, S]."""
    count, inputs = x.shape[1:]
    low, high = np.full((count, inputs), np.inf), np.full((count, inputs), -np.inf)
    np.minimum.at(low, sector, seen)
    np.maximum.at(high, sector, seen)
    none = ~np.isfinite(low)
    far = np.asarray(ranges_beyond(x, np.where(none, 0.0, low), np.where(none, 0.0, high)))
    return np.moveaxis(np.where(none | np.isnan(far), np.inf, far), -1, 0)
