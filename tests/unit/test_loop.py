"""Long computations that are stopped: they go on where they were, to the same bits."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from known_lines import make_line, make_problem, silent

from tradewinds import loop as loops
from tradewinds.inference import microcanonical, nuts, variational
from tradewinds.loop import FORGETFUL, Loop, lengths
from tradewinds.settings.inference import (
    InferenceSettings,
    MicrocanonicalSettings,
    NutsSettings,
    OptimiserSettings,
    VariationalSettings,
)

pytestmark = pytest.mark.slow


class Stopped(Exception):
    """What a job that is taken off its machine leaves behind is what was written before."""


class Kept:
    """A memory that writes after every chunk."""

    def __init__(self):
        self.parts = {}

    def due(self):
        return True

    def read(self, part):
        return self.parts.get(part)

    def write(self, part, arrays):
        self.parts[part] = {name: value.copy() for name, value in arrays.items()}


class Number(NamedTuple):
    value: np.ndarray


def count(memory, stop=None, total=5, log=silent):
    """A loop over a random key, a counter of NumPy's and an array of JAX's."""
    start = (jax.random.key(0), np.zeros((), int), jnp.zeros(3, jnp.float32))
    loop = Loop("count", total, start, Number, memory, log)
    while loop.done < loop.total:
        if loop.done == stop:
            raise Stopped
        key, number, values = loop.state
        key, now = jax.random.split(key)
        values = values + jax.random.normal(now, (3,), jnp.float32)
        loop.keep((key, number + 1, values), Number(values.sum()), f"{loop.done + 1} of {total}")
    return loop


@pytest.mark.parametrize("stop", [1, 4])
def test_a_loop_goes_on_where_it_was(stop):
    whole, memory, said = count(FORGETFUL), Kept(), []
    with pytest.raises(Stopped):
        count(memory, stop)
    again = count(memory, log=said.append)
    assert said[0] == f"goes on after {stop} of 5 chunks that were made before" and len(said) == 6 - stop
    np.testing.assert_array_equal(np.stack(again.pieces), np.stack(whole.pieces))
    for one, other in zip(again.state[1:], whole.state[1:], strict=True):
        assert one.dtype == other.dtype and type(one) is type(other)
        np.testing.assert_array_equal(one, other)
    assert (jax.random.key_data(again.state[0]) == jax.random.key_data(whole.state[0])).all()
    assert count(memory).done == 5, "a loop that was over is not run again"


def test_a_state_of_other_shapes_is_begun_anew():
    memory = Kept()
    count(memory)
    memory.parts["count"]["state 2"] = np.zeros(4)
    assert count(memory).done == 5
    assert memory.parts["count"]["state 2"].shape == (3,)


def test_the_time_that_is_left_is_that_of_the_chunks_after_the_first(monkeypatch):
    clock, said = iter([100.0, 130.0, 160.0, 190.0, 220.0]), []
    monkeypatch.setattr(loops.time, "perf_counter", lambda: next(clock))
    count(FORGETFUL, total=5, log=said.append)
    assert said == ["1 of 5", "2 of 5, 2 min left", "3 of 5, 60 s left", "4 of 5, 30 s left", "5 of 5"]


@pytest.mark.parametrize(
    ("total", "most", "expected"), [(60, 20, [20] * 3), (50, 20, [20, 20, 10]), (7, 20, [7]), (20, 20, [20])]
)
def test_chunks_come_to_the_steps_asked_for(total, most, expected):
    assert lengths(total, most) == expected


class Pair(NamedTuple):
    first: np.ndarray
    second: np.ndarray


def test_pieces_of_other_lengths_are_remembered_in_their_order():
    """Twelve chunks, the last shorter: as text, the tenth would come before the second."""
    memory, sizes = Kept(), lengths(45, 4)
    loop = Loop("uneven", len(sizes), np.zeros(()), Pair, memory, silent)
    for number, size in enumerate(sizes):
        loop.keep(np.asarray(number), Pair(np.full(size, number), np.zeros((2, size))), "")
    again = Loop("uneven", len(sizes), np.zeros(()), Pair, memory, silent)
    assert [piece.first.tolist() for piece in again.pieces] == [[n] * k for n, k in enumerate(sizes)]
    assert [piece.second.shape[1] for piece in again.pieces] == sizes and again.state == 11


SHORT = OptimiserSettings(steps=60, chunk=20)
UNEVEN = OptimiserSettings(steps=50, chunk=20)
ALGORITHMS = {
    "microcanonical": (
        microcanonical.run,
        InferenceSettings(
            optimiser=SHORT,
            microcanonical=MicrocanonicalSettings(chains=2, warmup=100, draws=10, thin=4, chunk=20),
        ),
        ["step 40/60", "warm-up 2 of 4", "warm-up 4 of 4", "draws, 1/2"],
    ),
    "nuts": (
        nuts.run,
        InferenceSettings(optimiser=SHORT, nuts=NutsSettings(chains=2, warmup=30, draws=20, chunk=10)),
        ["step 20/60", "iteration 20/50", "iteration 40/50"],
    ),
    "variational": (
        variational.run,
        InferenceSettings(optimiser=SHORT, variational=VariationalSettings(draws=20)),
        ["step 40/60"],
    ),
    "minibatch, the last chunk shorter": (
        variational.run,
        InferenceSettings(optimiser=UNEVEN, variational=VariationalSettings(draws=20, minibatch=10)),
        ["step 40/50", "step 50/50"],
    ),
}


@pytest.mark.parametrize("name", ALGORITHMS)
def test_an_algorithm_that_is_stopped_anywhere_ends_with_the_same_draws(name):
    run, settings, moments = ALGORITHMS[name]
    problem = make_problem(make_line(), noise=None)
    whole = run(problem, settings, jax.random.key(3), silent)
    for moment in moments:
        memory, repeated = Kept(), []

        def stop(line, moment=moment):
            if moment in line:
                raise Stopped

        with pytest.raises(Stopped):
            run(problem._replace(memory=memory), settings, jax.random.key(3), stop)
        again = run(problem._replace(memory=memory), settings, jax.random.key(3), repeated.append)
        assert not any("step 20/60" in line for line in repeated) or moment == "step 20/60"
        for site, values in whole.sites.items():
            np.testing.assert_array_equal(values, again.sites[site])
        for stat, values in whole.stats.items():
            np.testing.assert_array_equal(values, again.stats[stat])
        np.testing.assert_array_equal(whole.curve["loss"], again.curve["loss"])
        assert whole.facts == again.facts
