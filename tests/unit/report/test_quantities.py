"""Numbers as statements: the text, and the value, band, level and unit behind it."""

import math

import numpy as np
import pytest

from tradewinds.report.quantities import (
    amount,
    banded,
    chance,
    counted,
    in_percent,
    ranged,
    with_its_error,
)

NARROW = "\u202f"


def behind(said):
    return said.text, said.value, said.low, said.high, said.level, said.unit


def test_a_band_has_its_middle_its_ends_and_its_level():
    said = behind(banded(0.02, -0.01, 0.05, factor=100, unit="%"))
    assert said == ("+2.0 (−1.0 to +5.0)", 2.0, -1.0, 5.0, 0.9, "%")
    assert behind(banded(2.0, 1.0, 3.0, level=0.95, sign=False))[:5] == (
        "2.0 (1.0 to 3.0)",
        2.0,
        1.0,
        3.0,
        0.95,
    )
    text, value, low, high, level, unit = behind(ranged(0.1, 0.4, factor=10, unit="kg"))
    assert (text, low, high, level, unit) == ("+1.0 to +4.0", 1.0, 4.0, 0.9, "kg") and math.isnan(value)


def test_an_error_reaches_one_standard_error_to_either_side():
    text, value, low, high, level, unit = behind(with_its_error(0.45, 0.03, factor=10, unit="kg"))
    assert text.replace("\u00a0", " ") == "4.5 ± 0.3" and unit == "kg" and math.isnan(level)
    assert (value, low, high) == pytest.approx((4.5, 4.2, 4.8))
    assert math.isnan(with_its_error(0.45, math.nan).low)
    assert with_its_error(0.45, 0.03).kind == amount(0.45).kind == "plain"


def test_shares_and_probabilities_are_in_per_cent():
    assert behind(in_percent(0.25))[:2] == (f"25{NARROW}%", 25.0)
    assert behind(chance(0.995))[:2] == (f"more than 99{NARROW}%", 99.5)
    assert in_percent(0.25).unit == chance(0.25).unit == "%"


def test_a_count_and_an_amount_hold_their_number():
    assert behind(counted(1234, "rows"))[:2] == ("1,234", 1234.0)
    said = amount(np.float64(0.5), factor=3.0, unit="kg", kind="bad")
    assert (said.text, said.value, said.unit, said.kind) == ("1.50", 1.5, "kg", "bad")


@pytest.mark.parametrize("nothing", [math.nan, math.inf, None])
def test_what_is_no_number_has_none_behind_it(nothing):
    for said in (amount(nothing), banded(nothing, 0.0, 1.0), with_its_error(nothing, 1.0)):
        assert said.text == "not computed" and math.isnan(said.value) and math.isnan(said.low)
