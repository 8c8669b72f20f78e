"""Layout, tuning and refusals of the microcanonical sampler; its answers are in tests/statistical."""

from dataclasses import replace

import jax
import numpy as np
import pytest
from known_lines import make_line, make_problem, silent
from stuck_models import STUCK, from_the_start, stuck_problem

from tradewinds.errors import FitError
from tradewinds.inference import microcanonical
from tradewinds.settings.inference import InferenceSettings, MicrocanonicalSettings, OptimiserSettings

pytestmark = pytest.mark.slow
MICRO = MicrocanonicalSettings(chains=3, warmup=400, draws=25, thin=4, chunk=40)
SETTINGS = InferenceSettings(microcanonical=MICRO, optimiser=OptimiserSettings(steps=40, chunk=20))


def sample(log=silent, **changes):
    settings = replace(SETTINGS, microcanonical=replace(MICRO, **changes))
    return microcanonical.run(make_problem(make_line(), noise=None), settings, jax.random.key(0), log)


@pytest.fixture(scope="module")
def run():
    said = []
    return sample(said.append), said


def test_draws_and_statistics_by_chain_and_draw(run):
    draws, _ = run
    assert draws.sites["w"].shape == (3, 25, 2) and draws.sites["sigma"].shape == (3, 25)
    assert (draws.sites["sigma"] > 0).all()
    assert set(draws.stats) == {"energy_error", "diverging"}
    assert all(value.shape == (3, 25) for value in draws.stats.values())
    assert (draws.stats["energy_error"] > 0).all() and (draws.stats["diverging"] == 0).all()
    assert draws.facts["chains_left_out"] == 0 and draws.facts["warmup"] == 400
    assert not np.array_equal(draws.sites["w"][0], draws.sites["w"][1])


def test_progress_is_said_in_chunks(run):
    lines = [line for line in run[1] if "log density" in line]
    phases = [line.split(": ")[1].split(",")[0] for line in lines]
    times = {1: 4, 2: 6, 3: 6, 4: 4}
    warm_up = [f"warm-up {n} of 4" for n, chunks in times.items() for _ in range(chunks)]
    assert phases == warm_up + ["draws"] * 5


@pytest.mark.parametrize(
    ("warmup", "draws", "thin", "chunk", "expected"),
    [
        (400, 25, 4, 40, [[5] * 4, [5] * 6, [5] * 6, [5] * 4, [5] * 5]),
        (500, 10, 20, 160, [[5], [7], [8], [5], [8, 2]]),
        (410, 10, 20, 400, [[4], [6], [6], [4], [10]]),
    ],
)
def test_warm_up_and_draws_take_the_steps_asked_for(warmup, draws, thin, chunk, expected):
    """By positions, one every 4 or 20 steps; the ten steps beyond the last position are left out. Where half
    the length asked for goes into all phases it is taken, and one program does for all.
    """
    settings = replace(MICRO, warmup=warmup, draws=draws, thin=thin, chunk=chunk)
    assert microcanonical._phases(settings) == expected


def test_the_same_key_gives_the_same_draws(run):
    again = sample()
    for name, value in run[0].sites.items():
        np.testing.assert_array_equal(again.sites[name], value)


def piece(level: np.ndarray, dimensions: int = 50) -> microcanonical._Piece:
    """Draws of chains with these mean log densities."""
    density = level[:, None] + np.random.default_rng(0).normal(size=(len(level), 20))
    zeros = np.zeros_like(density)
    return microcanonical._Piece(np.zeros((*density.shape, dimensions)), density, zeros, zeros)


def test_a_chain_that_strayed_is_left_out_and_said():
    """50 parameters: a standard deviation is 5, so that 25 below the median is too far, and 20 is not."""
    said = []
    densities = piece(np.array([0.0, -20.0, 3.0, -40.0, 1.0]))
    kept = microcanonical._require_alike("line", densities, np.ones(5), said.append)
    assert list(kept) == [0, 1, 2, 4]
    assert "1 of 5 chains strayed" in said[0] and "log density 4" in said[0]


def test_a_chain_that_stalled_is_left_out_and_said():
    said, densities = [], piece(np.zeros(4))
    kept = microcanonical._require_alike("line", densities, np.array([0.3, 0.002, 0.2, 0.4]), said.append)
    assert kept.tolist() == [0, 2, 3] and "1 of 4 chains stalled" in said[0]
    kept = microcanonical._require_alike("line", densities, np.array([0.3, 0.004, 0.2, 0.4]), silent)
    assert len(kept) == 4


def test_two_chains_at_least_must_agree():
    with pytest.raises(FitError, match="only 1 of 2 chains moved and reached the same log density"):
        microcanonical._require_alike("line", piece(np.array([0.0, -900.0])), np.ones(2), silent)


def test_a_chain_that_left_the_finite_range_is_an_error():
    with pytest.raises(FitError, match="chain 2 left the finite range"):
        microcanonical._require_alike("line", piece(np.array([0.0, np.nan, 1.0])), np.ones(3), silent)


@pytest.mark.parametrize("why", STUCK)
def test_chains_that_can_take_no_step_end_in_an_error(why):
    remedy = "Raise inference.microcanonical.warmup"
    with pytest.raises(FitError, match=f"stuck: chain 1 never moved; expected .* {remedy}"):
        microcanonical.run(stuck_problem(why), from_the_start(SETTINGS), jax.random.key(0), silent)
