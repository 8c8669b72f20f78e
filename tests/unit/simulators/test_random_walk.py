"""The random walk: exact draws forward, 2t as the gradient of its mean."""

import jax
import numpy as np
import pytest

from tradewinds.errors import SettingsError
from tradewinds.simulators.random_walk import RANDOM_WALK
from tradewinds.simulators.simulator import simulate, simulate_draws


def test_it_goes_up_or_down_by_one_and_up_as_often_as_it_should():
    runs = np.asarray(simulate_draws(RANDOM_WALK, jax.random.key(0), np.full((2000, 1), 0.2), 100))
    assert runs.shape == (2000, 100, 1)
    assert (runs[:, 0] == 0).all()
    steps = np.diff(runs[..., 0], axis=1)
    assert set(np.unique(steps)) == {-1.0, 1.0}
    error = np.sqrt(0.2 * 0.8 / steps.size)
    assert abs((steps > 0).mean() - 0.2) < 4 * error


def test_the_temperature_moves_no_value():
    runs = [simulate(RANDOM_WALK, jax.random.key(1), np.array([0.3]), 50, None, t) for t in (0.1, 1.0)]
    np.testing.assert_array_equal(*runs)


def test_runs_with_common_random_numbers_differ_by_their_parameters_alone():
    key, same = jax.random.key(2), np.full((3, 1), 0.4)
    common = np.asarray(simulate_draws(RANDOM_WALK, key, same, 60, common=True))
    own = np.asarray(simulate_draws(RANDOM_WALK, key, same, 60))
    assert (common == common[0]).all() and not (own == own[0]).all()
    rising = np.asarray(simulate_draws(RANDOM_WALK, key, np.array([[0.2], [0.5], [0.8]]), 60, common=True))
    assert (np.diff(rising, axis=0) >= 0).all(), "where θ = .2 goes up, .5 and .8 do"


def test_coordinates_and_parameters_are_each_others_inverse():
    theta = np.array([[0.2], [0.9]])
    np.testing.assert_allclose(RANDOM_WALK.free(theta), np.log(theta / (1 - theta)), rtol=1e-12)
    np.testing.assert_allclose(RANDOM_WALK.natural(RANDOM_WALK.free(theta)), theta, rtol=1e-12)


@pytest.mark.parametrize("values", [{}, {"probability": 1.0}, {"probability": 0.5, "speed": 1.0}])
def test_parameters_that_cannot_be_are_named(values):
    with pytest.raises(SettingsError, match="probability"):
        RANDOM_WALK.vector(values)


def test_inputs_that_it_does_not_have_are_refused():
    with pytest.raises(SettingsError, match=r"inputs of random_walk: tariff \[5\]"):
        simulate(RANDOM_WALK, jax.random.key(0), np.array([0.5]), 5, {"tariff": np.zeros(5)})
