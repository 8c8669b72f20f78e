"""The sampler's layout and what it refuses; its answers are tested under tests/statistical."""

import jax
import numpy as np
import pytest
from known_lines import make_line, make_problem, silent
from stuck_models import STUCK, from_the_start, stuck_problem

from tradewinds.errors import FitError
from tradewinds.inference import nuts
from tradewinds.inference.problem import require_movement
from tradewinds.settings.inference import InferenceSettings, NutsSettings, OptimiserSettings

pytestmark = pytest.mark.slow
SETTINGS = InferenceSettings(
    nuts=NutsSettings(chains=2, warmup=30, draws=25, chunk=20, max_tree_depth=4),
    optimiser=OptimiserSettings(steps=40, chunk=20),
)


@pytest.fixture(scope="module")
def run():
    said = []
    problem = make_problem(make_line(), noise=None)
    return nuts.run(problem, SETTINGS, jax.random.key(0), said.append), said


def test_draws_and_statistics_by_chain_and_draw(run):
    draws, _ = run
    assert draws.sites["w"].shape == (2, 25, 2) and draws.sites["sigma"].shape == (2, 25)
    assert (draws.sites["sigma"] > 0).all()
    assert set(draws.stats) == {"diverging", "tree_depth", "energy", "acceptance_rate"}
    assert all(value.shape == (2, 25) for value in draws.stats.values())
    assert draws.stats["tree_depth"].min() >= 1 and draws.stats["tree_depth"].max() <= 4
    assert ((draws.stats["acceptance_rate"] >= 0) & (draws.stats["acceptance_rate"] <= 1)).all()
    assert draws.facts == {"steps": 40, "non_finite": 0, "warmup": 30, "max_tree_depth": 4}
    assert not np.array_equal(draws.sites["w"][0], draws.sites["w"][1])


def test_progress_is_said_in_chunks_and_never_beyond_the_end(run):
    lines = [line for line in run[1] if "iteration" in line]
    assert [line.split("iteration ")[1].split(",")[0] for line in lines] == ["20/55", "40/55", "55/55"]
    assert "warm-up" in lines[0] and "draws" in lines[-1]


def test_the_same_key_gives_the_same_draws(run):
    again = nuts.run(make_problem(make_line(), noise=None), SETTINGS, jax.random.key(0), silent)
    for name, value in run[0].sites.items():
        np.testing.assert_array_equal(again.sites[name], value)


def test_a_chain_that_never_moved_is_an_error():
    free = {"w": np.random.default_rng(0).normal(size=(3, 5, 2)), "s": np.ones((3, 5))}
    require_movement("line", free, "Raise inference.nuts.warmup")
    free["w"][1] = free["w"][1, :1]
    with pytest.raises(
        FitError, match="line: chain 2 never moved; expected chains that move. Raise .*warmup"
    ):
        require_movement("line", free, "Raise inference.nuts.warmup")


@pytest.mark.parametrize("why", STUCK)
def test_chains_that_can_take_no_step_end_in_an_error(why):
    with pytest.raises(FitError, match="stuck: chain 1 never moved; expected .* Raise inference.nuts.warmup"):
        nuts.run(stuck_problem(why), from_the_start(SETTINGS), jax.random.key(0), silent)


def test_draws_that_are_not_finite_are_an_error():
    free = {"w": np.random.default_rng(0).normal(size=(3, 5, 2))}
    free["w"][0, 4, 1] = np.nan
    with pytest.raises(FitError, match="are not finite; expected finite draws. Raise .*warmup, or look"):
        require_movement("line", free, "Raise inference.nuts.warmup")
