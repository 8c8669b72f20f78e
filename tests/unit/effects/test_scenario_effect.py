"""What a response says of a path: steps, ramps, weights; and how policies move."""

import numpy as np
import pytest
from event_world import AT_ONCE, GRADUAL, as_grid, world

from tradewinds.effects.design import EventDesign
from tradewinds.effects.distributed_lag import level_lag, level_rows
from tradewinds.effects.policy_moves import policy_moves
from tradewinds.effects.scenario_effect import scenario_effect

DESIGN = EventDesign("volume", "tariff")
RISE = 0.1


def test_a_step_everywhere_has_the_response_itself():
    path = level_lag(world(GRADUAL), DESIGN, 12, 3)
    found = scenario_effect(path, np.full((2, 13), RISE), np.array([0.5, 0.5]), logs=True)
    response = path.estimates[path.horizons >= 0]
    np.testing.assert_allclose(found.estimate, 100 * np.expm1(RISE * response))
    table = path.table()[path.horizons >= 0]
    np.testing.assert_allclose(found.low, 100 * np.expm1(RISE * table["low"]), rtol=1e-9)
    np.testing.assert_allclose(found.high, 100 * np.expm1(RISE * table["high"]), rtol=1e-9)


def test_a_ramp_adds_up_the_responses_to_its_steps_and_ends_where_a_step_does():
    path = level_lag(world(AT_ONCE), DESIGN, 12, 0)
    ramp = np.minimum(np.arange(1, 31) / 10, 1.0)[None] * RISE
    found = scenario_effect(path, ramp, np.ones(1), logs=False)
    response = path.estimates[path.horizons >= 0]
    expected = [RISE / 10 * response[: at + 1].sum() for at in range(10)]
    np.testing.assert_allclose(found.estimate[:10], expected)
    assert found.estimate[-1] == pytest.approx(RISE * response[-1])


def test_a_sector_without_weight_moves_nothing():
    path = level_lag(world(AT_ONCE), DESIGN, 6, 0)
    one = scenario_effect(path, np.full((1, 6), RISE), np.ones(1), logs=True)
    two = scenario_effect(path, np.array([[RISE] * 6, [0.9] * 6]), np.array([1.0, 0.0]), logs=True)
    for name in one._fields:
        np.testing.assert_allclose(getattr(one, name), getattr(two, name))


def moves_of(policy: np.ndarray):
    grid = as_grid({"tariff": policy, "volume": np.exp(policy)})
    return policy_moves(grid, DESIGN, level_rows(grid, DESIGN, 2, 0))


def test_what_reverts_is_the_share_of_noise_in_changes():
    """Of a walk of variance 1 and white noise of variance 1, two thirds of var(Δx) = 3; 40 × 300 changes."""
    rng = np.random.default_rng(3)
    walk, noise = rng.standard_normal((2, 40, 300))
    found = moves_of(walk.cumsum(axis=1) + noise)
    assert found.reverting == pytest.approx(2 / 3, abs=0.06) and found.moving == 1.0
    assert moves_of(walk.cumsum(axis=1)).reverting < 0.06
    assert (
        moves_of(np.tile([0.0, 0.1], (4, 15))).reverting == 1.0
    )  # to and fro: more than noise, and no more than all


def test_sectors_whose_policy_never_moves_are_named():
    policy = np.zeros((5, 30)) + np.arange(5)[:, None]
    policy[1, 12:] += 0.1
    policy[3, 20:] -= 0.1
    found = moves_of(policy)
    np.testing.assert_array_equal(found.standing, [True, False, True, False, True])
    assert found.moving == pytest.approx(2 / (5 * 29)) and found.reverting == 0
