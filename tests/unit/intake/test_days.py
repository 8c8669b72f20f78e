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


def test_a_week_is_shared_out_over_its_days(of_days):
    """Seven tonnes a week are one a day, so that every month has as many as it has days."""
    found = of_days("2014-12-29", "2016-01-10", freq="W-MON", cell=lambda day: "7")
    rows = found.tidy.rows
    assert rows["period"].iloc[[0, -1]].tolist() == ["2015-01", "2015-12"]
    np.testing.assert_allclose(rows["volume"], [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    # the week from 29 December on has four days of January at the higher rate, that from 1 June on all of its
    np.testing.assert_allclose(rows["tariff"], [(4 * 0.2 + 27 * 0.1) / 31, *[0.1] * 4, *[0.2] * 7])
    assert "shared out over its seven days" in " ".join(found.record.steps)
    assert "A week's date is taken for its first day." in found.record.doubts


def test_a_week_that_two_months_share_counts_in_both(of_days):
    """Only the week from 29 April to 5 May has tonnes: two sevenths of them are April's."""
    found = of_days(freq="W-WED", cell=lambda day: "70" if f"{day:%m-%d}" == "04-29" else "0")
    rows = found.tidy.rows.set_index("period")["volume"]
    assert rows["2015-04"] == pytest.approx(20) and rows["2015-05"] == pytest.approx(50)
    assert rows.sum() == pytest.approx(70)


def test_a_month_with_a_week_missing_has_no_amount(of_days):
    rows = of_days("2014-12-29", "2016-01-10", freq="W-MON", lack=["2015-02-09"]).tidy.rows
    assert np.isnan(rows["volume"].iloc[1]) and rows["volume"].notna().sum() == 11
    assert rows["volume_note"].iloc[1] == "days without a number: 7"


@pytest.mark.parametrize(("name", "april"), [("week_ending", 0), ("week", 20)])
def test_a_week_that_is_called_by_its_end(tmp_path, name, april):
    """The week of 29 April, of ten tonnes a day: its first day, or its last."""
    days = pd.date_range("2015-01-07", "2015-12-30", freq="W-WED")
    rows = [f"{day:%Y-%m-%d},0.1,{70 if f'{day:%m-%d}' == '04-29' else 0}" for day in days]
    (tmp_path / "mine.csv").write_text("\n".join([f"{name},tariff,tonnes", *rows]))
    found = looked_at(tmp_path / "mine.csv", "mine", StartOptions()).tidy.rows.set_index("period")["volume"]
    assert found["2015-04"] == pytest.approx(70 if name == "week_ending" else april)


def test_weeks_by_their_numbers_are_months_too(tmp_path):
    weeks = [f"{year}-W{week:02d}" for year in (2015, 2016) for week in range(1, 53)]
    rows = [f"{week},0.1,7" for week in weeks]
    (tmp_path / "mine.csv").write_text("\n".join(["week,tariff,tonnes", *rows]))
    found = looked_at(tmp_path / "mine.csv", "mine", StartOptions()).tidy
    assert found.frequency == "month"
    volume = found.rows.set_index("period")["volume"]
    assert volume["2015-03"] == pytest.approx(31) and volume["2016-02"] == pytest.approx(29)
    assert np.isnan(volume["2015-12"])  # of 2015-W53, which is not there, three days


def test_amounts_of_ten_days_are_refused(of_days):
    assert "rows are 10 days apart" in str(of_days(freq="10D").faults[0])
