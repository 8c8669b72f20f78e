"""What a check reads off roll-outs."""

import numpy as np
import pytest

from tradewinds.errors import ScenarioError
from tradewinds.policy.measures import measured
from tradewinds.settings.economics import CheckSettings, Measure

OUTCOME = {
    "baseline": np.array([[2.0, 4.0]]),
    "rise": np.array([[2.2, 3.0]]),
    "against": np.array([[1.9, 3.8]]),
}
POLICY = {
    "baseline": np.array([0.0, 0.1]),
    "rise": np.array([0.1, 0.32]),
    "against": np.array([-0.05, 0.05]),
}
SMALL = {
    "baseline": np.array([0.1, 0.02]),
    "rise": np.array([0.2, 0.12]),
    "against": np.array([0.05, 0.0]),
}
"""The second sector's cut of five points ends at a rate of zero."""


def found(measure: Measure, log: bool = True, **changes):
    check = CheckSettings(measure=measure, above=0, **changes)
    return measured(check, OUTCOME, POLICY, log, usual=8.0)


def test_an_effect_is_in_per_cent_or_in_the_variable_s_unit():
    np.testing.assert_allclose(found(Measure.effect), [[10.0, -25.0]])
    np.testing.assert_allclose(found(Measure.effect, log=False), [[0.2, -1.0]])


def test_of_usual_is_in_per_cent_of_the_usual_level():
    np.testing.assert_allclose(found(Measure.of_usual), [[2.5, -12.5]])


def test_an_elasticity_is_by_one_plus_the_rate():
    expected = [[np.log(1.1) / np.log(1.1), np.log(0.75) / np.log(1.2)]]
    np.testing.assert_allclose(found(Measure.elasticity), expected)


@pytest.mark.parametrize("log", [True, False])
def test_beyond_proportion_is_what_the_other_move_scaled_up_leaves(log):
    rise, other = ((np.log(OUTCOME[p] / OUTCOME["baseline"]) * 100) for p in ("rise", "against"))
    if not log:
        rise, other = (OUTCOME[p] - OUTCOME["baseline"] for p in ("rise", "against"))
    check = CheckSettings(measure=Measure.beyond_proportion, above=0, rise=0.1, against=-0.05)
    values = measured(check, OUTCOME, SMALL, log, usual=8.0)
    np.testing.assert_allclose(values[:, 0], (rise + 2 * other)[:, 0])
    assert np.isnan(values[:, 1]).all(), "a move that was cut off cannot be compared"


def test_a_response_in_proportion_has_nothing_beyond_it():
    tariff = np.array([0.1, 0.3])
    moves = (("baseline", 0.0), ("rise", 0.4), ("against", 0.1))
    outcome = {path: np.exp(-0.7 * (tariff + by))[None] for path, by in moves}
    check = CheckSettings(measure=Measure.beyond_proportion, rise=0.4, against=0.1, below=0)
    policy = {path: tariff + by for path, by in moves}
    np.testing.assert_allclose(measured(check, outcome, policy, True, 1.0), 0.0, atol=1e-12)


def test_per_cent_of_nothing_is_no_number():
    check = CheckSettings(above=0)
    nothing = {"baseline": np.zeros((1, 1)), "rise": np.ones((1, 1))}
    assert np.isnan(measured(check, nothing, {}, True, 1.0)).all()


def test_a_sector_that_cannot_move_has_no_elasticity():
    policy = {"baseline": np.array([0.1, 0.0]), "rise": np.array([0.05, 0.0])}
    check = CheckSettings(measure=Measure.elasticity, above=-10, below=0)
    values = measured(check, OUTCOME, policy, True, 1.0)
    assert np.isfinite(values[:, 0]).all() and np.isnan(values[:, 1]).all()


def test_the_nation_is_beyond_proportion_as_one():
    check = CheckSettings(
        measure=Measure.beyond_proportion, outcome="national.wages", above=0, rise=0.4, against=-0.1
    )
    outcome = {
        "baseline": np.full((3, 1), 5.0),
        "rise": np.full((3, 1), 7.0),
        "against": np.full((3, 1), 4.0),
    }
    tariff = np.array([0.1, 0.3])
    policy = {path: tariff + by for path, by in (("baseline", 0.0), ("rise", 0.4), ("against", -0.1))}
    np.testing.assert_allclose(measured(check, outcome, policy, False, 1.0), np.full((3, 1), 2.0 + 4 * -1.0))
    policy["against"] = np.array([0.0, 0.25])
    with pytest.raises(ScenarioError, match="1 of 2 sectors cannot move by \\+40 and -10 points"):
        measured(check, outcome, policy, False, 1.0)
