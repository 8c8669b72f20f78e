"""The economy-wide effect: everything that is integrated out by hand."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from small_models import correlation_by_lyapunov

from tradewinds.model import economy

pytestmark = pytest.mark.slow

PERIODS = 7


def problem(first: float = 0.9, second: float = -0.7, number: int = 0) -> tuple:
    """Covariance of δ and the evidence of its periods, two of which have no rows."""
    rng = np.random.default_rng(number)
    cov = 0.5 * correlation_by_lyapunov(first, second, PERIODS)
    a = rng.uniform(0.5, 8.0, PERIODS) * np.array([1, 1, 0, 1, 1, 0, 1])
    return jnp.asarray(cov), jnp.asarray(a), jnp.asarray(a * rng.normal(size=PERIODS))


def test_evidence_adds_up_the_rows_of_a_period():
    found = economy.evidence(
        jnp.array([1.0, 2.0, 3.0]),
        jnp.array([1.0, 2.0, 0.5]),
        jnp.array([1.0, 1.0, 0.0]),
        jnp.array([1, 1, 0]),
        3,
    )
    np.testing.assert_allclose(found, [[0.0, 1.25, 0.0], [0.0, 1.5, 0.0]])


def written_out(cov: jax.Array, a: jax.Array, b: jax.Array) -> jax.Array:
    """The same integral by inverses and determinants, differentiated by JAX."""
    inner = jnp.linalg.inv(jnp.linalg.inv(cov) + jnp.diag(a))
    return 0.5 * b @ inner @ b - 0.5 * jnp.linalg.slogdet(jnp.eye(len(a)) + cov @ jnp.diag(a))[1]


def test_the_collapsed_density_and_its_gradient():
    arguments = problem()
    value, gradient = jax.jit(jax.value_and_grad(economy.collapsed, argnums=(0, 1, 2)))(*arguments)
    expected, expected_gradient = jax.jit(jax.value_and_grad(written_out, argnums=(0, 1, 2)))(*arguments)
    assert float(value) == pytest.approx(float(expected), rel=1e-9)
    for one, other in zip(gradient, expected_gradient, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-8, atol=1e-9)


def test_the_gradient_is_the_slope():
    """Against central differences along a random direction; the step's own error is near 1e-9."""
    arguments = problem()
    rng = np.random.default_rng(3)
    ways = [rng.normal(size=leaf.shape) for leaf in arguments]
    ways[0] = ways[0] + ways[0].T
    for index in (1, 2):  # a precision cannot be negative, and without one there is nothing to sum
        ways[index] = ways[index] * (np.asarray(arguments[1]) > 0)
    gradient = jax.jit(jax.grad(economy.collapsed, argnums=(0, 1, 2)))(*arguments)
    step = 1e-5
    collapsed = jax.jit(economy.collapsed)
    ahead, behind = (
        collapsed(*(leaf + sign * step * way for leaf, way in zip(arguments, ways, strict=True)))
        for sign in (1, -1)
    )
    slope = sum(float((g * way).sum()) for g, way in zip(gradient, ways, strict=True))
    assert slope == pytest.approx(float(ahead - behind) / (2 * step), rel=1e-6)


def test_a_period_without_rows_has_second_derivatives():
    """√a of its evidence a = 0 has an infinite slope, which a Hessian through the gradient would meet."""
    cov, a, b = problem()
    a, b = a.at[2].set(0.0), b.at[2].set(0.0)

    def density(scale: jax.Array) -> jax.Array:
        return economy.collapsed(scale * cov, scale * a, b)

    curvature = float(jax.jacfwd(jax.grad(density))(1.0))
    step = 1e-4
    slopes = [float(jax.grad(density)(1.0 + side * step)) for side in (1, -1)]
    assert curvature == pytest.approx((slopes[0] - slopes[1]) / (2 * step), rel=1e-5)


def test_no_evidence_is_no_density():
    cov, a, b = problem()
    assert economy.collapsed(cov, 0 * a, 0 * b) == 0.0


def posterior(cov: np.ndarray, a: np.ndarray, b: np.ndarray, periods: np.ndarray) -> tuple:
    """Mean and covariance of δ given the evidence of some periods, as noisy observations b/a of it."""
    seen = np.array([p for p in periods if a[p] > 0])
    if not len(seen):
        return np.zeros(len(a)), cov
    gain = cov[:, seen] @ np.linalg.inv(cov[np.ix_(seen, seen)] + np.diag(1 / a[seen]))
    return gain @ (b[seen] / a[seen]), cov - gain @ cov[seen]


def test_smoothing_is_conditioning_on_every_period():
    cov, a, b = problem()
    expected = posterior(*map(np.asarray, (cov, a, b)), np.arange(PERIODS))
    for found, wanted in zip(economy.smooth(cov, a, b), expected, strict=True):
        np.testing.assert_allclose(found, wanted, atol=1e-10)


@pytest.mark.parametrize("start", [0, 3, PERIODS - 1])
def test_forecasting_is_conditioning_on_the_periods_before(start):
    cov, a, b = problem()
    dense = [np.asarray(leaf) for leaf in (cov, a, b)]
    known = jnp.arange(PERIODS) < start
    state = economy.smooth(cov, jnp.where(known, a, 0.0), jnp.where(known, b, 0.0))
    mean, variance = economy.forecast(*state, a, b, start)
    for index, period in enumerate(range(start, PERIODS)):
        expected_mean, expected_cov = posterior(*dense, np.arange(period))
        assert mean[index] == pytest.approx(expected_mean[period], abs=1e-10)
        assert variance[index] == pytest.approx(expected_cov[period, period], abs=1e-10)


def test_independent_effects_need_no_matrices():
    rng = np.random.default_rng(5)
    variance, a, b = 0.7, rng.uniform(0.0, 30.0, 9), rng.normal(size=9)
    a[2] = b[2] = 0.0
    cov = variance * jnp.eye(9)
    assert economy.collapsed_independent(variance, a, b) == pytest.approx(float(economy.collapsed(cov, a, b)))
    for short, full in zip(
        economy.smooth_independent(variance, a, b), economy.smooth(cov, a, b), strict=True
    ):
        np.testing.assert_allclose(short, full, atol=1e-12)
