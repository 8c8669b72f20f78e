"""Gradients of the random walk's loss, whose derivative in θ is 8(θ − p)."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from known_walk import PRIOR, loss, search_of_walk, walk

from tradewinds.calibration.comparison_rows import loss_of_simulations, observed_of
from tradewinds.calibration.families import family_of
from tradewinds.calibration.gradient_check import check_gradients
from tradewinds.calibration.loss import losses_with_slopes
from tradewinds.calibration.search import GeneralisedSearch
from tradewinds.settings.calibration import (
    CalibrationFamily,
    CalibrationSettings,
    DescentSettings,
    FlowSettings,
)
from tradewinds.simulators.random_walk import RANDOM_WALK

pytestmark = pytest.mark.slow

P = 24 / 99
AT = jnp.array([0.2, 0.5, 0.8])


def slopes(forward, signs=True, temperature=0.1, simulations=4000):
    """Mean slope of the loss in θ at three values, and its error."""
    settings = CalibrationSettings(changes=True)
    of = loss_of_simulations(RANDOM_WALK, settings, signs, natural=True, temperature=temperature)
    observed = observed_of(walk(24), {}, settings, signs=True)
    keys = jax.random.split(jax.random.key(0), (simulations, 3))

    @jax.jit
    def each(runs):
        return losses_with_slopes(of, forward, AT[:, None], runs[:, None], observed).slope[:, 0]

    found = np.asarray(jax.lax.map(each, keys, batch_size=100))
    return found.mean(axis=0), found.std(axis=0) / np.sqrt(simulations)


@pytest.mark.parametrize("forward", [True, False])
def test_the_slope_of_the_loss_is_the_known_one(forward):
    """Within two errors and a hundredth: at τ = .1 the relaxation leaves a bias of that size."""
    found, error = slopes(forward)
    assert (np.abs(found - 8 * (AT - P)) < 2 * error + 0.03).all()
    assert (error < 0.12).all()


def test_a_distance_with_a_kink_loses_half_of_it():
    """What 1 − ab is there for: with slope zero at ties the slope is far from the known one."""
    found, error = slopes(False, signs=False)
    assert (np.abs(found - 8 * (AT - P)) > 5 * error).any()


@pytest.mark.parametrize("estimator", ["pathwise", "score"])
def test_both_estimators_have_the_known_gradient(estimator):
    """Of E_q[L] + w KL in location and log width of a Normal q, the mean of 400 epochs, by differences of
    quadrature."""
    settings = CalibrationSettings(changes=True, gradient=estimator, descent=DescentSettings(draws=30))
    search, observed = search_of_walk(settings)
    location, log_scale, w = 0.7, -0.2, 0.3
    free = {"location": jnp.array([location]), "log_scale": jnp.array([log_scale])}

    @jax.jit
    def one(key):
        return search.gradient(free, key, observed, w)[2]

    found = jax.lax.map(one, jax.random.split(jax.random.key(1), 400), batch_size=20)
    found = np.concatenate([found["location"], found["log_scale"]], axis=1)
    nodes, weights = np.polynomial.hermite_e.hermegauss(80)

    def total(at):
        theta = 1 / (1 + np.exp(-(at[0] + np.exp(at[1]) * nodes)))
        kl = (np.exp(2 * at[1]) + (at[0] - np.log(9)) ** 2 - 1) / 2 - at[1]
        return weights @ loss(theta, P) / weights.sum() + w * kl

    at, h = np.array([location, log_scale]), 1e-5
    known = [(total(at + h * unit) - total(at - h * unit)) / (2 * h) for unit in np.eye(2)]
    error = found.std(axis=0) / 20
    assert (np.abs(found.mean(axis=0) - known) < 3 * error + 0.005).all(), (found.mean(axis=0), known, error)


def test_slopes_are_held_to_differences():
    settings = CalibrationSettings(changes=True)
    search, observed = search_of_walk(settings)
    points = np.array([[-1.0], [1.0]])
    table = check_gradients(["z"], search, observed, points, np.array([0.3]), 2000, jax.random.key(0))
    theta = [1 / (1 + np.exp(-(points[:, 0] + side))) for side in (-0.3, 0.3)]
    known = (loss(theta[1], P) - loss(theta[0], P)) / 0.6
    assert (np.abs(table["difference"] - known) < 3 * table["difference_error"]).all()
    assert (np.abs(table["slope"] - known) < 3 * table["slope_error"] + 0.01).all()
    assert (table["z"].abs() < 3).all()


def test_a_wrong_slope_is_found():
    search, observed = search_of_walk(CalibrationSettings(changes=True), temperature=3.0)  # far too smooth
    points, step = np.array([[1.0]]), np.array([0.3])
    table = check_gradients(["z"], search, observed, points, step, 2000, jax.random.key(0))
    assert table["z"].abs().max() > 5
    assert PRIOR.event_shape == (1,)


def test_a_loss_that_a_parameter_does_not_move_has_the_right_slope():
    """Traders whose thresholds all news exceed: slope and difference are zero in every simulation."""
    flat = GeneralisedSearch(
        lambda key, theta, observed: 0.0 * theta[0] + jax.random.normal(key),
        PRIOR,
        family_of(CalibrationFamily.diagonal, PRIOR, FlowSettings()),
        CalibrationSettings(),
    )
    found = check_gradients(["still"], flat, None, np.zeros((1, 1)), np.ones(1), 20, jax.random.key(0))
    assert found["z"].tolist() == [0.0]
