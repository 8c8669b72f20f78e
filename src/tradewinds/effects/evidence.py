"""What the data say for and against an estimate of a policy's effect: every number its verdict rests on.

The estimate is the distributed lag in levels. Beside it stand the leads, the same in changes and with trends
of sectors, how the policy moves, and whether sectors or times answer differently (``score_tests``,
``slopes_differ``). A difference of two estimates that are both right without endogeneity, as those of levels
and of changes are, is a test of it (Hausman 1978; Griliches & Hausman 1986 for an error in the policy).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from tradewinds.data.changes import lagged_change, shifted
from tradewinds.data.panel import Grid
from tradewinds.effects.design import EventDesign, EventRows, codes_of, rows_where, shared_in_periods
from tradewinds.effects.distributed_lag import (
    LevelFit,
    change_rows,
    distributed_lag,
    in_levels,
    level_fit,
    level_rows,
    stood_before,
)
from tradewinds.effects.error_law import error_of, loads_of, on_grid
from tradewinds.effects.instrumented import detectable, detectable_jointly
from tradewinds.effects.least_squares import freedom_of
from tradewinds.effects.path import EventPath
from tradewinds.effects.policy_moves import PolicyMoves, policy_moves
from tradewinds.effects.rises_and_cuts import Asymmetry, rises_and_cuts
from tradewinds.effects.score_tests import (
    UNTESTED,
    Restricted,
    ScoreTest,
    joint_test,
    largest_test,
    restricted,
)
from tradewinds.effects.shared_shocks import shared_shocks
from tradewinds.effects.slopes_differ import (
    detectable_spread,
    slopes_by_change,
    slopes_by_cluster,
    slopes_differ,
)
from tradewinds.effects.spillovers import common_response, p_of
from tradewinds.errors import DataError

_MIDDLE = (0.15, 0.85)
"""Share of the periods within which a break is looked for (Andrews 1993)."""


@dataclass(frozen=True)
class Difference:
    """Of two estimates of one effect: how far apart, the error of that, its p, and what would have been
    found.
    """

    value: float
    error: float
    p: float
    detectable: float


UNKNOWN = Difference(np.nan, np.nan, np.nan, np.nan)


@dataclass(frozen=True, eq=False)
class Evidence:
    """All in the outcome's logs (or units) per unit of the policy, but for p and shares."""

    path: EventPath
    """Distributed lag in levels, to the horizon asked about."""
    moves: PolicyMoves
    effective: float
    """Clusters of like leverage that the estimate is as good as resting on."""
    detectable: float
    """The smallest effect at the last horizon that is found with 80 % power."""
    leads: dict[str, ScoreTest]
    """In ``levels`` and in ``changes``."""
    lead_power: float
    """The smallest mean of leads that would have been found."""
    changes: Difference
    """The mean response over the horizons in levels less that in changes: what is measured with the policy,
    or answers to it, is in all of them, and their mean is known better than the last."""
    trends: Difference
    """The estimate less that beside a trend of every sector."""
    course: ScoreTest
    """Of another trend in sectors whose policy rose more."""
    broken: ScoreTest
    break_at: int
    """Place in the grid of the period from which the policy is answered most differently; −1 of a drift."""
    shift: float
    """By how much the response is another from then on; of a drift, at the end than at the beginning."""
    shift_power: float
    differ: ScoreTest
    differ_power: float
    """Standard deviation of the responses of clusters that would have been found."""
    apart: ScoreTest
    apart_power: float
    """Of the responses to single changes of the policy, likewise."""
    asymmetry: Asymmetry
    """Of rises and cuts."""
    common: Difference
    """The response to a rise of all less that to one relative to others."""
    shared: ScoreTest
    """Of shocks of clusters whose policies move together."""
    relative: bool
    """Whether sectors share an effect in a period, so that the estimate is relative to others."""

    @property
    def drifts(self) -> bool:
        """Whether the response departs most from one throughout by an even drift, and not from a date on."""
        return self.broken.count > 0 and self.break_at < 0

    @property
    def leads_p(self) -> float:
        """The smallest p of the tests of leads, times their number; NaN without any."""
        tests = [test.p for test in self.leads.values() if test.count]
        return min(1.0, len(tests) * min(tests)) if tests else np.nan


