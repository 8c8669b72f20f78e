"""Days and weeks made months: once each, whole months alone, and no day that is missing taken for 0."""

import numpy as np
import pandas as pd
import pytest

from tradewinds.intake.record import StartOptions
from tradewinds.intake.start import looked_at


@pytest.fixture
def of_days(tmp_path):
    def look(first="2015-01-01", last="2015-12-31", freq="D", cell=lambda day: "2.5", twice=False, lack=()):
        days = [day for day in pd.date_range(first, last, freq=freq) if f"{day:%Y-%m-%d}" not in lack]
        rows = [f"{day:%Y-%m-%d},{0.1 if day.month < 6 else 0.2},{cell(day)}" for day in days]
        content = "\n".join(["date,tariff,tonnes", *rows, *(rows[40:60] if twice else [])])
        (tmp_path / "mine.csv").write_text(content)
        return looked_at(tmp_path / "mine.csv", "mine", StartOptions())

    return look


def test_a_month_is_the_sum_of_its_days(of_days):
    rows = of_days().tidy.rows
    assert rows["volume"].tolist() == [2.5 * day for day in (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)]


def test_days_that_are_there_twice_count_once(of_days):
    found = of_days(twice=True)
    assert found.tidy.rows["volume"].iloc[1] == 28 * 2.5
    assert any("twice, alike in all, were left out: 20" in step for step in found.record.steps)


def test_a_day_with_two_numbers_is_a_fault(of_days, tmp_path):
    of_days()
    path = tmp_path / "mine.csv"
    path.write_text(path.read_text() + "\n2015-03-04,0.1,77.5")
    found = looked_at(path, "mine", StartOptions())
    assert "of a series and period that another row has already: line 367" in str(found.faults[0])


def test_a_month_with_a_day_missing_has_no_amount(of_days):
    for found in (
        of_days(cell=lambda day: "c" if day.day_of_year == 40 else "2.5"),
        of_days(lack=["2015-02-09"]),
    ):
        rows = found.tidy.rows
        assert np.isnan(rows["volume"].iloc[1]) and rows["volume"].notna().sum() == 11
        assert rows["volume_note"].iloc[1] == "days without a number: 1"
        assert "1 month of volume lack days" in " ".join(found.record.doubts)


def test_working_days_may_lack_holidays(of_days):
    rows = of_days(freq="B", lack=["2015-04-03", "2015-04-06"]).tidy.rows
    assert rows["volume"].iloc[3] == 20 * 2.5 and len(rows) == 12


def test_months_at_the_ends_that_are_there_in_part_go(of_days):
    found = of_days("2014-12-20", "2016-01-05")
    assert found.tidy.rows["period"].iloc[[0, -1]].tolist() == ["2015-01", "2015-12"]
    assert "in part were left out: 2014-12, 2016-01" in " ".join(found.record.steps)


def test_amounts_of_weeks_are_refused(of_days):
    assert "rows are 7 days apart" in str(of_days(freq="7D").faults[0])
