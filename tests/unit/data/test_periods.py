import numpy as np
import pandas as pd
import pytest

from tradewinds.data.panel import ordinal, period_at, period_text
from tradewinds.data.periods import parse_periods
from tradewinds.errors import DataError
from tradewinds.settings.data import Frequency


@pytest.mark.parametrize(
    ("written", "frequency", "first_day"),
    [
        ("2019-03", "month", "2019-03-01"),
        ("2019M03", "month", "2019-03-01"),
        ("2019M3", "month", "2019-03-01"),
        ("2019/3", "month", "2019-03-01"),
        (201903, "month", "2019-03-01"),
        ("2019-03-31", "month", "2019-03-01"),
        ("2019Q1", "quarter", "2019-01-01"),
        ("2019 Q1", "quarter", "2019-01-01"),
        ("2019-q4", "quarter", "2019-10-01"),
        ("2019-02-28", "quarter", "2019-01-01"),
        ("2019-01-01 00:00:00", "quarter", "2019-01-01"),
        (1959, "year", "1959-01-01"),
        ("1959-12-31", "year", "1959-01-01"),
        (pd.Timestamp("1959-12-31"), "year", "1959-01-01"),
        (pd.Timestamp("2019-03-31", tz="UTC"), "month", "2019-03-01"),
    ],
)
def test_the_usual_spellings(written, frequency, first_day):
    found = parse_periods(pd.Series([written]), Frequency(frequency))
    assert found.dtype == "datetime64[ns]"
    assert found[0] == np.datetime64(first_day)


@pytest.mark.parametrize("written", [17, "17", 17.0])
def test_steps_are_whole_numbers(written):
    assert parse_periods(pd.Series([written]), Frequency.step).tolist() == [17]


@pytest.mark.parametrize(
    ("written", "frequency"),
    [
        ("17.5", "step"),
        (None, "step"),
        ("2019-13", "month"),
        (np.nan, "year"),
        ("9999", "year"),
        ("", "quarter"),
    ],
)
def test_what_is_no_period_is_named(written, frequency):
    with pytest.raises(DataError, match="1 of 1 periods cannot be read .row 1"):
        parse_periods(pd.Series([written]), Frequency(frequency))


def test_periods_are_numbered_one_apart_and_back():
    for frequency, code in (("month", "M"), ("quarter", "Q"), ("year", "Y")):
        periods = pd.period_range("1959-01", periods=30, freq=code).to_timestamp().to_numpy("datetime64[ns]")
        number = ordinal(periods, Frequency(frequency))
        assert (np.diff(number) == 1).all()
        np.testing.assert_array_equal(period_at(number, Frequency(frequency)), periods)


def test_periods_as_the_report_writes_them():
    day = np.datetime64("2019-04-01", "ns")
    texts = [
        period_text(day, frequency) for frequency in (Frequency.month, Frequency.quarter, Frequency.year)
    ]
    assert texts == ["2019-04", "2019 Q2", "2019"]
    assert period_text(np.int64(17), Frequency.step) == "17"
