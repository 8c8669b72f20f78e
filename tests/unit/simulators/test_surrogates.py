"""Gradients through choices: their values, biases and spreads are those that quadrature gives."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import quad

from tradewinds.simulators.random_walk import RANDOM_WALK
from tradewinds.simulators.simulator import simulate
from tradewinds.simulators.surrogates import bernoulli, exceeds, straight_through

DRAWS = 40_000


def relaxed_slope(probability: float, temperature: float) -> float:
    """Mean of the derivative of the relaxation in its probability: the integral over the logistic number."""
    odds = np.log(probability / (1 - probability))

    def bell(x: float) -> float:
        return np.exp(-abs(x)) / (1 + np.exp(-abs(x))) ** 2

    points = [-odds + k * temperature for k in (-20, -3, 0, 3, 20)]
    found = quad(lambda x: bell(x) * bell((odds + x) / temperature) / temperature, -60, 60, points=points)[0]
    return found / (probability * (1 - probability))


def slopes(function, at: float, draws: int = DRAWS) -> np.ndarray:
    """Derivative of function(key, θ) for every key."""

    def one(key):
        return jax.jvp(lambda theta: function(key, theta), (at,), (1.0,))[1]

    return np.asarray(jax.jit(jax.vmap(one))(jax.random.split(jax.random.key(0), draws)))


def two_choices(temperature: float):
    def both(key, theta):
        first, second = jax.random.split(key)
        return 2 * bernoulli(first, 3 * theta, temperature) + bernoulli(second, theta, temperature)

    return both


@pytest.mark.slow
@pytest.mark.parametrize(
    ("temperature", "mean", "spread"),
    [(0.1, 7.03, 16.4), (0.5, 6.56, 5.3), (0.9, 5.80, 2.8), (1.5, 4.69, 1.3)],
)
def test_a_lower_temperature_trades_bias_for_spread(temperature, mean, spread):
    """2 Bernoulli(3θ) + Bernoulli(θ) at θ = .1, whose mean has the slope 7."""
    found = slopes(two_choices(temperature), 0.1)
    error = found.std() / np.sqrt(DRAWS)
    exact = 6 * relaxed_slope(0.3, temperature) + relaxed_slope(0.1, temperature)
    assert abs(found.mean() - exact) < 3 * error
    assert exact == pytest.approx(mean, abs=0.06)
    assert found.std() == pytest.approx(spread, rel=0.04)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("theta", "temperature", "mean"),
    [
        (0.4, 0.1, 97.8),
        (0.4, 0.5, 85.4),
        (0.4, 1.0, 67.0),
        (0.2, 0.1, 98.4),
        (0.2, 0.5, 95.9),
        (0.2, 1.0, 84.6),
    ],
)
def test_the_slope_of_where_a_walk_is_expected(theta, temperature, mean):
    """E[x_49] = 49 (2θ − 1), slope 98: the surrogate's is that of its 49 relaxations."""

    def position(key, at):
        return simulate(RANDOM_WALK, key, at[None], 50, None, temperature)[-1, 0]

    found = slopes(position, theta, 10_000)
    exact = 98 * relaxed_slope(theta, temperature)
    assert abs(found.mean() - exact) < 3 * found.std() / 100
    assert exact == pytest.approx(mean, rel=0.006)


def test_at_the_lowest_temperature_the_slope_is_the_true_one():
    """Bias falls with the square of the temperature, and is below a thousandth at .02."""
    for theta in (0.2, 0.5, 0.8):
        biases = [abs(relaxed_slope(theta, temperature) - 1) for temperature in (0.2, 0.1, 0.02)]
        assert biases[0] > biases[1] > biases[2] and biases[2] < 1e-3


def energy_distance(increments, observed, distance):
    n = len(increments)
    return 2 * distance(observed[:, None], increments).mean() - distance(
        increments[:, None], increments
    ).sum() / (n * (n - 1))


@pytest.mark.slow
@pytest.mark.parametrize("ties", ["smooth", "kinked"])
def test_a_distance_with_a_kink_at_ties_loses_the_slope_of_the_loss(ties):
    """L(θ) = 4 (θ − p)² + 4p (1 − p) has the slope 8 (θ − p): found with |a − b| = 1 − ab, not with abs."""
    observed = np.where(np.arange(99) < 24, 1.0, -1.0)
    p = 24 / 99

    def loss(key, theta):
        walk = simulate(RANDOM_WALK, key, theta[None], 100, None, 0.1)[:, 0]
        steps = jnp.diff(walk)
        if ties == "kinked":
            return energy_distance(steps, observed, lambda a, b: jnp.abs(a - b))
        within = 1 - (steps.sum() ** 2 - (steps**2).sum()) / (99 * 98)
        return 2 * (1 - steps.mean() * observed.mean()) - within

    for theta in (0.2, 0.5, 0.8):
        found = slopes(loss, theta, 4000)
        error = found.std() / np.sqrt(4000)
        near = abs(found.mean() - 8 * (theta - p)) < 3 * error + 0.02
        assert near == (ties == "smooth"), (theta, found.mean(), error)


def test_values_are_exact_and_ties_are_not_above():
    value = jnp.array([0.1, 0.3, 0.30000000000000004, 5e6])
    found = np.asarray(exceeds(value, 0.3, 0.2))
    assert found.tolist() == [0.0, 0.0, 1.0, 1.0]
    hard, relaxed = jnp.array(1.0), jnp.array(0.1) * 3
    assert straight_through(hard, relaxed) == 1.0


def test_a_threshold_has_the_slope_of_a_sigmoid_to_either_side():
    slope = jax.grad(exceeds, argnums=(0, 1))(0.5, 0.3, 0.2)
    sigmoid = 1 / (1 + np.exp(-1.0))
    np.testing.assert_allclose(slope, np.array([1, -1]) * sigmoid * (1 - sigmoid) / 0.2, rtol=1e-12)


def test_a_chance_is_drawn_as_often_as_it_says():
    for probability in (0.01, 0.5, 0.9):
        found = np.asarray(bernoulli(jax.random.key(3), probability, 0.5, (DRAWS,)))
        assert abs(found.mean() - probability) < 4 * np.sqrt(probability * (1 - probability) / DRAWS)
