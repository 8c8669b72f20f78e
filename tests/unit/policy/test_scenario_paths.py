"""The path that is asked about, and the one it is compared with."""

import numpy as np
import pytest
from linear_world import scenario

from tradewinds.policy.scenario import tariff_paths

LAST = np.array([0.02, 0.3])


@pytest.mark.parametrize("rise", [0.1, -0.01])
def test_equal_steps_from_the_last_tariff_to_the_whole_rise(rise):
    found = tariff_paths(LAST, scenario(20, rise), 5)
    assert found["scenario"].shape == found["baseline"].shape == (5, 2)
    np.testing.assert_allclose(found["scenario"][-1], LAST + rise)
    np.testing.assert_allclose(np.diff(found["scenario"], axis=0), rise / 5)
    np.testing.assert_allclose(found["scenario"][0], LAST + rise / 5)


def test_the_baseline_stays():
    np.testing.assert_array_equal(tariff_paths(LAST, scenario(20), 5)["baseline"], np.tile(LAST, (5, 1)))


def test_a_cut_ends_at_zero():
    """There is no tariff below nothing: a sector with 2 % cannot be cut by ten points."""
    found = tariff_paths(LAST, scenario(20, -0.1), 5)["scenario"]
    np.testing.assert_allclose(found[:, 0], [0, 0, 0, 0, 0], atol=1e-15)
    np.testing.assert_allclose(found[:, 1], [0.28, 0.26, 0.24, 0.22, 0.2])
