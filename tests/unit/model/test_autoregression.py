"""Autoregressions: against their state space, and against dense matrices."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from small_models import correlation_by_lyapunov

from tradewinds.model import autoregression, economy

pytestmark = pytest.mark.slow

PARTIALS = [(0.0, 0.0), (0.6, 0.0), (-0.7, 0.0), (0.5, 0.4), (0.91, -0.81), (-0.5, -0.6), (0.99, 0.9)]
PERIODS = 7
correlation = jax.jit(autoregression.correlation_matrix, static_argnums=1)


@pytest.mark.parametrize(("first", "second"), PARTIALS)
def test_correlation_of_an_ar2_by_its_partial_autocorrelations(first, second):
    found = correlation(jnp.array([first, second]), PERIODS)
    np.testing.assert_allclose(found, correlation_by_lyapunov(first, second, PERIODS), atol=1e-12)


@pytest.mark.parametrize(("first", "second"), PARTIALS)
def test_the_partial_autocorrelations_are_those_asked_for(first, second):
    """The second one by its definition: what two periods share beyond the one between them."""
    one, two = np.asarray(correlation(jnp.array([first, second]), 3))[0, 1:]
    assert one == pytest.approx(first)
    assert (two - one**2) / (1 - one**2) == pytest.approx(second, abs=1e-9)


def test_an_ar1_is_an_ar2_whose_second_is_nothing():
    ar1 = correlation(jnp.array([0.6]), PERIODS)
    np.testing.assert_array_equal(ar1, correlation(jnp.array([0.6, 0.0]), PERIODS))
    assert ar1[0, 4] == pytest.approx(0.6**4)


@pytest.mark.parametrize("periods", [1, 2, 3])
def test_short_series(periods):
    found = correlation(jnp.array([0.5, 0.3]), periods)
    np.testing.assert_allclose(found, correlation_by_lyapunov(0.5, 0.3, periods), atol=1e-12)


@pytest.mark.parametrize("raw", [(-8.0, 8.0), (8.0, 8.0), (8.0, -8.0), (0.0, 8.0)])
def test_the_extremes_stay_positive_definite(raw):
    factor = jnp.linalg.cholesky(correlation(autoregression.bounded(jnp.array(raw)), 60))
    assert np.isfinite(factor).all()


def evidence(periods: int, number: int = 0) -> tuple[jax.Array, jax.Array]:
    """a [T], every fourth of it nothing, and b [T]."""
    rng = np.random.default_rng(number)
    a = rng.uniform(0.5, 8.0, periods) * (np.arange(periods) % 4 != 2)
    return jnp.asarray(a), jnp.asarray(a * rng.normal(size=periods))


def dense(partial: jax.Array, variance: float, a: jax.Array, b: jax.Array) -> jax.Array:
    return economy.collapsed(variance * correlation(partial, len(a)), a, b)


@pytest.mark.parametrize("periods", [1, 2, 3, 4, 5, 31, 64])
@pytest.mark.parametrize(("first", "second"), PARTIALS)
def test_integrated_out_in_bands_as_with_the_matrix(first, second, periods):
    arguments = (jnp.array([first, second]), 0.7, *evidence(periods))
    known = [
        jax.jit(jax.value_and_grad(f, argnums=(0, 1, 2, 3)))
        for f in (autoregression.collapsed_autoregressive, dense)
    ]
    (value, gradient), (expected, expected_gradient) = (run(*arguments) for run in known)
    assert float(value) == pytest.approx(float(expected), rel=1e-9)
    for one, other in zip(gradient, expected_gradient, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-8)


def test_an_ar1_in_bands():
    a, b = evidence(9)
    found = autoregression.collapsed_autoregressive(jnp.array([0.6]), 0.7, a, b)
    assert float(found) == pytest.approx(float(dense(jnp.array([0.6]), 0.7, a, b)), rel=1e-12)


@pytest.mark.parametrize("raw", [(0.5, -0.5), (2.0, -1.0), (4.0, 4.0), (-4.0, 4.0)])
def test_single_precision_keeps_the_digits(raw):
    """To two hundredths of a nat even where both partial autocorrelations are at their limit."""
    a, b = evidence(200)
    exact = float(autoregression.collapsed_autoregressive(autoregression.bounded(jnp.array(raw)), 0.7, a, b))
    single = [jnp.asarray(value, dtype=jnp.float32) for value in (raw, 0.7, a, b)]
    found = autoregression.collapsed_autoregressive(autoregression.bounded(single[0]), *single[1:])
    assert found.dtype == jnp.float32
    assert float(found) == pytest.approx(exact, abs=0.02)


def test_second_derivatives_are_finite_where_a_period_has_no_rows():
    a, b = evidence(9)
    curvature = jax.hessian(autoregression.collapsed_autoregressive, argnums=(0, 1, 2))(
        jnp.array([0.6, -0.2]), 0.7, a, b
    )
    assert all(np.isfinite(leaf).all() for leaf in jax.tree.leaves(curvature))


@pytest.mark.parametrize("periods", [1, 2, 3, 20])
def test_a_path_is_the_cholesky_factor_times_its_innovations(periods):
    innovations = jnp.asarray(np.random.default_rng(0).normal(size=periods))
    partial = jnp.array([0.8, -0.5])
    factor = np.linalg.cholesky(correlation_by_lyapunov(0.8, -0.5, periods))
    np.testing.assert_allclose(autoregression.path(partial, innovations), factor @ innovations, atol=1e-10)
