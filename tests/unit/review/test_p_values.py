"""p values read alike wherever they stand."""

import math

import pytest

from tradewinds.review.p_values import p_number, p_text


@pytest.mark.parametrize(
    ("p", "number", "text"),
    [
        (0.0050, "0.005", "p = 0.005"),
        (0.0236, "0.024", "p = 0.024"),
        (0.4, "0.4", "p = 0.4"),
        (1e-4, "0.0001", "p = 0.0001"),
        (3e-7, "< 0.0001", "p < 0.0001"),
        (0.0, "< 0.0001", "p < 0.0001"),
        (math.nan, "not computed", "p not computed"),
    ],
)
def test_a_p_value_has_two_digits_and_none_is_told_as_nothing(p, number, text):
    assert (p_number(p), p_text(p)) == (number, text)
