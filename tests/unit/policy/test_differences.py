"""The difference a path makes: of one series and of several, over the futures of each draw."""

import numpy as np
import pytest

from tradewinds.policy.differences import Described, average_effect, effect, joint_effect, mean_by, one_draw

LOG = Described("Price", "index", log=True)
TOTAL = Described("Revenue", "USD", log=True, total=True)
LEVEL = Described("Gap", "points", log=False)
DRAW = np.array([0, 1, 2, 0, 1, 2])
"""Two futures of each of three draws, all draws once, then again."""


@pytest.fixture
def both():
    rng = np.random.default_rng(0)
    return rng.lognormal(size=(6, 4, 3)), rng.lognormal(size=(6, 4, 3))


def test_futures_of_a_draw_are_averaged_as_the_quantity_asks(both):
    one, other = both
    futures = (one[1], one[4]), (other[1], other[4])
    found = {what: average_effect(*both, what, DRAW)[1] for what in (LOG, TOTAL, LEVEL)}
    logs = np.mean([np.log(a / b) for a, b in zip(*futures, strict=True)], axis=0)
    np.testing.assert_allclose(found[LOG], 100 * (np.exp(logs) - 1))
    np.testing.assert_allclose(found[TOTAL], found[LOG])  # of one series
    np.testing.assert_allclose(found[LEVEL], (sum(futures[0]) - sum(futures[1])) / 2)


@pytest.mark.parametrize("what", [LOG, TOTAL, LEVEL], ids=lambda what: what.average)
def test_with_one_future_a_draw_it_is_the_plain_difference(both, what):
    for draw in (None, np.array([2, 0, 1, 5, 4, 3])):
        order = np.arange(6) if draw is None else np.argsort(draw)
        expected = effect(*both, what.log)[order]
        np.testing.assert_allclose(average_effect(*both, what, draw), expected)


def test_a_draw_that_lost_a_future_has_the_mean_of_the_others():
    values = np.arange(5.0)[:, None]
    np.testing.assert_allclose(mean_by(values, np.array([0, 4, 0, 4, 0])), [[2.0], [2.0]])
    np.testing.assert_allclose(mean_by(values, one_draw(values)), [[2.0]])


def test_several_series_are_a_mean_of_logs_a_total_or_a_mean_of_levels(both):
    one, other = both
    weight = np.array([0.2, 0.0, 0.8])
    logs = 0.2 * np.log(one / other)[..., 0] + 0.8 * np.log(one / other)[..., 2]
    np.testing.assert_allclose(joint_effect(*both, LOG, weight)[..., 0], 100 * np.expm1(logs))
    amount = np.exp(np.log(other).mean(axis=0))[..., [0, 2]]  # of all draws
    changed = (amount * (one / other)[..., [0, 2]]).sum(axis=-1)
    expected = 100 * (changed / amount.sum(axis=-1) - 1)
    np.testing.assert_allclose(joint_effect(*both, TOTAL, weight)[..., 0], expected)
    expected = (one - other) @ weight
    np.testing.assert_allclose(joint_effect(*both, LEVEL, weight)[..., 0], expected)
    assert np.isnan(joint_effect(*both, LOG, np.zeros(3), DRAW)).all()


def test_a_series_of_no_weight_moves_nothing_however_large_its_percentage():
    """4·10⁻⁷ of the weight and 10¹⁰ per cent: a mean of percentages is above +20, with all others at −16."""
    weight = np.array([0.5, 0.5 - 4e-7, 4e-7])
    baseline, scenario = np.ones((8, 2, 3)), np.full((8, 2, 3), 0.84)
    scenario[..., 2] = 1e8
    assert (effect(scenario, baseline, log=True) @ weight > 20).all()
    found = joint_effect(scenario, baseline, LOG, weight)
    np.testing.assert_allclose(found, -16.0, atol=1e-2)


def test_units_of_a_series_change_nothing_in_a_mean_of_logs(both):
    one, other = both
    units, weight = np.array([1.0, 1e3, 1e-3]), np.array([0.3, 0.3, 0.4])
    np.testing.assert_allclose(
        joint_effect(one * units, other * units, LOG, weight), joint_effect(*both, LOG, weight)
    )


def test_one_future_that_runs_far_is_not_the_total(both):
    """Heavy-tailed noise, summed up over two years: in one future of one draw a series was a million times
    what it is elsewhere, on both paths, and the effect on the total was that on it: thirty times as much."""
    one, other = (values.copy() for values in both)
    one[..., 0], one[..., 1:] = 30.0 * other[..., 0], 0.9 * other[..., 1:]
    other[..., 0] /= 1e4
    one[..., 0] /= 1e4
    far = [values.copy() for values in (one, other)]
    for values in far:
        values[4, :, 0] *= 1e6
    assert (far[0].sum(axis=-1) / far[1].sum(axis=-1))[4].min() > 10
    found = joint_effect(*far, TOTAL, np.full(3, 1 / 3), DRAW)
    assert (found < -5).all()


def test_what_had_nothing_on_the_baseline_is_in_the_total():
    """A tariff where there was none: amounts of 3 and 0, then 3 and 1."""
    baseline, scenario = np.full((6, 1, 2), [3.0, 0.0]), np.full((6, 1, 2), [3.0, 1.0])
    for draw in (None, DRAW):
        found = joint_effect(scenario, baseline, TOTAL, np.full(2, 0.5), draw)
        np.testing.assert_allclose(found, 100 / 3)


def test_a_total_of_nothing_has_no_effect_in_per_cent():
    assert np.isnan(average_effect(np.ones((2, 1, 1)), np.zeros((2, 1, 1)), TOTAL, np.zeros(2, int))).all()
