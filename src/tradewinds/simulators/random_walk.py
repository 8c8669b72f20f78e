"""A random walk that goes up by one with a probability, else down by one."""

import jax
import jax.numpy as jnp

from tradewinds.simulators.parameter import Parameter, Transform
from tradewinds.simulators.simulator import GivenPeriod, Simulator, Values
from tradewinds.simulators.surrogates import bernoulli


def initial(parameters: Values, period: GivenPeriod) -> jax.Array:
    """x_0 = 0"""
    return jnp.zeros(())


def step(state: jax.Array, parameters: Values, period: GivenPeriod) -> jax.Array:
    """x_{t+1} = x_t + 2ξ − 1, ξ ~ Bernoulli(θ)"""
    up = bernoulli(period.key, parameters["probability"], period.temperature)
    return state + 2 * up - 1


def observe(state: jax.Array, parameters: Values) -> jax.Array:
    """The position [1]."""
    return state[None]


RANDOM_WALK = Simulator(
    name="random_walk",
    parameters=(Parameter("probability", "probability of a step up", "", Transform.logit, 0.0, 1.0),),
    observables=("position",),
    initial=initial,
    step=step,
    observe=observe,
)
"""E[x_t] = t (2θ − 1), so that its derivative in θ is 2t."""