def gather(
    grid: Grid,
    asked: EventDesign,
    horizons: int,
    leads: int,
    seed: int = 0,
    size: float = 0.01,
    lead_size: float = 0.05,
    break_size: float = 0.03,
    fit: LevelFit | None = None,
) -> Evidence:
    """Everything, of the response at ``horizons`` periods after a rise; ``size``, ``lead_size`` and
    ``break_size``: of the tests whose power is told; ``fit``: ``level_fit``, where it is known. Raises
    DataError where effects leave the policy nothing, and where too few periods are left.
    """
    path, levels = level_fit(grid, asked, horizons, leads) if fit is None else fit
    plain, rows = restricted(level_rows(grid, asked, horizons, 0)), levels.rows
    freedom = float(freedom_of(path.effective[-1:])[0])
    steps = None
    tests = {"levels": _leads_test(levels, leads, seed)}
    in_changes = _or_none(lambda: distributed_lag(grid, asked, horizons, leads))
    if in_changes is not None:
        steps = restricted(change_rows(grid, asked, horizons, leads))
        tests["changes"] = _leads_test(steps, leads, seed)
    trending = _or_none(lambda: level_fit(grid, replace(asked, trends=True), horizons, leads))
    whole = _or_none(lambda: _long_rows(grid, asked, horizons))
    breaking = plain if whole is None else restricted(whole)
    broken, at, shift, shift_power = _break(grid, asked, breaking, seed, break_size)
    policy = asked.policy_of(grid)[plain.rows.sector, plain.rows.period]
    groups = codes_of(grid, asked.clusters[0])[plain.rows.sector, plain.rows.period]
    by_cluster = slopes_by_cluster(plain, policy, groups)
    by_change = slopes_by_change(plain, asked.policy_of(grid))
    return Evidence(
        path,
        policy_moves(grid, asked, rows),
        float(path.effective[-1]),
        detectable(float(np.sqrt(path.covariance[-1, -1])), freedom),
        tests,
        _lead_power(grid, plain, levels, leads, lead_size / len(tests)),
        _levels_and_changes(grid, path, in_changes, steps, plain, levels, leads, size),
        _beside_trends(grid, path, trending, plain, levels, horizons, leads, size),
        _courses(grid, asked, breaking, seed),
        broken,
        at,
        shift,
        shift_power,
        slopes_differ(by_cluster, seed),
        detectable_spread(by_cluster, size),
        slopes_differ(by_change, seed),
        detectable_spread(by_change, size),
        rises_and_cuts(grid, asked, plain, horizons, seed, size),
        _common(grid, asked, path, size),
        shared_shocks(plain, policy, seed),
        any(True for _ in shared_in_periods(plain.rows, plain.rows.sector)),
    )


def _leads_test(found: Restricted, leads: int, seed: int) -> ScoreTest:
    """Of the first inputs of a regression, beside the others."""
    others = found.of_inputs(slice(leads, None))
    return joint_test(others, found.rows.x[:, :leads], seed, found.x[:, :leads])


def _lead_power(grid: Grid, law: Restricted, levels: Restricted, leads: int, size: float) -> float:
    """The mean of leads that a joint test of them finds with 80 % power."""
    if not leads:
        return np.nan
    mean = np.zeros(levels.x.shape[1])
    mean[:leads] = 1 / leads
    loads = on_grid(levels.rows, loads_of(levels, mean), (len(grid.sectors), len(grid.periods)))
    error = error_of(loads, law)
    return detectable_jointly(error, leads, size)


def _common(grid: Grid, asked: EventDesign, path: EventPath, size: float) -> Difference:
    after = path.horizons >= 0
    error = float(np.sqrt(path.covariance[-1, -1]))
    value, error, freedom = common_response(grid, asked, path.estimates[after], error)
    if not error > 0:
        return UNKNOWN
    return Difference(value, error, p_of(value, error, freedom), detectable(error, freedom, size))


