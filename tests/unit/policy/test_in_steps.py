"""A change at once and in steps, by a network of one long run and by one that forgets what it was told."""

import numpy as np
import pytest

from tradewinds.policy.differences import Described
from tradewinds.policy.in_steps import apart_in_steps
from tradewinds.policy.rollout import RollOut
from tradewinds.policy.run import Rolled

DRAWS, PERIODS, SECTORS = 40, 24, 3
VOLUME = {"volume": Described("Volume", "", True)}
RISE = 0.1


def rolled(response, tariffs=None) -> RollOut:
    """A roll-out whose log outcome is ``response`` of a path less its first rate [H, S], of draws from −1.1
    to −.9.
    """
    before = np.full((PERIODS, SECTORS), 0.05)
    tariffs = tariffs or {"baseline": before, "scenario": before + RISE}
    slopes = np.linspace(-1.1, -0.9, DRAWS)

    def run(path: np.ndarray) -> Rolled:
        values = np.exp(slopes[:, None, None] * response(path - 0.05))
        return Rolled({"sectors": {"volume": values}}, {})

    paths = {name: run(path) for name, path in tariffs.items()}
    draw = np.arange(DRAWS)
    return RollOut(
        {}, None, {}, tariffs, paths, 0, draw, run=run, kept=np.ones(DRAWS, bool), chain=draw // 10
    )


def gradual(path: np.ndarray) -> np.ndarray:
    """A tenth of the way to x in every period: linear, and not settled at the end."""
    moved = np.zeros_like(path)
    for at in range(len(path)):
        moved[at] = 0.9 * (moved[at - 1] if at else 0.0) + 0.1 * path[at]
    return moved


def monthly(path: np.ndarray) -> np.ndarray:
    """Sum of bent monthly changes, Δ and 40 Δ² as one step: a hundredth at a time moves far less."""
    change = np.diff(path, axis=0, prepend=0.0)
    return np.cumsum(40 * change**2, axis=0)


@pytest.mark.parametrize("response", [gradual, lambda path: 3 * path**2, lambda path: np.tanh(20 * path)])
def test_one_long_run_is_one_however_the_change_is_cut(response):
    found = apart_in_steps(rolled(response), VOLUME, np.full(SECTORS, 1 / SECTORS))["volume"]
    assert found.steps == 8 and found.width > 0
    assert abs(found.apart) < 0.02 * found.width


def test_a_response_to_changes_alone_is_another_in_steps():
    """At once −1 · 40 · .1² = −.4, in eight steps an eighth of it: 33.0 % less by 28.2 points."""
    found = apart_in_steps(rolled(monthly), VOLUME, np.full(SECTORS, 1 / SECTORS))["volume"]
    assert found.apart == pytest.approx(100 * (np.expm1(-0.05) - np.expm1(-0.4)), rel=0.02)
    assert found.apart > found.width


def test_draws_that_run_away_do_not_count_and_of_more_than_half_nothing_is_said():
    def runs(share):
        def response(path):
            found = np.broadcast_to(path, (DRAWS, *path.shape)).copy()
            found[: int(share * DRAWS), -1] = np.nan
            return found

        return apart_in_steps(rolled(response), VOLUME, np.full(SECTORS, 1 / SECTORS))["volume"]

    assert abs(runs(0.25).apart) < 0.02 * runs(0.25).width and np.isnan(runs(0.75).apart)


def test_what_does_not_last_has_no_steps():
    before = np.full((PERIODS, SECTORS), 0.05)
    impulse = before.copy()
    impulse[0] += RISE
    weight = np.full(SECTORS, 1 / SECTORS)
    assert not apart_in_steps(rolled(gradual, {"baseline": before, "scenario": impulse}), VOLUME, weight)
    assert not apart_in_steps(rolled(gradual)._replace(run=None), VOLUME, weight)
