"""Numbers as people write them."""

import pytest

from tradewinds.proof.numerals import HOLE, follows, number_of, without_numbers

WRITTEN = {
    "2.5": 2.5,
    "−1.25": -1.25,
    "+3": 3.0,
    "1,234,567": 1234567.0,
    "1{,}234.5": 1234.5,
    "1\\,234": 1234.0,
    "12\u202f345": 12345.0,
    "1.2e-4": 1.2e-4,
}


@pytest.mark.parametrize("text", WRITTEN)
def test_a_written_number_is_read(text):
    assert number_of(text) == pytest.approx(WRITTEN[text])
    assert without_numbers(f"It is {text} here.") == (f"It is {HOLE} here.", [text])


def test_a_number_follows_to_the_digits_that_are_written():
    assert follows("2.5", 2.4501) and follows("2.5", 2.5499) and not follows("2.5", 2.4499)
    assert follows("2", 2.4999) and not follows("2", 2.51)
    assert follows("−0.13", -0.1281) and not follows("0.13", -0.1281)
    assert follows("1,235", 1234.6) and not follows("1.2e-4", 1.3e-4)
    assert follows("0.5", 0.45) and follows("0.5", 0.55), "a half may be rounded either way"


def test_letters_and_versions_are_no_numbers():
    assert without_numbers("R2 of p95 and 3.11")[1] == ["3.11"]
