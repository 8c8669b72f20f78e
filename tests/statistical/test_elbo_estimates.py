"""What is minimised estimates the ELBO, whatever the number of particles and rows of a step.

With a learning rate of nothing the guide stays where it starts, so that every step of every run
estimates the same number; the scatter between chunks gives its standard error.
"""

import jax
import numpy as np
import pytest
from known_lines import make_line, make_problem, silent

from tradewinds.inference import variational
from tradewinds.settings.inference import InferenceSettings, OptimiserSettings, VariationalSettings

pytestmark = pytest.mark.xdist_group("elbo estimates")


def estimate(monkeypatch, particles: int, minibatch: int | None = None) -> tuple[float, float, float]:
    """Mean loss of 2,000 steps, its standard error, and the loss by the parts reported after the fit."""
    monkeypatch.setattr(variational, "SPLIT_DRAWS", 20_000)
    settings = InferenceSettings(
        optimiser=OptimiserSettings(steps=2000, chunk=100, patience=99, learning_rate=1e-12),
        variational=VariationalSettings(particles, 2, minibatch, initial_scale=0.3),
    )
    draws = variational.run(make_problem(make_line(0.5), noise=None), settings, jax.random.key(0), silent)
    losses = draws.curve["loss"][:, 0]
    return losses.mean(), losses.std(ddof=1) / np.sqrt(len(losses)), -draws.facts["elbo_per_obs"]


def test_particles_and_minibatches_estimate_one_elbo(monkeypatch):
    """Ten particles give the number of one, with a smaller error; a fourth of the rows with a larger one."""
    one, one_error, parts = estimate(monkeypatch, particles=1)
    ten, ten_error, _ = estimate(monkeypatch, particles=10)
    few, few_error, _ = estimate(monkeypatch, particles=1, minibatch=10)
    assert abs(one - ten) < 4 * np.hypot(one_error, ten_error)
    assert abs(one - few) < 4 * np.hypot(one_error, few_error)
    # 20,000 draws: a third of the error of 2,000 steps
    assert abs(ten - parts) < 4 * np.hypot(ten_error, one_error / 3)
    assert ten_error < 0.6 * one_error < one_error < few_error
    assert one > 50 * one_error  # else nothing could be told apart
