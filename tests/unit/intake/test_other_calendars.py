"""Periods of other calendars: days as numbers, years of a budget, spans, half-years, weeks."""

import pandas as pd
import pytest

from tradewinds.errors import DataError
from tradewinds.intake.record import IntakeRecord, StartOptions
from tradewinds.intake.time_texts import named_time
from tradewinds.intake.times import with_periods


def periods(cells, record=None, name="period", **options):
    record = record or IntakeRecord(StartOptions(**options))
    rows, frequency = with_periods(pd.DataFrame({name: cells, "v": range(len(cells))}), record)
    return rows["period"].tolist(), frequency, record


@pytest.mark.parametrize(
    ("cells", "expected", "frequency"),
    [
        (["40179", "40210", "40238"], ["2010-01", "2010-02", "2010-03"], "month"),
        (["20191", "20192", "20201"], ["2019Q1", "2019Q2", "2020Q1"], "quarter"),
        (["1262304000", "1264982400"], ["2010-01", "2010-02"], "month"),
        (["1262304000000", "1264982400000"], ["2010-01", "2010-02"], "month"),
        (["2010/11", "2011/12", "2012/13"], ["2010", "2011", "2012"], "year"),
        (["2010-11", "2011-12"], ["2010", "2011"], "year"),
        (["2009-2010", "2010-2011"], ["2009", "2010"], "year"),
        (["FY1999/00", "FY2000/01"], ["1999", "2000"], "year"),
        (["FY2010", "FY2011"], ["2010", "2011"], "year"),
        (["FY99", "FY00"], ["1999", "2000"], "year"),
        (["2010-01-01/2010-01-31", "2010-02-01/2010-02-28"], ["2010-01", "2010-02"], "month"),
        (["2010-04-01/2010-06-30", "2010-07-01/2010-09-30"], ["2010Q2", "2010Q3"], "quarter"),
        (["2010-S1", "2010-S2", "2011-S2"], ["1", "2", "4"], "step"),
        (["H2 2010", "H1 2011"], ["1", "2"], "step"),
        (["2010-W51", "2010-W52", "2011-W01", "2011-W02"], ["2010-12"] * 2 + ["2011-01"] * 2, "days"),
    ],
)
def test_periods_of_another_calendar_are_put_into_ours_and_said(cells, expected, frequency):
    found, length, record = periods(cells)
    assert (found, length) == (expected, frequency)
    assert any("period" in step for step in record.steps)


def test_numbers_are_no_days_in_a_column_of_another_name():
    frame = pd.DataFrame({"tonnes": ["40179", "40210"], "month": ["2010-01", "2010-02"]})
    rows, _ = with_periods(frame, IntakeRecord(StartOptions()))
    assert rows["tonnes"].tolist() == ["40179", "40210"]


def test_months_are_no_years_of_a_budget():
    assert periods(["2010-11", "2010-12", "2011-01"])[:2] == (["2010-11", "2010-12", "2011-01"], "month")


def test_a_span_that_is_no_whole_month_is_no_period():
    with pytest.raises(
        DataError, match="“period” names no period in most rows, such as '2010-01-01/2010-01-30'"
    ):
        periods(["2010-01-01/2010-01-30", "2010-02-01/2010-02-28"])


def test_totals_of_years_among_months_are_left_out():
    found, length, record = periods([*[f"2010-{n:02d}" for n in range(1, 13)], "Total 2010", "2010 total"])
    assert len(found) == 12 and length == "month"
    assert record.steps == ["rows of totals or without a period were left out: 2"]


@pytest.mark.parametrize(
    ("text", "kind", "year", "month"),
    [
        ("2º trim. 2010", "quarter", 2010, 4), ("3rd quarter 2010", "quarter", 2010, 7),
        ("4. Quartal 2010", "quarter", 2010, 10), ("enero de 2010", "month", 2010, 1),
        ("2010年3月", "month", 2010, 3), ("2010年12月", "month", 2010, 12),
    ],
)  # fmt: skip
def test_times_in_other_languages(text, kind, year, month):
    found = named_time(text)
    assert found is not None and (found.kind, found.year, found.month) == (kind, year, month)


def test_columns_of_budget_years_are_years(looked):
    names = ["product", "measure", *[f"20{n:02d}-{n + 1:02d}" for n in range(0, 24)]]
    rows = [
        f"{product},{measure},{','.join(str(start + n) for n in range(24))}"
        for product in ("Wine", "Steel")
        for measure, start in (("Import value (USD)", 1000), ("Tariff (%)", 5))
    ]
    from tradewinds.intake.start import looked_at

    path = looked.folder / "wide.csv"
    path.write_text("\n".join([",".join(names), *rows]) + "\n", encoding="utf-8")
    tidy = looked_at(path, "mine", StartOptions()).tidy
    assert sorted(set(tidy.rows["period"])) == [str(year) for year in range(2000, 2024)]
    assert tidy.rows["value"].iloc[[0, 23]].tolist() == [1000, 1023]


@pytest.mark.parametrize("name", ["quarter", "q", "qtr"])
def test_quarters_as_numbers_beside_years_are_no_months(name):
    frame = pd.DataFrame({"yr": ["2010"] * 4, name: ["1", "2", "3", "4"]})
    rows, frequency = with_periods(frame, IntakeRecord(StartOptions()))
    assert (rows["period"].tolist(), frequency) == (["2010Q1", "2010Q2", "2010Q3", "2010Q4"], "quarter")


def test_days_at_the_end_of_months_are_read_month_first():
    cells = ["01/31/2010", "02/28/2010", "03/31/2010"]
    assert periods(cells, name="date")[0] == ["2010-01", "2010-02", "2010-03"]


def test_months_of_stata_without_their_format_are_counted_from_1960():
    record = IntakeRecord(StartOptions())
    record.facts["form"] = "Stata"
    found, frequency, _ = periods(["600", "601"], record, name="month")
    assert (found, frequency) == (["2010-01", "2010-02"], "month")
    assert record.doubts == ["600 in month is taken for 2010-01."]
