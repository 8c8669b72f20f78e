"""Do groups answer alike: the size of the test where they do, and its power where they do not."""

import numpy as np
import pandas as pd
import pytest
from event_world import as_grid

from tradewinds.data.panel import Grid
from tradewinds.effects.design import EventDesign, codes_of
from tradewinds.effects.distributed_lag import level_rows
from tradewinds.effects.score_tests import restricted
from tradewinds.effects.slopes_differ import (
    OwnSlopes,
    detectable_spread,
    slopes_by_change,
    slopes_by_cluster,
    slopes_differ,
)

GROUPS, EACH, PERIODS = 10, 5, 60
ASKED = EventDesign("volume", "rate", ("sector", "period"), ("group",), logs=False)


def grid_of(seed: int, shared: float, spread: float = 0.0, gaps: bool = False) -> Grid:
    """Fifty sectors in ten groups whose rates step up once; errors of a group are its own by ``shared``."""
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(GROUPS), EACH)
    names = [f"s{number:02}" for number in range(GROUPS * EACH)]
    begin = rng.integers(15, 45, (len(names), 1))
    rate = np.where(np.arange(PERIODS) >= begin, rng.uniform(0.05, 0.2, (len(names), 1)), 0.0)
    slopes = (-2.0 + spread * rng.standard_normal(GROUPS))[group]
    own = rng.standard_normal((len(names), PERIODS))
    volume = slopes[:, None] * rate + 0.05 * (own + shared * rng.standard_normal((GROUPS, PERIODS))[group])
    if gaps:
        volume[::2, :25] = np.nan
    keys = pd.DataFrame({"sector": names, "label": names, "group": group.astype(str)}, index=names)
    calendar = np.arange(PERIODS)
    return Grid(
        names, keys, calendar, calendar % 12 + 1, calendar // 12, {"rate": rate, "volume": volume}, None
    )


def asked_of(grid: Grid) -> OwnSlopes | None:
    found = restricted(level_rows(grid, ASKED, 2, 0))
    place = (found.rows.sector, found.rows.period)
    return slopes_by_cluster(found, grid.values["rate"][place], codes_of(grid, "group")[place])


def p_of(grid: Grid) -> float:
    return slopes_differ(asked_of(grid), seed=0).p


@pytest.mark.slow
@pytest.mark.parametrize(("shared", "gaps"), [(0.0, False), (2.0, False), (0.0, True)])
def test_groups_that_answer_alike_are_seldom_told_apart(shared, gaps):
    """A test of 5 % rejects one of twenty; more than five are a chance of 3 in 10,000. With residuals that go
    to single sectors it rejects nearly all where the errors of a group are shared."""
    rejected = sum(p_of(grid_of(seed, shared, gaps=gaps)) <= 0.05 for seed in range(20))
    assert rejected <= 5


def test_groups_that_differ_are_told_apart():
    assert sum(p_of(grid_of(seed, 0.0, spread=1.5)) <= 0.01 for seed in range(5)) >= 4


@pytest.mark.slow
def test_a_spread_of_the_size_that_would_be_found_is_found():
    """80 % of 40 draws are 32, give or take 2.5; of a third of that spread hardly any. Were the spread of ten
    groups taken for what it is on average alone, a fifth less would be claimed, of which half is found."""
    spread = float(
        np.median([detectable_spread(asked_of(grid_of(seed, 0.0, spread=0.1))) for seed in range(5)])
    )
    found, little = (
        sum(p_of(grid_of(seed, 0.0, spread=one)) <= 0.01 for seed in range(200, 240))
        for one in (spread, spread / 3)
    )
    assert 26 <= found <= 38 and little <= 10


def p_of_changes(seed: int, other: float) -> float:
    """Twenty sectors whose rates move some fifty times and are answered by −2; half of the changes come with
    another duty, which is ``other`` times as large and not in the table."""
    rng = np.random.default_rng((seed, 5))
    moves = rng.uniform(-0.05, 0.1, (20, PERIODS)) * (rng.random((20, PERIODS)) < 0.04)
    hidden = other * moves * (rng.random(moves.shape) < 0.5)
    volume = -2 * (moves + hidden).cumsum(axis=1) + 0.03 * rng.standard_normal(moves.shape)
    grid = as_grid({"rate": moves.cumsum(axis=1), "volume": volume})
    design = EventDesign("volume", "rate", logs=False)
    found = restricted(level_rows(grid, design, 2, 0))
    return slopes_differ(slopes_by_change(found, grid.values["rate"]), seed=0).p


@pytest.mark.slow
def test_changes_that_came_with_something_else_are_told_apart_from_others():
    """A test of 5 % rejects one of twenty alike; more than four are a chance of 3 in a thousand."""
    assert sum(p_of_changes(seed, other=0.0) <= 0.05 for seed in range(20)) <= 4
    assert sum(p_of_changes(seed, other=1.0) <= 0.01 for seed in range(5)) >= 4


def test_a_single_change_is_not_told_apart():
    rate = np.zeros((4, PERIODS))
    rate[0, 20:] = 0.1
    grid = as_grid({"rate": rate, "volume": np.random.default_rng(0).standard_normal(rate.shape)})
    found = restricted(level_rows(grid, EventDesign("volume", "rate", logs=False), 2, 0))
    assert slopes_by_change(found, rate) is None and slopes_differ(None, 0).count == 0
