"""The weighted mean of sectors' own responses: known exactly, whatever each one's policy did."""

from dataclasses import replace

import numpy as np
import pytest
from event_world import as_grid

from tradewinds.effects.design import EventDesign, seen_moves
from tradewinds.effects.distributed_lag import distributed_lag, level_lag

DESIGN = EventDesign("volume", "tariff", logs=False)
SECTORS, PERIODS, HORIZONS = 8, 80, 3
OWN = np.array([-1.0, -1.5, -2.0, -2.5, -3.0, -3.5, -4.0, -9.0])


def moved() -> np.ndarray:
    """Tariffs that step now and then, the more so the flatter the answer."""
    rng = np.random.default_rng(3)
    steps = rng.uniform(-0.1, 0.1, (SECTORS, PERIODS)) * (rng.uniform(size=(SECTORS, PERIODS)) < 0.15)
    return 0.3 + (steps / -OWN[:, None]).cumsum(axis=1)


@pytest.mark.parametrize("estimate", [level_lag, distributed_lag])
def test_without_noise_it_is_the_mean_that_the_weights_ask_for(estimate):
    """One response for all is that of the flat ones, whose tariffs moved most; the last sector weighs
    nothing, so that its −9 has no part in it."""
    policy, common = moved(), 0.05 * np.random.default_rng(4).standard_normal(PERIODS)
    grid = as_grid({"tariff": policy, "volume": OWN[:, None] * policy + common})
    weights = np.array([1.0, 2.0, 1.0, 3.0, 1.0, 1.0, 1.0, 0.0])
    weights /= weights.sum()
    own = estimate(grid, replace(DESIGN, averaged=tuple(weights)), HORIZONS, 2)
    assert own.estimates[own.horizons >= 0] == pytest.approx(weights @ OWN, abs=1e-6)
    assert own.estimates[own.horizons < 0] == pytest.approx(0.0, abs=1e-6)
    one = estimate(grid, DESIGN, HORIZONS, 2).estimates[-1]
    assert one > weights @ OWN + 0.3


def test_a_move_counts_where_it_is_seen_what_came_before_and_after_it():
    policy = np.zeros((5, 20))
    for sector, period in enumerate((3, 6, 12, 16)):
        policy[sector, period:] = 0.1 * (sector + 1)
    rows = np.nonzero(np.arange(20) >= np.full((5, 1), 4))
    found = seen_moves(policy, *rows, before=2, after=5)
    assert found == pytest.approx([0.0, 0.2, 0.3, 0.0, 0.0])
