"""Rises that are answered otherwise than cuts, what all share, and shocks of those treated together."""

import numpy as np
import pytest
from event_world import as_grid

from tradewinds.data.panel import Grid
from tradewinds.effects.design import EventDesign
from tradewinds.effects.distributed_lag import level_rows
from tradewinds.effects.policy_moves import bridged
from tradewinds.effects.rises_and_cuts import Asymmetry, rises_and_cuts
from tradewinds.effects.score_tests import UNTESTED, restricted
from tradewinds.effects.shared_shocks import shared_shocks
from tradewinds.effects.spillovers import common_response, p_of

SECTORS, PERIODS = 10, 80
ASKED = EventDesign("volume", "rate", logs=False)


def world(seed: int, rises: float, cuts: float, common: float = 0.0, least: float = -1.0) -> Grid:
    """Rates that move in one month of 15, between ``least`` and one; ``common`` times their mean moves
    all.
    """
    rng = np.random.default_rng(seed)
    steps = rng.uniform(least, 1.0, (SECTORS, PERIODS)) * (rng.random((SECTORS, PERIODS)) < 1 / 15)
    rate = steps.cumsum(axis=1)
    answer = rises * np.maximum(steps, 0).cumsum(axis=1) + cuts * np.minimum(steps, 0).cumsum(axis=1)
    noise = 0.5 * rng.standard_normal((SECTORS, PERIODS)) + 0.3 * rng.standard_normal(PERIODS)
    return as_grid({"rate": rate, "volume": answer + common * rate.mean(axis=0) + noise})


def asymmetry(grid: Grid) -> Asymmetry:
    return rises_and_cuts(grid, ASKED, restricted(level_rows(grid, ASKED, 2, 0)), 2, 0, 8.0, 0.05)


def test_rises_that_count_for_more_are_found_and_none_where_there_are_none():
    """Three of ten at a size of .05 are a chance of 1 in 80; a difference of one is five errors."""
    unlike = [asymmetry(world(seed, -2.0, -1.0)) for seed in range(10)]
    alike = [asymmetry(world(seed, -2.0, -2.0)) for seed in range(10)]
    assert sum(one.test.p <= 0.05 for one in unlike) >= 9 and sum(one.test.p <= 0.05 for one in alike) <= 2
    assert np.mean([one.apart for one in unlike]) == pytest.approx(-1.0, abs=0.15)
    assert all(0 < one.rise < 1 and 0 < one.cut < 1 for one in alike)


def test_where_nothing_was_cut_nothing_is_asked():
    found = asymmetry(world(1, -2.0, 0.0, least=0.1))
    assert found.test is UNTESTED and np.isnan(found.rise)


@pytest.mark.parametrize(("common", "least"), [(0.0, 0), (2.0, 5)])
def test_what_all_answer_to_the_mean_is_found(common, least):
    """Two is three to four errors, found at .01 in seven of ten."""
    found = []
    for seed in range(10):
        grid = world(seed, -2.0, -2.0, common)
        value, error, freedom = common_response(grid, ASKED, np.full(3, -2.0), 0.05)
        found.append((value, p_of(value, error, freedom) <= 0.01))
    rejected = sum(one for _, one in found)
    assert rejected >= least if common else rejected <= 1
    assert np.mean([value for value, _ in found]) == pytest.approx(common, abs=0.3)


def test_without_an_effect_of_periods_alone_nothing_is_shared():
    other = EventDesign("volume", "rate", ("sector",), logs=False)
    assert np.isnan(common_response(world(1, 0.0, 0.0), other, np.zeros(3), 0.1)).all()


@pytest.mark.parametrize(("shared", "least"), [(0.0, 0), (0.7, 8)])
def test_shocks_of_sectors_that_are_treated_together_are_found(shared, least):
    """Three sectors each with one rate, and shocks of which they have so much in common."""
    rejected = 0
    for seed in range(10):
        grid, rng = world(seed, -2.0, -2.0), np.random.default_rng(100 + seed)
        rate = np.repeat(grid.values["rate"][:5], 3, axis=0)
        own = rng.standard_normal((15, PERIODS))
        three = np.repeat(rng.standard_normal((5, PERIODS)), 3, axis=0)
        noise = np.sqrt(1 - shared) * own + np.sqrt(shared) * three
        both = as_grid({"rate": rate, "volume": -2.0 * rate + noise})
        found = restricted(level_rows(both, ASKED, 2, 0))
        rejected += shared_shocks(found, rate[found.rows.sector, found.rows.period], 0).p <= 0.05
    assert rejected >= least if shared else rejected <= 2


def test_a_rate_stands_between_two_rows_that_have_it_and_nowhere_else():
    gap = np.nan
    rates = np.array([[gap, 0.1, gap, gap, 0.1, gap, 0.2, gap], [gap] * 8])
    expected = np.array([[gap, 0.1, 0.1, 0.1, 0.1, gap, 0.2, gap], [gap] * 8])
    np.testing.assert_array_equal(bridged(rates), expected)
