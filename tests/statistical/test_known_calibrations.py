"""Calibrations whose answer is known: the random walk by quadrature, the conjugate case in closed form.

Bars: location within .02 and scale within .03 of the best Normal, an energy distance to the exact posterior
of at most .002 (two samples of 10,000 of one law differ by .0004). The benchmark has ten seeds.
"""

import jax
import numpy as np
import pandas as pd
import pytest
from known_walk import best_normal, energy_to_exact, search_of_walk, walk

from tradewinds.calibration.calibrate import calibrate
from tradewinds.calibration.pose import pose_calibration
from tradewinds.settings.calibration import (
    CalibrationFamily,
    CalibrationSettings,
    CoordinatePrior,
    DescentSettings,
    DiscrepancyName,
    GradientEstimator,
)
from tradewinds.settings.simulator import SimulatorSettings

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("gradient", list(GradientEstimator))
def test_the_walks_posterior_is_the_best_normal(gradient):
    settings = CalibrationSettings(
        changes=True, gradient=gradient, descent=DescentSettings(epochs=2500, learning_rate=0.01)
    )
    search, observed = search_of_walk(settings, 24)
    answer = calibrate("walk", search, observed, 1.0, jax.random.key(0))
    best, _, divergence = best_normal(24 / 99, 1.0)
    location, scale = float(answer.free["location"][0]), float(np.exp(answer.free["log_scale"][0]))
    assert answer.facts["stopped"]
    assert abs(location - best.location) < 0.02 and abs(scale - best.scale) < 0.03
    assert energy_to_exact(24 / 99, 1.0, location, scale) <= 0.002
    assert abs(answer.divergence - divergence) < 0.05


def test_a_posterior_of_another_temperature_is_told_apart():
    """The same bars find an answer to w = 2: half of the slope lost, as at ties of |a − b|."""
    wrong = best_normal(24 / 99, 2.0)[0]
    assert abs(wrong.location - best_normal(24 / 99, 1.0)[0].location) > 0.2
    assert energy_to_exact(24 / 99, 1.0, *wrong) > 0.02


def test_the_conjugate_case_is_met():
    """Beta(2 + ups, 2 + downs), mean and standard deviation within 2 %."""
    ups = 24
    settings = CalibrationSettings(
        prior={"probability": CoordinatePrior(0.5, float(np.sqrt(0.05)))},
        family=CalibrationFamily.beta,
        discrepancy=DiscrepancyName.likelihood,
        descent=DescentSettings(epochs=1500, learning_rate=0.03, draws=200),
    )
    simulator = SimulatorSettings("random_walk", "A walk.", parameters={"probability": 0.2})
    posed = pose_calibration(pd.DataFrame({"position": walk(ups)[:, 0]}), simulator, settings)
    answer = calibrate("walk", posed.search, posed.observed, 1.0, jax.random.key(0))
    q, (a, b) = posed.search.family.member(answer.free), (2 + ups, 2 + 99 - ups)
    assert abs(float(q.mean[0]) / (a / (a + b)) - 1) < 0.02
    assert abs(float(np.sqrt(q.variance[0])) / np.sqrt(a * b / (a + b) ** 2 / (a + b + 1)) - 1) < 0.02
