"""Covariances between periods, each against the process it claims to be."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from small_models import correlation_by_lyapunov

from tradewinds.model import dynamics, economy
from tradewinds.model.autoregression import _LARGEST_PARTIAL
from tradewinds.model.dynamics import SMOOTH_JITTER
from tradewinds.settings.model import Dynamics

PERIODS, TRAINED = 7, 5


def unit(name: Dynamics, shape=(), periods: int = PERIODS, trained: int = TRAINED) -> np.ndarray:
    run = jax.jit(dynamics.unit_covariances, static_argnums=(0, 2, 3))
    (found,) = run(name, jnp.asarray(shape, dtype=float), periods, trained)
    return np.asarray(found)


def simulated(changes: np.ndarray) -> np.ndarray:
    """Covariance of the running sum of ``changes`` [R, P] less its mean over the training periods."""
    path = np.cumsum(changes, axis=1)
    path -= path[:, :TRAINED].mean(axis=1, keepdims=True)
    cov = np.cov(path.T, bias=True)
    return cov / np.diagonal(cov)[:TRAINED].mean()


def test_independent_periods_have_nothing_in_common():
    np.testing.assert_array_equal(unit(Dynamics.independent), np.eye(PERIODS))


def test_an_autoregression_of_unbounded_parameters():
    first, second = _LARGEST_PARTIAL * np.tanh([0.4, -0.2])
    ar2 = correlation_by_lyapunov(first, second, PERIODS)
    np.testing.assert_allclose(unit(Dynamics.ar2, (0.4, -0.2)), ar2, atol=1e-12)
    ar1 = correlation_by_lyapunov(first, 0.0, PERIODS)
    np.testing.assert_allclose(unit(Dynamics.ar1, (0.4,)), ar1, atol=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize("periods", [4, 9])
def test_integrated_out_each_process_gives_what_its_matrix_gives(periods):
    """Fewer and more periods than the five that were trained on."""
    rng = np.random.default_rng(1)
    shape = jnp.asarray(rng.normal(size=dynamics.parameters(Dynamics.average)))
    a, b = jnp.asarray(rng.uniform(0, 5, periods)), jnp.asarray(rng.normal(size=periods))
    run = jax.jit(dynamics.collapsed_densities, static_argnums=(0, 5))
    found = run(Dynamics.average, shape, 0.7, a, b, TRAINED)
    units = dynamics.unit_covariances(Dynamics.average, shape, max(periods, TRAINED), TRAINED)
    expected = [economy.collapsed(0.7 * unit[:periods, :periods], a, b) for unit in units]
    np.testing.assert_allclose(found, expected, rtol=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("name", list(dynamics.PROCESSES))
def test_a_sampled_path_is_the_cholesky_factor_times_its_innovations(name):
    rng = np.random.default_rng(2)
    shape, innovations = rng.normal(size=dynamics.parameters(name)), rng.normal(size=PERIODS)
    (found,) = dynamics.sampled(name, jnp.asarray(shape), jnp.asarray(innovations))
    factor = np.linalg.cholesky(unit(name, shape, PERIODS, PERIODS))
    np.testing.assert_allclose(found, factor @ innovations, atol=1e-9)


@pytest.mark.parametrize("name", [Dynamics.random_walk, Dynamics.damped_trend])
def test_processes_without_a_level_against_simulation(name):
    """200,000 paths: an entry of size one is known to about 0.005, later ones are up to ten times larger."""
    rng = np.random.default_rng(0)
    changes = rng.standard_normal((200_000, PERIODS))
    shape, damping = (), 0.0
    if name == Dynamics.damped_trend:
        shape, damping = (1.0,), 1 / (1 + np.exp(-1.0))
        changes[:, 0] /= np.sqrt(1 - damping**2)  # stationary from the first period on
        for period in range(1, PERIODS):
            changes[:, period] += damping * changes[:, period - 1]
    found = unit(name, shape)
    np.testing.assert_allclose(found, simulated(changes), rtol=0.03, atol=0.02)
    ones = np.repeat([1.0, 0.0], [TRAINED, PERIODS - TRAINED])
    assert abs(ones @ found @ ones) < 2 * TRAINED * SMOOTH_JITTER, "the level is the intercept's"


def test_a_cycle_comes_back_and_fades():
    """Shape 0: of 48 periods the cycle has √(4 · 48) = 13.9, and two cycles on less is left than one on."""
    found = unit(Dynamics.quasi_periodic, (0.0, 0.0, 0.0), periods=48, trained=48)[0]
    cycle = 4 * np.sqrt(48 / 4)
    assert found[round(cycle)] > 0.8 * np.exp(-0.5 / np.exp(0.5) ** 2)
    assert found[round(cycle / 2)] < 0.2 < found[round(2 * cycle)] < found[round(cycle)] < 1


@pytest.mark.parametrize("name", list(dynamics.PROCESSES))
@pytest.mark.parametrize("size", [-8.0, 0.0, 8.0])
def test_every_process_has_unit_size_in_the_sample_and_is_positive_definite(name, size):
    shape = np.full(dynamics.parameters(name), size)
    found = unit(name, shape, periods=60, trained=48)
    assert np.diagonal(found)[:48].mean() == pytest.approx(1.0, abs=2 * SMOOTH_JITTER)
    np.testing.assert_allclose(found, found.T, atol=1e-12)
    assert np.isfinite(np.linalg.cholesky(found)).all()


@pytest.mark.slow
def test_an_average_holds_every_process_with_parameters_of_its_own():
    count = dynamics.parameters(Dynamics.average)
    assert count == sum(process.parameters for process in dynamics.PROCESSES.values()) == 7
    shape = jnp.linspace(-1, 1, count)
    found = dynamics.unit_covariances(Dynamics.average, shape, PERIODS, TRAINED)
    begin = 0
    for one, name in zip(found, dynamics.PROCESSES, strict=True):
        end = begin + dynamics.parameters(name)
        np.testing.assert_allclose(one, unit(name, shape[begin:end]), atol=1e-12)
        begin = end
