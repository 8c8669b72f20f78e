import numpy as np
import pandas as pd
import pytest

from tradewinds.data.panel import ordinal, period_at, period_label
from tradewinds.data.periods import parse_period, parse_periods
from tradewinds.errors import DataError
from tradewinds.settings.data_table import Frequency


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
        (pd.Timestamp("2019-03-01", tz="Europe/Berlin"), "month", "2019-03-01"),
        ("2019-03-01T00:00:00+01:00", "month", "2019-03-01"),
        ("2019-03-01T00:00:00Z", "month", "2019-03-01"),
        ("2019-03-31", "quarter", "2019-01-01"),
        ("2019-05", "quarter", "2019-04-01"),
        ("2019Q4", "year", "2019-01-01"),
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
        period_label(day, frequency) for frequency in (Frequency.month, Frequency.quarter, Frequency.year)
    ]
    assert texts == ["2019-04", "2019 Q2", "2019"]
    assert period_label(np.int64(17), Frequency.step) == "17"


@pytest.mark.parametrize(
    ("written", "frequency"),
    [
        ("2014-12-31T23:00:00Z", "month"),
        ("2014-12-31 23:00:00+00:00", "month"),
        (pd.Timestamp("2014-12-31 23:00", tz="UTC"), "month"),
        (pd.Timestamp("2014-12-31 23:00"), "quarter"),
        ("2014-12-31T22:00:00.000Z", "year"),
        ("2015-01-01T05:00:00Z", "month"),
        ("2015-01-31 23:59:59", "month"),
    ],
)
def test_a_time_of_day_is_refused_since_the_month_may_be_another(written, frequency):
    """Local midnight written in UTC lies in the month before."""
    with pytest.raises(DataError, match=r"1 of 1 periods have a time of day .*time zone"):
        parse_periods(pd.Series([written]), Frequency(frequency))


@pytest.mark.parametrize(
    ("written", "frequency", "words"),
    [
        (["2015", "2015-02", "2015-03"], "month", r"1 of 3 periods are years, not months .row 1: '2015'"),
        ([2015, 201502, 201503], "month", r"1 of 3 periods are years, not months .row 1: '2015'"),
        (["2015", "2016"], "month", r"2 of 2 periods are years, .*frequency: year"),
        (["2019Q1", "2019-02"], "month", r"1 of 2 periods are quarters, not months"),
        (["2019-01-01", "2019Q2"], "month", r"1 of 2 periods are quarters, not months .row 2"),
        (["2019", "2019Q2"], "quarter", r"1 of 2 periods are years, not quarters"),
        (["2019Q1", "2019Q2", "2019-07"], "quarter", r"1 of 3 periods are months, the others quarters"),
        (["2017", "2018", "2019Q1"], "year", r"1 of 3 periods are quarters, the others years"),
    ],
)
def test_rows_of_another_length_are_refused(written, frequency, words):
    with pytest.raises(DataError, match=words):
        parse_periods(pd.Series(written), Frequency(frequency))


@pytest.mark.parametrize("values", [pd.Series(pd.to_datetime(["2019-01-01"])), pd.Series([True])])
def test_a_date_or_a_truth_value_is_no_step(values):
    with pytest.raises(DataError, match="1 of 1 periods cannot be read"):
        parse_periods(values, Frequency.step)


@pytest.mark.parametrize(
    ("text", "frequency", "first", "last"),
    [
        ("2019", "month", "2019-01-01", "2019-12-01"),
        ("2019Q2", "month", "2019-04-01", "2019-06-01"),
        ("2019", "quarter", "2019-01-01", "2019-10-01"),
        ("2019-05-31", "month", "2019-05-01", "2019-05-01"),
    ],
)
def test_a_longer_span_in_the_settings_begins_with_its_first_period_and_ends_with_its_last(
    text, frequency, first, last
):
    assert parse_period(text, Frequency(frequency), "start") == np.datetime64(first)
    assert parse_period(text, Frequency(frequency), "end", last=True) == np.datetime64(last)


@pytest.mark.parametrize(("anchor", "frequency"), [("Q-MAR", "quarter"), ("Y-JUN", "year")])
def test_periods_of_a_fiscal_year_are_refused(anchor, frequency):
    """2015Q1 of a year that ends in March begins in April 2014, and was read as January 2015."""
    values = pd.Series(pd.period_range("2015-01", periods=4, freq=anchor))
    with pytest.raises(DataError, match="does not end in December"):
        parse_periods(values, Frequency(frequency))
    calendar = pd.Series(pd.period_range("2015-01", periods=4, freq=f"{anchor[0]}-DEC"))
    assert parse_periods(calendar, Frequency(frequency))[0] == np.datetime64("2015-01-01")
