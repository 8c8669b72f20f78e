"""What texts name in time, and which length the periods of a table have."""

import pandas as pd
import pytest

from tradewinds.errors import DataError
from tradewinds.intake.period_length import DAYS
from tradewinds.intake.record import IntakeRecord, StartOptions
from tradewinds.intake.time_texts import date_orders, named_time
from tradewinds.intake.times import with_periods


@pytest.mark.parametrize(
    ("text", "kind", "year", "month"),
    [
        ("2019", "year", 2019, 1), ("2019Q3", "quarter", 2019, 7), ("2019-Q3", "quarter", 2019, 7),
        ("Q3 2019", "quarter", 2019, 7), ("3Q2019", "quarter", 2019, 7), ("2019-T3", "quarter", 2019, 7),
        ("2019M03", "month", 2019, 3), ("201903", "month", 2019, 3), ("2019-03", "month", 2019, 3),
        ("03/2019", "month", 2019, 3), ("Mar-19", "month", 2019, 3), ("March 2019", "month", 2019, 3),
        ("2019 mars", "month", 2019, 3), ("März 2019", "month", 2019, 3), ("juillet 2019", "month", 2019, 7),
        ("Juin 2019", "month", 2019, 6), ("2019-03-31", "date", 2019, 3), ("31.03.2019", "date", 2019, 3),
        ("20190331", "date", 2019, 3), ("1 Mar 2019", "date", 2019, 3), ("2019 [YR2019]", "year", 2019, 1),
        ("X2019", "year", 2019, 1), ("2019-03-01 00:00:00", "date", 2019, 3),
        ("2019:3", "quarter", 2019, 7), ("2019:03", "month", 2019, 3), ("31.03.19", "date", 2019, 3),
        ("31/03/98", "date", 1998, 3),
    ],
)  # fmt: skip
def test_a_time_is_read(text, kind, year, month):
    found = named_time(text)
    assert (
        found is not None and (found.kind, found.year, found.month) == (kind, year, month) and not found.clock
    )


@pytest.mark.parametrize(
    "text",
    [
        "China",
        "0101",
        "12",
        "may",
        "2019-13",
        "31.02.2019",
        "1.5",
        "84.71.30",
        "2019:5",
        "31-03-19",
        "Total 2019",
    ],
)
def test_what_is_no_time_is_none(text):
    assert named_time(text) is None


def test_the_order_of_day_and_month_is_seen_where_it_can_be():
    assert date_orders(["13/01/2019"]) == {"day"} and date_orders(["01/13/2019"]) == {"month"}
    assert date_orders(["01/01/2019", "01/02/2019", "01/03/2019"]) == {"day"}
    assert date_orders(["01/01/2019", "02/01/2019", "03/01/2019"]) == {"month"}
    assert date_orders(["02/03/2019", "04/05/2019"]) == {"day", "month"}
    assert date_orders(["01/13/19"]) == {"month"} and date_orders(["02/03/19"]) == {"day", "month"}


def test_codes_of_goods_are_no_days():
    frame = pd.DataFrame({"cpa": ["10.11.11", "10.11.12"] * 2, "when": ["2015", "2015", "2016", "2016"]})
    found, frequency = with_periods(frame, IntakeRecord(StartOptions()))
    assert frequency == "year" and found["cpa"].tolist() == frame["cpa"].tolist()


def periods(cells, record=None, **more):
    frame = pd.DataFrame({"time": cells, **more})
    rows, frequency = with_periods(frame, record or IntakeRecord(StartOptions()))
    return rows["period"].tolist(), frequency


def test_frequencies_follow_from_the_times():
    assert periods(["2019-01", "2019-02"])[1] == "month"
    assert periods(["2019-03-31", "2019-06-30", "2019-09-30"]) == (["2019Q1", "2019Q2", "2019Q3"], "quarter")
    assert periods(["2019-12-31", "2020-12-31"])[1] == "year"
    assert periods([str(day.date()) for day in pd.date_range("2019-01-01", periods=70)])[1] == DAYS
    assert periods(["1", "2", "3"]) == (["1", "2", "3"], "step")


def test_totals_of_a_year_among_months_are_left_out_and_counted():
    record = IntakeRecord(StartOptions())
    assert periods(["2019-01", "2019-02", "2019", "Total"], record)[0] == ["2019-01", "2019-02"]
    assert any("1 year" in step for step in record.steps) and any(
        step.endswith(": 1") for step in record.steps
    )


def test_a_midnight_of_another_zone_is_the_day_that_was_meant_and_this_is_said():
    record = IntakeRecord(StartOptions())
    utc = ["2018-12-31T23:00:00Z", "2019-01-31T23:00:00Z", "2019-06-30T22:00:00Z"]
    assert periods(utc, record)[0] == ["2019-01", "2019-02", "2019-07"]
    assert "taken for 2019-01-01" in record.doubts[0]
    with pytest.raises(DataError, match="have a time of day"):
        periods(["2019-01-05T14:00:00Z", "2019-02-05T14:00:00Z"])


def test_an_unreadable_period_is_a_fault_and_the_rest_is_looked_at():
    record = IntakeRecord(StartOptions())
    cells = [f"2019-{month:02d}" for month in range(1, 13)] + ["soon"]
    assert len(periods(cells, record)[0]) == 12
    assert "“time” names no period in 1 of 13 rows: line 12 'soon'" in str(record.faults[0])


def test_years_and_months_in_two_columns_are_one_period():
    frame = pd.DataFrame({"Year": ["2019", "2019", "2019"], "Period": ["M01", "M02", "M13"], "v": [1, 2, 3]})
    rows, frequency = with_periods(frame, IntakeRecord(StartOptions()))
    assert (
        rows["period"].tolist() == ["2019-01", "2019-02"]
        and frequency == "month"
        and list(rows) == ["v", "period"]
    )
