"""Numbers as people write them."""

import pytest

from tradewinds.proof.numerals import HOLE, agrees_when_rounded, number_of, without_numbers

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


@pytest.mark.parametrize(
    ("written", "value", "agrees"),
    [
        ("2.5", 2.4501, True),
        ("2.5", 2.5499, True),
        ("2.5", 2.4499, False),
        ("2", 2.4999, True),
        ("2", 2.51, False),
        ("−0.13", -0.1281, True),
        ("0.13", -0.1281, False),
        ("1,235", 1234.6, True),
        ("1.2e-4", 1.3e-4, False),
        ("0.5", 0.45, True),  # a half may be rounded either way
        ("0.5", 0.55, True),
    ],
)
def test_a_number_agrees_to_the_digits_that_are_written(written, value, agrees):
    assert agrees_when_rounded(written, value) == agrees


def test_letters_and_versions_are_no_numbers():
    assert without_numbers("R2 of p95 and 3.11")[1] == ["3.11"]
