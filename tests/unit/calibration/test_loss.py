"""Losses draw by draw: what is not finite is left out by itself, and counted."""

import jax
import jax.numpy as jnp
import numpy as np
import numpyro.distributions as dist
import pytest

from tradewinds.calibration.loss import divergence, losses_alone, losses_with_slopes
from tradewinds.calibration.search import advantage

pytestmark = pytest.mark.slow

THETA = jnp.array([[1.0, 2.0], [3.0, -1.0], [0.5, 0.5], [-2.0, 1.0]])


def noisy(key, theta, observed):
    """Not finite where the first parameter is negative, and in every simulation whose number is above 1.5."""
    z = jax.random.normal(key)
    broken = (theta[0] < 0) | (z > 1.5)
    return jnp.where(broken, jnp.nan, ((theta - observed) ** 2).sum() + z * theta[1])


def keys(simulations):
    return jax.random.split(jax.random.key(0), (len(THETA), simulations))


@pytest.mark.parametrize("forward", [True, False])
def test_simulations_that_are_not_finite_are_left_out_one_by_one(forward):
    runs, data = keys(40), jnp.array([0.5, 1.0])
    found = losses_with_slopes(noisy, forward, THETA, runs, data)
    z = np.array(jax.vmap(jax.vmap(jax.random.normal))(runs))
    fine = z <= 1.5
    fine[3] = False
    assert 0 < (~fine[:3]).sum() < 20 and found.failed == (~fine).sum()
    assert found.finite.tolist() == [True, True, True, False]
    for place in range(3):
        mean = z[place][fine[place]].mean()
        expected = ((THETA[place] - data) ** 2).sum() + mean * THETA[place, 1]
        assert np.isclose(found.value[place], expected)
        assert np.allclose(found.slope[place], 2 * (THETA[place] - data) + jnp.array([0, mean]))
    assert found.value[3] == 0 and not found.slope[3].any()
    alone = losses_alone(noisy, THETA, runs, data)
    assert np.allclose(alone.value, found.value) and alone.failed == found.failed


def test_both_modes_give_the_same_slopes():
    runs, data = keys(5), jnp.array([0.5, 1.0])
    forward, reverse = (losses_with_slopes(noisy, mode, THETA, runs, data) for mode in (True, False))
    assert np.allclose(forward.slope, reverse.slope, rtol=1e-13, atol=1e-13)


def test_a_draw_is_compared_with_the_mean_of_the_others():
    found = losses_alone(noisy, THETA, keys(3), jnp.array([0.5, 1.0]))
    value, fine = np.asarray(found.value), np.asarray(found.finite)
    assert fine.sum() == 3
    for place in np.flatnonzero(fine):
        others = value[fine & (np.arange(4) != place)].mean()
        assert np.isclose(advantage(found)[place], (value[place] - others) / 3)
    assert advantage(found)[3] == 0


def test_divergences_in_closed_form_and_by_draws_agree():
    prior = dist.Normal(jnp.zeros(2), jnp.array([1.0, 2.0])).to_event(1)
    q = dist.Normal(jnp.array([0.5, -1.0]), jnp.array([0.7, 1.5])).to_event(1)
    moved = dist.TransformedDistribution(q, dist.transforms.AffineTransform(jnp.zeros(2), jnp.ones(2)))
    closed = divergence(q, prior, jax.random.key(0), 1)
    # the log ratio's deviation is about 1: one error of 40,000 draws is .005
    assert np.isclose(divergence(moved, prior, jax.random.key(1), 40_000), closed, atol=0.02)
    full = dist.MultivariateNormal(q.mean, scale_tril=jnp.diag(jnp.sqrt(q.variance)))
    assert np.isclose(divergence(full, prior, jax.random.key(0), 2), closed)
    assert np.isclose(closed, 0.5 * (0.49 + 0.25 - 1) - np.log(0.7) + 0.5 * (0.8125 - 1) - np.log(0.75))
