"""What counts as having learned something of a parameter: a narrower posterior, or one that has moved."""

import numpy as np
import numpyro.distributions as dist
import pytest

from tradewinds.calibration.calibrate import Answer
from tradewinds.calibration.contraction import contraction_table

PRIOR = dist.Normal(np.array([2.0]), np.array([1.0])).to_event(1)


@pytest.mark.parametrize(
    ("mean", "deviation", "identified"),
    [
        (2.0, 1.0, False),  # the prior itself
        (2.05, 1.0, False),
        (2.0, 0.95, False),
        (2.0, 0.85, True),
        (1.46, 1.07, True),  # as wide as the prior and half its width away: the random walk at w = 1
        (2.0, 1.3, True),  # wider: the data contradict the prior's tails
    ],
)
def test_a_posterior_that_is_not_the_prior_has_learned_something(mean, deviation, identified):
    draws = mean + deviation * np.sqrt(2) * np.array([[-1.0], [1.0], [-1.0], [1.0]]) / np.sqrt(8 / 3)
    answer = Answer(1.0, {}, draws, 0.0, 0.0, 0.0, {}, {})
    (row,) = contraction_table(["theta"], [answer], PRIOR, 0.9).itertuples()
    assert row.ratio == pytest.approx(deviation) and row.shift == pytest.approx(abs(mean - 2.0))
    assert row.identified is identified
