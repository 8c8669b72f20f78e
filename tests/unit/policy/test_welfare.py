"""Welfare and its parts, worked out by hand."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tradewinds.errors import DataError
from tradewinds.policy.welfare import discounting, mean_effect, objective, risk, roughness, sector_shares
from tradewinds.settings.outcomes import Outcome
from tradewinds.settings.welfare import Risk, WelfareSettings

ALL = np.ones(4, bool)


def test_later_periods_count_less_and_all_together_one():
    weights = discounting(3, 1, 1.0)
    assert weights == pytest.approx(np.array([4, 2, 1]) / 7)
    assert discounting(8, 4, 0.5)[4] / discounting(8, 4, 0.5)[0] == pytest.approx(1 / 1.5)


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Outcome("sectors", "x", log=True), 0.25 * 100.0 + 0.75 * 50.0),
        (Outcome("sectors", "x", log=True, total=True), 100.0 * (2 + 6 - 5) / 5),
        (Outcome("sectors", "x", log=False, factor=100.0), 100.0 * (0.25 * 1 + 0.75 * 2)),
    ],
)
def test_an_effect_is_the_mean_of_the_sectors_or_that_on_their_total(outcome, expected):
    baseline, values = np.broadcast_to([1.0, 4.0], (1, 2, 2)), np.broadcast_to([2.0, 6.0], (1, 2, 2))
    shares = sector_shares(outcome, baseline, np.array([0.25, 0.75]))
    assert mean_effect(outcome, values, baseline, shares, np.full(2, 0.5)) == pytest.approx(expected)
    assert mean_effect(outcome, baseline, baseline, shares, np.full(2, 0.5)) == pytest.approx(0)


def test_a_sector_without_anything_on_the_baseline_has_no_say():
    outcome, baseline = Outcome("sectors", "revenue"), np.array([[[0.0, 4.0]]])
    shares = sector_shares(outcome, baseline, np.full(2, 0.5))
    assert shares == pytest.approx([0, 1])
    assert mean_effect(outcome, np.array([[[9.0, 6.0]]]), baseline, shares, np.ones(1)) == pytest.approx(50)
    with pytest.raises(DataError, match=r"sectors\.revenue is nothing on the baseline"):
        sector_shares(outcome, 0 * baseline, np.full(2, 0.5))


def test_attitudes_to_risk():
    welfare = np.array([-1.0, 0.0, 1.0, 8.0])
    assert risk(welfare, ALL, WelfareSettings()) == pytest.approx(2.0)
    assert risk(welfare, ALL, WelfareSettings(risk=Risk.cvar, level=0.5)) == pytest.approx(-0.5)
    # a share that is no whole number of draws counts the last of them in part
    assert risk(welfare, ALL, WelfareSettings(risk=Risk.cvar, level=0.375)) == pytest.approx(-1 / 1.5)
    assert risk(welfare, ALL, WelfareSettings(risk=Risk.loss)) == pytest.approx(-0.5)
    smooth = risk(welfare, ALL, WelfareSettings(risk=Risk.loss, target=0.5), jnp, jax.nn.sigmoid)
    assert -0.6 < smooth < -0.4


@pytest.mark.parametrize("kind", list(Risk))
def test_a_draw_that_ran_away_is_as_if_it_were_not_there(kind):
    asked = WelfareSettings(risk=kind, level=0.5)
    alive = np.array([True, False, True, True])
    welfare = np.array([-1.0, np.nan, 1.0, 8.0])
    assert risk(welfare, alive, asked) == pytest.approx(risk(welfare[alive], ALL[:3], asked))


def test_penalties_are_taken_off():
    asked = WelfareSettings(support=2.0, shortfall=5.0, smoothness=0.1)
    effects, excess = np.array([[1.0, -4.0], [3.0, -2.0]]), np.array([0.0, 0.5])
    rough = np.array([2.0, 4.0])
    floors = np.array([-np.inf, -1.0])
    found = objective(effects, excess, rough, ALL[:2], np.array([1.0, 0.0]), floors, asked)
    assert found == pytest.approx(2.0 - 2.0 * 0.25 - 5.0 * 2.0 - 0.1 * 3.0)


def test_roughness_is_in_squared_points_and_counts_the_first_step():
    path = np.array([[0.2], [0.2], [0.25]])
    assert roughness(path, np.array([0.1])) == pytest.approx((100 + 0 + 25) / 3)