def _long_rows(grid: Grid, asked: EventDesign, horizons: int) -> EventRows:
    """Levels with lags over twice the horizon, the later ones joined: a response that goes on growing is no
    break. Before the first rate that is known the policy is taken to have stood there, so that no more rows
    are without these than without the response: a break in those would not be seen.
    """
    policy, one = asked.policy_of(grid), horizons + 1
    columns = [lagged_change(policy, 1, lag) for lag in range(one)]
    ends = sorted({one, one + max(1, one // 2), 2 * one})
    known = np.isfinite(shifted(policy, one))
    later = {end: np.where(known, stood_before(policy, end), np.nan) for end in ends}
    columns += [later[a] - later[b] for a, b in zip(ends, ends[1:], strict=False)]
    rows = rows_where(grid, asked, asked.outcome_of(grid), [*columns, later[ends[-1]]], policy=policy)
    return in_levels(rows, asked)


def _courses(grid: Grid, asked: EventDesign, found: Restricted, seed: int) -> ScoreTest:
    """Do sectors whose policy rose more follow another trend? The score of time · the sector's whole rise."""
    policy = asked.policy_of(grid)
    known = np.isfinite(policy)
    ends = [np.argmax(known, axis=1), policy.shape[1] - 1 - np.argmax(known[:, ::-1], axis=1)]
    first, last = (policy[np.arange(len(policy)), end] for end in ends)
    rise = np.nan_to_num(last - first)[found.rows.sector]
    return joint_test(found, (rise * found.rows.period)[:, None], seed)


def _break(
    grid: Grid, asked: EventDesign, found: Restricted, seed: int, size: float
) -> tuple[ScoreTest, int, float, float]:
    """sup over dates of the score of policy · 1[t ≥ date], and of policy · t over the periods; the likeliest
    date (−1 where that is the drift), the response's shift from then on, or over all the drift, and the shift
    that would have been found at the median date.
    """
    policy = asked.policy_of(grid)[found.rows.sector, found.rows.period]
    periods = np.unique(found.rows.period)
    first, last = (int(np.quantile(periods, edge)) for edge in _MIDDLE)
    dates = np.arange(first + 1, last + 1)
    if len(dates) < 3:
        return UNTESTED, -1, np.nan, np.nan
    columns = policy[:, None] * (found.rows.period[:, None] >= dates)
    drift = policy * (found.rows.period - periods[0]) / (periods[-1] - periods[0])
    tried = np.column_stack([columns, drift])
    test = largest_test(found, tried, seed)
    if test is UNTESTED:
        return UNTESTED, -1, np.nan, np.nan
    z = found.columns(tried[:, [test.at, len(dates) // 2]])
    length = (z**2).sum(axis=0)
    length = np.where(length > 0, length, np.nan)
    errors = np.sqrt(found.variances(z).sum(axis=0)) / length
    shift = float((z[:, 0] @ found.left) / length[0])
    date = int(dates[test.at]) if test.at < len(dates) else -1
    return test, date, shift, detectable(float(errors[1]), None, size)


def _levels_and_changes(
    grid: Grid,
    levels: EventPath,
    changes: EventPath | None,
    steps: Restricted | None,
    law: Restricted,
    fitted: Restricted,
    leads: int,
    size: float,
) -> Difference:
    """Of the mean over the horizons after the rise."""
    if changes is None or steps is None:
        return UNKNOWN
    horizons = int(levels.horizons[-1])
    mean = _mean(levels.horizons)
    value = float(mean @ levels.estimates - mean @ changes.estimates)
    lags = np.arange(-leads, horizons + 1)
    of_levels = np.zeros(fitted.x.shape[1])
    of_levels[leads : leads + horizons + 1] = 1 / (horizons + 1)
    of_changes = np.where(lags >= 0, (horizons + 1 - lags) / (horizons + 1), 0.0)
    shape = (len(grid.sectors), len(grid.periods))
    loads = on_grid(fitted.rows, loads_of(fitted, of_levels), shape)
    loads -= on_grid(steps.rows, loads_of(steps, of_changes), shape, changes=True)
    return _by_law(value, loads, law, size)


def _beside_trends(
    grid: Grid,
    plain: EventPath,
    trending: LevelFit | None,
    law: Restricted,
    levels: Restricted,
    horizons: int,
    leads: int,
    size: float,
) -> Difference:
    """Of the last horizon."""
    if trending is None:
        return UNKNOWN
    shape = (len(grid.sectors), len(grid.periods))
    loads = _last_loads(levels, leads + horizons, shape) - _last_loads(
        trending.found, leads + horizons, shape
    )
    return _by_law(float(plain.estimates[-1] - trending.path.estimates[-1]), loads, law, size / 2)


def _last_loads(found: Restricted, place: int, shape: tuple[int, int]) -> np.ndarray:
    """a [S, T] of the slope at a place."""
    last = np.zeros(found.x.shape[1])
    last[place] = 1.0
    return on_grid(found.rows, loads_of(found, last), shape)


def _by_law(value: float, loads: np.ndarray, law: Restricted, size: float) -> Difference:
    error = error_of(loads, law)
    p = float(2 * special.ndtr(-abs(value) / error)) if error > 0 else np.nan
    return Difference(value, error, p, detectable(error, None, size))


def _mean(horizons: np.ndarray) -> np.ndarray:
    """Weights of the mean over all horizons after the rise."""
    after = (horizons >= 0).astype(float)
    return after / after.sum()


def _or_none(estimate: Callable):
    """The estimate, None where its rows do not suffice."""
    try:
        return estimate()
    except DataError:
        return None
