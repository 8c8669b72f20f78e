"""What is minimised estimates the ELBO, whatever the number of particles and rows of a step.

With a learning rate of nothing the guide stays where it starts, so that every step of every run
estimates the same number; the scatter between chunks gives its standard error.
"""

import jax
import numpy as np
import pytest
from known_lines import make_line, make_problem, silent

from tradewinds.inference import variational
from tradewinds.settings.inference import (
    GuideFamily,
    InferenceSettings,
    OptimiserSettings,
    VariationalSettings,
)


def estimate(
    particles: int, minibatch: int | None = None, family: GuideFamily = GuideFamily.mean_field
) -> tuple[float, float, float]:
    """Mean loss of 2,000 steps, its standard error, and the loss by the parts reported after the fit."""
    settings = InferenceSettings(
        optimiser=OptimiserSettings(steps=2000, chunk=50, learning_rate=1e-12),
        variational=VariationalSettings(
            family, particles=particles, draws=20_000, minibatch=minibatch, initial_scale=0.3
        ),
    )
    draws = variational.run(make_problem(make_line(0.5), noise=None), settings, jax.random.key(0), silent)
    losses = draws.curve["loss"][:, 0]
    return losses.mean(), losses.std(ddof=1) / np.sqrt(len(losses)), -draws.facts["elbo_per_obs"]


@pytest.mark.parametrize("family", GuideFamily)
def test_particles_and_minibatches_estimate_one_elbo(family):
    """Ten particles give the number of one, with a smaller error; so does a fourth of the rows."""
    one, one_error, parts = estimate(1, family=family)
    ten, ten_error, _ = estimate(10, family=family)
    few, few_error, _ = estimate(1, minibatch=10, family=family)
    assert abs(one - ten) < 4 * np.hypot(one_error, ten_error)
    assert abs(one - few) < 4 * np.hypot(one_error, few_error)
    # 20,000 draws: a third of the error of 2,000 steps
    assert abs(ten - parts) < 4 * np.hypot(ten_error, one_error / 3)
    assert ten_error < 0.6 * one_error
    assert one > 50 * one_error  # else nothing could be told apart
