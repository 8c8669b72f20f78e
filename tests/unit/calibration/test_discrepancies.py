"""Distances of two samples, held to their definitions."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tradewinds.calibration.discrepancies import (
    energy_distance,
    energy_distance_of_signs,
    median_bandwidth,
    of_two_values,
    rows_with_lags,
    scales,
    squared_mmd,
)
from tradewinds.errors import DataError

RNG = np.random.default_rng(0)
SIGNS = jnp.asarray(RNG.choice([-1.0, 1.0], 40))
OTHERS = RNG.choice([-1.0, 1.0], 30, p=[0.8, 0.2])
ROWS, DATA = jnp.asarray(RNG.normal(size=(25, 3))), RNG.normal(size=(20, 3)) + 1


def test_the_energy_distance_is_its_definition():
    between = np.linalg.norm(DATA[:, None] - np.asarray(ROWS)[None], axis=-1)
    within = np.linalg.norm(np.asarray(ROWS)[:, None] - np.asarray(ROWS)[None], axis=-1)
    expected = 2 * between.mean() - within.sum() / (25 * 24)
    assert np.isclose(energy_distance(ROWS, DATA), expected)


@pytest.mark.slow
def test_signs_have_the_same_distance_and_another_slope():
    """At a tie |a − b| has no slope; as 1 − ab it has that of the relaxed value."""
    assert np.isclose(energy_distance_of_signs(SIGNS, OTHERS), energy_distance(SIGNS, OTHERS))
    smooth = jax.grad(energy_distance_of_signs)(SIGNS, OTHERS)
    kinked = jax.grad(energy_distance)(SIGNS, OTHERS)
    n, total = len(SIGNS), SIGNS.sum()
    by_hand = -2 * OTHERS.mean() / n + (2 * total - 2 * SIGNS) / (n * (n - 1))
    assert np.allclose(smooth, by_hand)
    assert np.isfinite(kinked).all() and np.abs(smooth - kinked).max() > 0.3 * np.abs(smooth).max()


def test_the_discrepancy_is_the_unbiased_one():
    """Σ_{i≠j} of both samples less twice the mean across, term by term."""

    def kernel(a, b):
        return np.exp(-((a - b) ** 2).sum() / 2.5)

    x, y = np.asarray(ROWS), DATA
    own = sum(kernel(a, b) for i, a in enumerate(x) for j, b in enumerate(x) if i != j) / (25 * 24)
    data = sum(kernel(a, b) for i, a in enumerate(y) for j, b in enumerate(y) if i != j) / (20 * 19)
    across = np.mean([[kernel(a, b) for b in y] for a in x])
    assert np.isclose(squared_mmd(ROWS, DATA, 2.5), own + data - 2 * across)


@pytest.mark.slow
def test_samples_of_one_law_are_at_no_distance_in_the_mean():
    """Unbiased: within three errors of zero, where the estimate with i = j counted stands far above."""
    draws = np.random.default_rng(1).normal(size=(400, 2, 15))
    found = np.array([squared_mmd(jnp.asarray(a), b, 2.0) for a, b in draws])
    assert abs(found.mean()) < 3 * found.std() / 20
    assert found.std() / 20 * 3 < 1 / 15  # what counting i = j would add


def test_the_bandwidth_is_the_lower_median_with_the_diagonal():
    """Of 0 0 0, 1 1, 9 9, 4 4 – nine squared differences of 0, 1, 3 – the fifth."""
    assert median_bandwidth(np.array([0.0, 1.0, 3.0])) == 1.0
    with pytest.raises(DataError):  # of 0 0 4 4 the second
        median_bandwidth(np.array([0.0, 2.0]))


def test_data_that_hardly_move_have_no_bandwidth():
    with pytest.raises(DataError, match="median squared difference"):
        median_bandwidth(np.zeros(5))


def test_a_row_is_a_period_and_those_before_it():
    rows = rows_with_lags(jnp.arange(8.0).reshape(4, 2), 2)
    assert np.array_equal(rows, [[4, 5, 2, 3, 0, 1], [6, 7, 4, 5, 2, 3]])


def test_a_column_that_never_moves_is_named():
    with pytest.raises(DataError, match="column 2"):
        scales(np.c_[np.arange(3.0), np.ones(3)])


def test_signs_are_told_from_other_values():
    assert of_two_values(OTHERS) and not of_two_values(DATA)
