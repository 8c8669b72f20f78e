"""Estimators of a slope whose truth is known: through the noise, by the score, by differences."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tradewinds.simulators.parameter import Parameter
from tradewinds.simulators.simulator import Simulator, simulate, simulate_draws

DRAWS = 100_000
AT = 2.0


def simulator(after) -> Simulator:
    """One step, from a standard normal number and θ."""
    return Simulator(
        name="one step",
        parameters=(Parameter("theta", "θ"),),
        observables=("y",),
        initial=lambda parameters, period: jnp.zeros(()),
        step=lambda state, parameters, period: after(parameters["theta"], jax.random.normal(period.key)),
        observe=lambda state, parameters: state[None],
    )


FIXED = simulator(lambda theta, z: theta**2 * (1 + 2 * z + 4))
"""y = θ² (z + 4), z ~ N(1, 2²): the noise does not know θ; slope of the mean 10 θ."""
MOVED = simulator(lambda theta, z: theta**2 * (4 + theta + 2 * z))
"""y = θ² (4 + z), z ~ N(θ, 2²): slope of the mean 8 θ + 3 θ²."""


def slopes(one: Simulator) -> np.ndarray:
    def slope(key):
        return jax.jacfwd(lambda theta: simulate(one, key, theta[None], 2)[-1, 0])(AT)

    return np.asarray(jax.jit(jax.vmap(slope))(jax.random.split(jax.random.key(0), DRAWS)))


def near(found: np.ndarray, truth: float) -> bool:
    return abs(found.mean() - truth) < 3 * found.std() / np.sqrt(len(found))


def test_through_noise_that_stays():
    assert near(slopes(FIXED), 20.0)


def test_through_noise_that_moves_with_the_parameter():
    """28, with a spread of 8; by the score, with the direct term, 20.8; stopped at the noise, 24."""
    found = slopes(MOVED)
    assert near(found, 28.0) and found.std() == pytest.approx(8.0, rel=0.02)
    z = AT + 2 * np.random.default_rng(0).standard_normal(DRAWS)
    score = AT**2 * (4 + z) * (z - AT) / 4 + 2 * AT * (4 + z)
    assert near(score, 28.0) and score.std() == pytest.approx(20.8, rel=0.02)
    stopped = 2 * AT * (4 + z)
    assert near(stopped, 24.0) and not near(stopped, 28.0)


@pytest.mark.slow
@pytest.mark.parametrize("width", [0.1, 0.01])
def test_differences_scatter_as_one_over_their_width_unless_the_noise_is_common(width):
    key, many = jax.random.key(1), 4000
    ends = np.array([[AT + width], [AT - width]])

    def difference(common: bool) -> np.ndarray:
        def one(key):
            high, low = simulate_draws(MOVED, key, ends, 2, common=common)[:, -1, 0]
            return (high - low) / (2 * width)

        return np.asarray(jax.jit(jax.vmap(one))(jax.random.split(key, many)))

    own, same = difference(common=False), difference(common=True)
    assert near(same, 28.0 + width**2) and same.std() == pytest.approx(8.0, rel=0.05)
    assert own.std() == pytest.approx(8.0 * np.sqrt(2) / (2 * width), rel=0.05)
