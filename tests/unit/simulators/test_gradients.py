"""Both modes of differentiation: one gradient, and the memory that each needs."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tradewinds.simulators.gradients import forward_costs_less, value_and_gradient
from tradewinds.simulators.import_market import import_market
from tradewinds.simulators.simulator import simulate, state_bytes
from tradewinds.simulators.traders import traders

TRUTH = np.array([1.0, 0.5, 1.0, 0.7])


def squared(parameters, agents: int, steps: int):
    return jnp.square(simulate(traders(agents), jax.random.key(0), parameters, steps, None, 0.2)).mean()


def market(parameters):
    steps = {"tariff": jnp.linspace(0.05, 0.3, 40), "home_price": jnp.ones(40)}
    return simulate(import_market(200), jax.random.key(1), parameters, 40, steps, 0.2)[:, 1].mean()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("function", "at"),
    [
        (partial(squared, agents=300, steps=60), TRUTH),
        (market, np.array([-1.4, 0.8, 0.15, 0.6, 0.2, 0.01, 0.03])),
    ],
)
def test_modes_differ_by_rounding_alone(function, at):
    (value, forward), (same, reverse) = (
        jax.jit(value_and_gradient(function, mode))(at) for mode in (True, False)
    )
    np.testing.assert_allclose(value, same, rtol=1e-14)
    np.testing.assert_allclose(forward, reverse, rtol=1e-10, atol=1e-13)
    assert np.isfinite(forward).all() and np.abs(forward).max() > 1e-3


def working_memory(steps: int, forward: bool) -> int:
    """Bytes that the compiled program takes beside arguments and results, with a hundred thousand traders."""
    gradient = value_and_gradient(partial(squared, agents=100_000, steps=steps), forward)
    return jax.jit(gradient).lower(TRUTH).compile().memory_analysis().temp_size_in_bytes


@pytest.mark.slow
def test_forward_mode_needs_no_more_memory_for_more_steps():
    assert working_memory(100, True) < 1.01 * working_memory(25, True)
    assert working_memory(100, False) > 3 * working_memory(25, False)


@pytest.mark.parametrize(
    ("parameters", "history", "forward"),
    [(1, 800_000, True), (4, 800_000_000, True), (64, 800_000, False), (64, 8_000_000_000, True)],
)
def test_few_parameters_and_large_runs_go_forward(parameters, history, forward):
    assert forward_costs_less(parameters, history) == forward


def test_the_state_is_counted_in_bytes():
    """Premiums and choices of two hundred buyers, three numbers beside them, in double precision."""
    assert state_bytes(import_market(200)) == 8 * (2 * 200 + 3)
