"""Weights of the points of a frontier."""

import numpy as np
import pytest
from small_sample import HORIZON, SECTORS, sample_of

from tradewinds.policy.optimum import between
from tradewinds.policy.path_space import PathSpace
from tradewinds.settings.optimise import OptimiseSettings
from tradewinds.settings.outcomes import Outcome

BASELINE = np.full((HORIZON, SECTORS), 0.1)
SETTINGS = OptimiseSettings(knots=2, grid=3)


def weights(share, *outcomes):
    sample = sample_of([5.0, 5.0], BASELINE, weights={"volume": 1.0, "revenue": 1.0})
    return between(list(outcomes), share, sample, PathSpace.of(BASELINE, SETTINGS), SETTINGS)


@pytest.mark.parametrize(("share", "expected"), [(0.0, [-0.4, 0.0]), (0.5, [-0.2, 0.02]), (1.0, [0.0, 0.04])])
def test_halfway_is_the_welfare_itself(share, expected):
    rest = Outcome("sectors", "volume", weight=-0.2, first=-0.2)
    revenue = Outcome("sectors", "revenue", weight=0.02, second=1.0)
    assert weights(share, rest, revenue) == pytest.approx(expected)


def test_what_the_welfare_does_not_pay_for_counts_as_much_over_the_grid():
    volume = Outcome("sectors", "volume", weight=0.5, first=1.0)
    revenue = Outcome("sectors", "revenue", second=1.0)
    first, second = weights(0.5, volume, revenue)
    sample = sample_of([5.0, 5.0], BASELINE, weights={"volume": 1.0, "revenue": 1.0})
    paths = PathSpace.of(BASELINE, SETTINGS).grid(3).values()
    ranges = np.ptp([sample.ask(path).effects.mean(axis=0) for path in paths], axis=0)
    assert first == pytest.approx(0.5) and first * ranges[0] == pytest.approx(second * ranges[1])
