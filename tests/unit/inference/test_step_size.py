"""A step size goes to where the energy error is as asked, and stays below what has failed."""

import math

import jax
import jax.numpy as jnp
import pytest

from tradewinds.inference.step_size import SHORTEST, Tuning, adapted


def tuned(errors, step: float = 0.01):
    """Step size after relative energy errors ``errors(step)``; that of a failed one is None or infinite."""
    tuning = Tuning(*(jnp.asarray(v) for v in (step, 0.0, 0.0, jnp.inf, True)))
    adapt = jax.jit(adapted)
    for _ in range(600):
        error = errors(float(tuning.step))
        tuning = adapt(tuning, jnp.asarray(error or 0.0), jnp.asarray(error not in (None, math.inf)))
    return float(tuning.step)


def test_steps_grow_or_shrink_to_where_the_error_is_as_asked():
    """With an error of (step / 0.3)⁶ that is 0.3, from either side."""
    for start in (0.01, 2.0):
        assert tuned(lambda step: (step / 0.3) ** 6, start) == pytest.approx(0.3, rel=1e-3)


def test_steps_stay_below_those_that_failed():
    """Steps above 0.1 fail: those that follow are at most four fifths as long as one that did."""
    found = tuned(lambda step: None if step > 0.1 else (step / 0.3) ** 6)
    assert 0.05 < found <= 0.1


def test_a_failed_step_of_infinite_error_leaves_the_next_a_finite_length():
    found = tuned(lambda step: math.inf if step > 0.1 else (step / 0.3) ** 6)
    assert 0.05 < found <= 0.1


def test_no_step_is_too_short_to_find_back():
    """In single precision a step of 1e-7 to the sixth power is nothing, and its inverse would stay."""
    tuning = Tuning(*(jnp.float32(v) for v in (1.0, 0.0, 0.0, jnp.inf)), jnp.asarray(True))
    for error, sound in [(1.0, False)] * 100 + [(1e-6, True)] * 10:
        tuning = adapted(tuning, jnp.float32(error), jnp.asarray(sound))
    assert jnp.isfinite(tuning.error) and tuning.step == jnp.float32(SHORTEST)
