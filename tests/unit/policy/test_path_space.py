"""Paths through knots within bounds, and the simple policies beside them."""

import numpy as np
import pytest

from tradewinds.policy.path_space import PathSpace, straight_lines
from tradewinds.settings.optimise import OptimiseSettings

BASELINE = np.broadcast_to([0.05, 0.2, 0.35], (7, 3))


@pytest.fixture(params=[False, True], ids=["each", "uniform"])
def space(request):
    return PathSpace.of(BASELINE, OptimiseSettings(knots=4, uniform=request.param))


def test_knots_are_met_and_lines_between_them_straight():
    lay = straight_lines(7, 4)
    assert lay[[0, 2, 4, 6]] == pytest.approx(np.eye(4)) and lay.sum(axis=1) == pytest.approx(1)
    assert straight_lines(5, 1) == pytest.approx(1)


def test_the_baseline_is_a_choice(space):
    knots = space.knots(BASELINE)
    assert knots == pytest.approx(0) and space.path(knots) == pytest.approx(BASELINE)


def test_no_rate_leaves_the_bounds_and_both_can_be_reached(space):
    for wish, bound in ((-9.0, 0.0), (9.0, 0.4)):
        knots = space.clipped(np.full_like(space.knots(BASELINE), wish))
        assert space.path(knots) == pytest.approx(bound)


def test_a_slope_is_that_of_the_path(space):
    rng = np.random.default_rng(0)
    knots = space.clipped(rng.uniform(-0.04, 0.04, space.knots(BASELINE).shape))
    by_rates = rng.normal(size=BASELINE.shape)
    slope = space.slope(knots, by_rates)
    for place in np.ndindex(knots.shape):
        nudge = np.zeros_like(knots)
        nudge[place] = 1e-6
        moved = (space.path(knots + nudge) - space.path(knots - nudge)) / 2e-6
        assert slope[place] == pytest.approx((moved * by_rates).sum(), abs=1e-6)


def test_the_grid_holds_the_baseline_and_every_path_of_it_is_a_choice(space):
    grid = space.grid(5)
    assert len(grid) == 25 and grid["0 to 0"] == pytest.approx(BASELINE)
    for path in grid.values():
        again = space.path(space.knots(path))
        assert space.uniform or again == pytest.approx(path)


def test_uniform_rates_are_the_same_everywhere():
    found = PathSpace.of(BASELINE, OptimiseSettings(highest=0.4)).uniform_rates(5)
    assert list(found) == ["0 %", "10 %", "20 %", "30 %", "40 %"] and (found["10 %"] == 0.1).all()
