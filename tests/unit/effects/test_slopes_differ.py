"""Do groups answer alike: the size of the test where they do, and its power where they do not."""

import numpy as np
import pandas as pd
import pytest

from tradewinds.data.panel import Grid
from tradewinds.effects.design import EventDesign, codes_of
from tradewinds.effects.distributed_lag import level_rows
from tradewinds.effects.score_tests import restricted
from tradewinds.effects.slopes_differ import (
    SlopesByCluster,
    detectable_spread,
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


def asked_of(grid: Grid) -> SlopesByCluster | None:
    found = restricted(level_rows(grid, ASKED, 2, 0))
    place = (found.rows.sector, found.rows.period)
    return slopes_by_cluster(found, grid.values["rate"][place], codes_of(grid, "group")[place])


def p_of(grid: Grid) -> float:
    return slopes_differ(asked_of(grid), seed=0).p


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
