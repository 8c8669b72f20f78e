"""Gradients through the run: exact, the same in parts, and not spoilt by a draw that runs away."""

import numpy as np
import pytest
from small_sample import HORIZON, SECTORS, sample_of

from tradewinds.errors import SupportError
from tradewinds.policy import path_evaluator as module
from tradewinds.settings.welfare import Risk, WelfareSettings

pytestmark = pytest.mark.slow

BASELINE = np.full((HORIZON, SECTORS), 0.1)
SLOPES = np.linspace(3.0, 6.0, 12)
ONE = np.ones(1)


@pytest.fixture
def path():
    return BASELINE + np.random.default_rng(1).uniform(-0.05, 0.1, BASELINE.shape)


@pytest.mark.parametrize("kind", [Risk.expected, Risk.cvar])
def test_the_gradient_is_that_of_the_objective(path, kind):
    evaluator = sample_of(SLOPES, BASELINE, WelfareSettings(risk=kind, level=0.3, smoothness=0.01))
    value, slope = evaluator.value_and_slope(path, ONE)
    assert value == pytest.approx(evaluator.value(path, ONE))
    for place in ((0, 0), (HORIZON - 1, 2)):
        nudge = np.zeros_like(path)
        nudge[place] = 1e-5
        rise = evaluator.value(path + nudge, ONE) - evaluator.value(path - nudge, ONE)
        assert slope[place] == pytest.approx(rise / 2e-5, rel=1e-5)


def test_in_parts_it_is_the_same(path, monkeypatch):
    whole = sample_of(SLOPES, BASELINE).value_and_slope(path, ONE)
    monkeypatch.setattr(module, "_MOST_DIFFERENTIATED", 4 * HORIZON * SECTORS)
    parted = sample_of(SLOPES, BASELINE)
    assert len(parted._parts) == 3
    found = parted.value_and_slope(path, ONE)
    assert found[0] == pytest.approx(whole[0]) and found[1] == pytest.approx(whole[1])


def test_a_draw_that_runs_away_spoils_nothing(path):
    calm = sample_of(SLOPES, BASELINE).value_and_slope(path, ONE)
    evaluator = sample_of([*SLOPES, -1e5], BASELINE, runaway_share=0.2)
    found = evaluator.ask(path)
    assert found.alive.sum() == len(SLOPES) and not found.alive[-1]
    value, slope = evaluator.value_and_slope(path, ONE)
    assert value == pytest.approx(calm[0]) and slope == pytest.approx(calm[1])


def test_too_many_of_them_end_the_search_and_cannot_win(path):
    evaluator = sample_of([*SLOPES, -1e5], BASELINE, runaway_share=0.05)
    assert evaluator.value(path, ONE) == -np.inf
    with pytest.raises(SupportError, match="1 of 13 draws run away"):
        evaluator.value_and_slope(path, ONE)


def test_leaving_the_support_costs(path):
    free, dear = (
        sample_of(SLOPES, BASELINE, WelfareSettings(smoothness=0.0, support=cost)) for cost in (0.0, 1.0)
    )
    far = np.full_like(path, 1.6)  # half a range beyond what is free
    assert free.value(far, ONE) - dear.value(far, ONE) == pytest.approx(0.5)
    assert dear.value_and_slope(far, ONE)[1].sum() == pytest.approx(
        free.value_and_slope(far, ONE)[1].sum() - 1
    )
