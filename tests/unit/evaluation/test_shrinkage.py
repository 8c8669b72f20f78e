import numpy as np
import pytest

from tradewinds.evaluation.shrinkage import shrunken_means

CELL = np.repeat(np.arange(10), 8)
PARENT = CELL % 2


def test_cells_far_apart_keep_their_means_and_cells_alike_share_one():
    rng = np.random.default_rng(0)
    apart = 100.0 * CELL + rng.normal(size=80)
    means, leverage = shrunken_means(apart, CELL, PARENT)
    own = np.array([apart[cell == CELL].mean() for cell in range(10)])
    np.testing.assert_allclose(means.at(np.arange(10), np.arange(10) % 2), own, atol=0.01)
    np.testing.assert_allclose(leverage, 1 / 8, rtol=1e-3)
    alike = np.tile(rng.normal(size=8), 10)
    means, leverage = shrunken_means(alike, CELL, PARENT)
    np.testing.assert_allclose(means.at(np.arange(10), np.arange(10) % 2), alike.mean(), atol=1e-12)
    np.testing.assert_allclose(leverage, 1 / 40)


@pytest.mark.parametrize("between", [0.0, 0.5, 2.0])
def test_the_weight_of_a_cell_is_what_its_variance_asks_for(between):
    """τ² / (τ² + σ²/n) with σ = 1, n = 3; the moments of 1,000 cells are known to some 5 %."""
    rng, count = np.random.default_rng(2), 1000
    cell = np.repeat(np.arange(count), 3)
    y = np.repeat(np.sqrt(between) * rng.normal(size=count), 3) + rng.normal(size=3 * count)
    _, leverage = shrunken_means(y, cell, np.zeros_like(cell))
    weight = (leverage[0] - 1 / len(y)) / (1 / 3 - 1 / len(y))
    assert weight == pytest.approx(between / (between + 1 / 3), abs=0.07)


def test_new_cells_take_their_parents_mean_and_new_parents_that_of_all():
    y = np.where(PARENT == 0, 1.0, 3.0) + np.tile([0.1, -0.1], 40)
    means, _ = shrunken_means(y, CELL, PARENT)
    np.testing.assert_allclose(means.at(np.array([77, 78, 79]), np.array([0, 1, 5])), [1.0, 3.0, 2.0])


def test_leverage_is_how_much_a_row_moves_its_own_mean():
    y = 0.7 * CELL + np.random.default_rng(3).normal(size=80)
    means, leverage = shrunken_means(y, CELL, PARENT)
    moved, _ = shrunken_means(y + 1e-6 * (np.arange(80) == 5), CELL, PARENT)
    rise = (moved.at(CELL[5:6], PARENT[5:6]) - means.at(CELL[5:6], PARENT[5:6])) / 1e-6
    assert rise[0] == pytest.approx(leverage[5], abs=0.02)  # the weight itself moves a little too


def test_one_row_a_cell_leaves_nothing_to_tell_cells_apart_by():
    y = np.array([1.0, 2.0, 9.0])
    means, _ = shrunken_means(y, np.arange(3), np.zeros(3, dtype=int))
    np.testing.assert_allclose(means.at(np.arange(3), np.zeros(3, dtype=int)), 4.0)
