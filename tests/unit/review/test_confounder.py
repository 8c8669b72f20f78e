"""How strong a confounder would have to be, beside the strongest variable that is observed."""

import math

import pytest

from tradewinds.review.sensitivity.confounder import CONFOUNDER, as_strong
from tradewinds.review.status import Status
from tradewinds.sensitivity.confounding import robustness_value


def test_as_strong_is_what_does_as_much_on_both_sides():
    r = as_strong(0.2, 0.3)
    assert r**2 / (1 - r) == pytest.approx(0.2 * 0.3 / 0.7)
    assert as_strong(r, r) == pytest.approx(r)
    assert as_strong(0.0, 0.5) == 0.0 and as_strong(0.5, 1.0) == 1.0 and math.isnan(as_strong(math.nan, 0.1))


def test_a_variable_that_does_as_much_as_the_robustness_value_brings_the_estimate_to_zero():
    """RV²/(1 − RV) is f² (Cinelli & Hazlett 2020): a variable of that strength leaves nothing."""
    t, degrees = 3.0, 100
    value = robustness_value(t, degrees)
    assert value**2 / (1 - value) == pytest.approx(t**2 / degrees)


@pytest.mark.parametrize(
    ("robustness", "told", "outcome", "policy", "status"),
    [
        (0.14, 0.08, 0.2, 0.01, Status.passed),
        (0.14, 0.08, 0.3, 0.3, Status.failed),
        (0.14, 0.0, 0.2, 0.01, Status.undecided),
        (0.14, 0.0, math.nan, math.nan, Status.undecided),
        (0.14, 0.08, math.nan, math.nan, Status.void),
        (math.nan, math.nan, 0.2, 0.01, Status.not_computed),
    ],
)
def test_it_passes_where_it_would_take_more_than_the_strongest_input(
    robustness, told, outcome, policy, status
):
    row = {"robustness": robustness, "robustness_alpha": told}
    row |= {"strongest_outcome": outcome, "strongest_policy": policy}
    (result,) = CONFOUNDER.review(row)
    assert result.status is status
