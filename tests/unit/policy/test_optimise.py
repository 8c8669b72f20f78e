"""The search finds the top of a revenue hump, whose rate 1 / b is known, from wherever it starts."""

import numpy as np
import pytest
from small_sample import HORIZON, SECTORS, sample_of

from tradewinds.errors import SupportError
from tradewinds.policy.optimise import BASELINE as AT_BASELINE
from tradewinds.policy.optimise import FREE, GRID, climb, search_path, starting_paths
from tradewinds.policy.path_space import PathSpace
from tradewinds.settings.optimise import OptimiseSettings

pytestmark = pytest.mark.slow

BASELINE = np.full((HORIZON, SECTORS), 0.1)
SETTINGS = OptimiseSettings(knots=3, steps=150, patience=20)
ONE = np.ones(1)
POINT = 0.01


@pytest.fixture(scope="module")
def evaluator():
    return sample_of(np.full(4, 5.0), BASELINE)


def climbed(evaluator, path, weights=ONE, settings=SETTINGS):
    return climb(evaluator, PathSpace.of(BASELINE, settings), settings, weights, "here", path)


@pytest.mark.parametrize("start", [0.0, 0.1, 0.4])
def test_the_top_of_the_hump_is_found_to_a_fifth_of_a_point(evaluator, start):
    ended = climbed(evaluator, np.full_like(BASELINE, start))
    assert np.abs(ended.path - 1 / 5.0).max() < 0.2 * POINT
    assert ended.ended > ended.began and ended.moved == pytest.approx(abs(start - 0.2), abs=0.2 * POINT)


def test_of_uncertain_humps_the_top_of_their_mean_is_found():
    slopes = np.array([3.0, 4.0, 8.0])
    evaluator = sample_of(slopes, BASELINE)
    rates = np.linspace(0.05, 0.4, 3501)
    base = BASELINE[0, 0] * np.exp(-slopes * BASELINE[0, 0])
    mean = (rates[:, None] * np.exp(-slopes * rates[:, None]) / base).mean(axis=1)
    assert climbed(evaluator, BASELINE).path == pytest.approx(rates[mean.argmax()], abs=0.2 * POINT)


def test_an_optimum_on_the_bound_is_met_exactly():
    evaluator = sample_of(np.full(4, 5.0), BASELINE, weights={"volume": 1.0})
    assert (climbed(evaluator, BASELINE).path == 0.0).all()


def test_all_starts_end_alike_and_the_highest_comes_first(evaluator):
    space = PathSpace.of(BASELINE, SETTINGS)
    starts = starting_paths(space, OptimiseSettings(starts=4), ONE, evaluator, seed=0)
    assert list(starts) == [GRID, AT_BASELINE, FREE, "anywhere 1"]
    said = []
    found = search_path(evaluator, space, SETTINGS, ONE, starts, said.append)
    assert len(said) == 4 and [one.ended for one in found] == sorted((o.ended for o in found), reverse=True)
    assert max(np.abs(one.path - found[0].path).max() for one in found) < 0.4 * POINT


def test_a_search_without_progress_is_left_early(evaluator):
    top = np.full_like(BASELINE, 0.2)
    ended = climbed(evaluator, top)
    assert ended.steps <= 2 * SETTINGS.patience + 2 and ended.path == pytest.approx(top)


def test_where_draws_run_away_a_climb_goes_no_further_and_a_start_is_left():
    """One draw in ten overflows beyond a rate of 0.355, and its revenue draws the search there."""
    evaluator = sample_of([*np.full(9, 2.0), -2000.0], BASELINE, runaway_share=0.05)
    space = PathSpace.of(BASELINE, SETTINGS)
    ended = climbed(evaluator, BASELINE)
    assert 0.2 < ended.path.max() < 0.356 and ended.steps < SETTINGS.steps
    said = []
    starts = {"too far": np.full_like(BASELINE, 0.39), "here": BASELINE}
    (found,) = search_path(evaluator, space, SETTINGS, ONE, starts, said.append)
    assert found.start == "here" and "run away" in said[0]
    with pytest.raises(SupportError, match="1 of 10 draws run away"):
        search_path(evaluator, space, SETTINGS, ONE, {"too far": np.full_like(BASELINE, 0.39)}, said.append)
