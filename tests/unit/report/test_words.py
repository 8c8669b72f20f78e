import math

import pytest

from tradewinds.report.words import (
    NOT_COMPUTED,
    WHOLE,
    how_many_of,
    listed,
    lower_first,
    number,
    percent,
    probability,
    sentence_case,
    shorten,
    tick,
    with_error,
)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.4567, 3, "0.457"),
        (1234.5, 3, "1,234"),
        (9.996, 3, "10.0"),
        (-0.12, 2, "−0.12"),
        (12_345_678, 3, "12.3 million"),
        (4.2e9, 2, "4.2 billion"),
        (0, 3, "0"),
        (1.234e-5, 3, "1.23 × 10⁻⁵"),
        (9.9996e-5, 3, "1.00 × 10⁻⁴"),
        (math.nan, 3, NOT_COMPUTED),
        (math.inf, 3, NOT_COMPUTED),
        (None, 3, NOT_COMPUTED),
    ],
)
def test_number(value: float, digits: int, text: str) -> None:
    assert number(value, digits) == text


def test_a_sign_is_written_on_request_but_never_before_zero() -> None:
    assert number(0.5, 2, sign=True) == "+0.50"
    assert number(-0.0, 2, sign=True) == "0"


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (0.4521, 0.031, "0.45 ± 0.03"),
        (0.4521, 0.0123, "0.452 ± 0.012"),
        (1234.6, 56.0, "1,235 ± 56"),
        (2.5e6, 1e5, "2.50 ± 0.10 million"),
        (0.2512, 0.0999, "0.25 ± 0.10"),
        (1e-17, 1e-17, "0"),
        (math.nan, 0.1, NOT_COMPUTED),
        (0.5, math.nan, f"0.500 (error {NOT_COMPUTED})"),
    ],
)
def test_the_error_decides_how_many_digits_are_shown(value: float, error: float, text: str) -> None:
    assert with_error(value, error).replace(WHOLE, " ") == text


def test_a_probability_is_never_rounded_to_certainty() -> None:
    assert "more than 99" in probability(1.0)
    assert "less than 1" in probability(0.0)
    assert probability(math.nan) == NOT_COMPUTED
    shown = {0.991: "more than 99", 0.99: "99", 0.5: "50", 0.01: "1", 0.009: "less than 1"}
    assert [probability(share) for share in shown] == [f"{text}\u202f%" for text in shown.values()]


def test_percent_of_nothing_is_not_computed() -> None:
    assert percent(0.9).startswith("90")
    assert percent(None) == NOT_COMPUTED


def test_small_helpers() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert lower_first("GDP per adult") == "GDP per adult"
    assert lower_first("Producer price") == "producer price"
    assert sentence_case("FURNITURE & FIXTURES") == "Furniture & fixtures"
    assert sentence_case("EU") == "EU"
    assert shorten("Electrical equipment, appliances & components", 30) == "Electrical equipment…"
    assert tick(2_000_000).endswith("mn")
    assert tick(-1500) == "−1,500"


def test_a_share_of_one_is_not_told_as_a_share():
    assert [how_many_of(part, 3, "way") for part in (0, 1, 3)] == [
        "none of 3 ways",
        "1 of 3 ways",
        "all 3 ways",
    ]
    assert [how_many_of(part, 1, "way") for part in (0, 1)] == ["not the one way", "the one way"]
