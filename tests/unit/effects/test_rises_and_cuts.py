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
from tradewinds.effects.shared_shocks import by_chance, shared_shocks
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
    return rises_and_cuts(grid, ASKED, restricted(level_rows(grid, ASKED, 2, 0)), 2, 0, 0.05)


def test_rises_that_count_for_more_are_found_and_none_where_there_are_none():
    """Three of ten at a size of .05 are a chance of 1 in 80; a difference of one is five errors."""
    unlike = [asymmetry(world(seed, -2.0, -1.0)) for seed in range(10)]
    alike = [asymmetry(world(seed, -2.0, -2.0)) for seed in range(10)]
    assert sum(one.test.p <= 0.05 for one in unlike) >= 9 and sum(one.test.p <= 0.05 for one in alike) <= 2
    assert np.mean([one.apart for one in unlike]) == pytest.approx(-1.0, abs=0.15)
    assert all(0 < one.rise < 1 and 0 < one.cut < 1 for one in alike)


def test_where_nothing_was_cut_nothing_is_asked():
    found = asymmetry(world(1, -2.0, 0.0, least=0.1))
    assert found.test is UNTESTED and np.isnan(found.rise) and (found.rose, found.fell) == (True, False)
    assert asymmetry(world(1, -2.0, -2.0))[-2:] == (True, True)


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


@pytest.mark.slow
@pytest.mark.parametrize("effects", [("sector",), ("sector", "period")])
@pytest.mark.parametrize("members", [1, 6])
def test_errors_of_their_own_are_no_shared_shocks(effects, members):
    """Rates of all move together, of twelve clusters of so many sectors. Three of 20 at .05 are a chance of 1
    in 13, six of 1 in 3,000. Taking off what effects of periods make where there are none rejects most.
    """
    rejected = 0
    for seed in range(20):
        rng, shape = np.random.default_rng(seed), (12 * members, PERIODS)
        rate = np.tile((rng.uniform(-1, 1, PERIODS) * (rng.random(PERIODS) < 1 / 15)).cumsum(), (12, 1))
        rate = np.repeat(rate * rng.uniform(0.5, 1.5, (12, 1)), members, axis=0)
        chapter = [f"chapter {number // members:02d}" for number in range(shape[0])]
        grid = as_grid({"rate": rate, "volume": -2 * rate + rng.standard_normal(shape)}, {"chapter": chapter})
        asked = EventDesign("volume", "rate", effects, ("chapter",), logs=False)
        found = restricted(level_rows(grid, asked, 2, 0))
        rejected += shared_shocks(found, rate[found.rows.sector, found.rows.period], 0).p <= 0.05
    assert rejected <= 5


@pytest.mark.slow
@pytest.mark.parametrize("weighs", [False, True])
@pytest.mark.parametrize("effect", ["period", "origin:period"])
def test_of_errors_of_their_own_clusters_share_what_effects_make_and_no_more(effect, weighs):
    """Q less what it is by chance is zero in the mean of 80 draws, within four of its errors; of clusters of
    one to eight sectors, weighed too. Errors of rows that weigh more are smaller, as weights suppose.
    """
    rng, sizes = np.random.default_rng(3), (1, 2, 3, 4, 6, 8)
    sectors = sum(sizes)
    keys = {
        "chapter": [str(one) for one in np.repeat(range(6), sizes)],
        "origin": [str(number % 3) for number in range(sectors)],
    }
    rate = (rng.uniform(-1, 1, (6, PERIODS)) * (rng.random((6, PERIODS)) < 1 / 15)).cumsum(axis=1)
    rate = np.repeat(rate, sizes, axis=0) + rate[0]
    weight = np.repeat(rng.uniform(0.2, 3.0, (sectors, 1)) if weighs else np.ones((sectors, 1)), PERIODS, 1)
    asked = EventDesign("volume", "rate", ("sector", effect), ("chapter",), "weight", logs=False)
    left = []
    for _ in range(80):
        noise = rng.standard_normal((sectors, PERIODS)) / np.sqrt(weight)
        grid = as_grid({"rate": rate, "volume": noise, "weight": weight}, keys)
        found = restricted(level_rows(grid, asked, 2, 0))
        z = found.net_of_effects(rate[found.rows.sector, found.rows.period][:, None])[:, 0]
        place = found.clusters() * PERIODS + found.rows.period
        table = np.bincount(place, z * found.left, minlength=6 * PERIODS).reshape(6, PERIODS)
        whole = (table.sum(axis=0) ** 2).sum() - (table**2).sum()
        left.append((whole, whole - by_chance(found.rows, found.clusters(), z, found.left)))
    whole, beyond = np.array(left).T
    assert abs(beyond.mean()) < 4 * beyond.std() / np.sqrt(80)
    assert abs(whole.mean()) > 6 * whole.std() / np.sqrt(80)


def entering_late(seed: int) -> Grid:
    """Twenty sectors on one rising course, rates that only rise and no spillover; half of them enter late."""
    rng, shape = np.random.default_rng(seed), (20, 100)
    rate = (rng.uniform(0, 0.1, shape) * (rng.random(shape) < 1 / 15)).cumsum(axis=1)
    noise = 0.1 * rng.standard_normal(shape) + 0.05 * rng.standard_normal(100)
    volume = -2 * rate + 0.02 * np.arange(100) + noise
    for late, first in enumerate(rng.integers(5, 60, 10)):
        rate[late, :first] = volume[late, :first] = np.nan
    return as_grid({"rate": rate, "volume": volume})


def test_sectors_that_enter_late_are_no_spillover():
    """Means about sectors' own means alone find .5 in each draw and reject in 17 of 100 at .01. One of 40 by
    chance, three in 1 of 130; the mean of γ is known to .1.
    """
    found = []
    for seed in range(40):
        value, error, freedom = common_response(entering_late(seed), ASKED, np.full(3, -2.0), 0.02)
        found.append((value, p_of(value, error, freedom) <= 0.01))
    assert sum(rejected for _, rejected in found) <= 2
    assert abs(np.mean([value for value, _ in found])) < 0.3


def test_periods_that_share_no_sector_with_others_are_not_asked():
    grid = world(1, -2.0, -2.0)
    known = np.full((SECTORS, PERIODS), np.nan)
    known[:5, :40], known[5:, 40:] = 1.0, 1.0
    apart = as_grid({name: one * known for name, one in grid.values.items()})
    assert np.isnan(common_response(apart, ASKED, np.full(3, -2.0), 0.05)).all()


def test_a_rate_stands_between_two_rows_that_have_it_and_nowhere_else():
    gap = np.nan
    rates = np.array([[gap, 0.1, gap, gap, 0.1, gap, 0.2, gap], [gap] * 8])
    expected = np.array([[gap, 0.1, 0.1, 0.1, 0.1, gap, 0.2, gap], [gap] * 8])
    np.testing.assert_array_equal(bridged(rates), expected)
