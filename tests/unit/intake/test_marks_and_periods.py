"""Marks in place of numbers, counts beside dates, years that do not end in December, duties in words."""

import numpy as np
import pytest


@pytest.mark.slow
@pytest.mark.parametrize(
    ("names", "cells"),
    [
        ("TIME_PERIOD;tariff;OBS_VALUE;OBS_STATUS", "0.1{0};{1};{2}"),
        ("time;duty_rate_percent;imports;imports_flag", "2{0};{1};{2}"),
    ],
)
@pytest.mark.parametrize("mark", ["M", "O", "L"])
def test_marks_of_missing_numbers_leave_no_number(looked, names, cells, mark):
    found = looked(
        names, lambda at: cells.format(at, 0 if at % 6 == 0 else 90 + at, mark if at % 6 == 0 else "A")
    )
    rows = found.tidy.rows
    assert found.faults == [] and rows["value"].isna().sum() == 4 and rows["value"].iloc[1] == 91
    assert rows["value_note"].iloc[0] == mark
    assert any("missing were left out: 4" in step for step in found.record.steps)


def test_a_nought_without_a_mark_stays(looked):
    found = looked(
        "time;duty_percent;imports;imports_flag", lambda at: f"2{at};{at};{'p' if at == 0 else ''}"
    )
    assert found.tidy.rows["value"].iloc[0] == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", ["index", "t", "time", "step"])
def test_a_count_beside_dates_is_not_the_period(looked, name):
    found = looked(f"month;{name};duty_percent;tonnes", lambda at: f"{at + 100};2{at};{900 - at}")
    assert found.tidy.rows["period"].iloc[[0, -1]].tolist() == ["2015-01", "2016-12"]
    assert found.tidy.rows["volume"].iloc[0] == 900


def test_a_first_row_of_withheld_numbers_is_no_row_of_units(looked):
    found = looked("month;tariff;tonnes", lambda at: f"0.1{at};9{at}" if at else "x;x")
    assert len(found.tidy.rows) == 24 and np.isnan(found.tidy.rows["tariff"].iloc[0])
    assert found.tidy.variables["volume"].unit == "tonnes"


def test_units_in_a_first_row_are_still_units(tmp_path, looked):
    found = looked("month;tariff;value", lambda at: f"0.1{at};9{at}" if at else "%;kg", months=25)
    assert found.tidy.variables["tariff"].percent and found.tidy.variables["value"].unit == "kg"


def test_rows_that_begin_with_source_are_rows_if_they_have_numbers(tmp_path, looked):
    from tradewinds.intake.record import StartOptions
    from tradewinds.intake.start import looked_at

    lines = [
        f"{name};{year};0.1;{year - 1900}" for name in ("Bikes", "Source code") for year in range(2001, 2013)
    ]
    (tmp_path / "rows.csv").write_text(
        "\n".join(["product;year;tariff;tonnes", *lines, "Source: an office;2013"])
    )
    found = looked_at(tmp_path / "rows.csv", "mine", StartOptions())
    assert found.faults == [] and found.tidy.rows["product"].value_counts().to_dict() == {
        "Bikes": 12,
        "Source code": 12,
    }


def test_years_that_end_within_a_year_are_read_beside_a_total(tmp_path):
    from tradewinds.intake.record import StartOptions
    from tradewinds.intake.start import looked_at

    lines = [f"{year}/{(year + 1) % 100:02d};0.1;{year - 1900}" for year in range(2001, 2013)]
    (tmp_path / "rows.csv").write_text("\n".join(["year;tariff;tonnes", *lines, "Total;0.1;900"]))
    found = looked_at(tmp_path / "rows.csv", "mine", StartOptions())
    assert found.tidy.rows["period"].tolist() == [str(year) for year in range(2001, 2013)]
    assert any("2001/02 is called 2001 here" in doubt for doubt in found.record.doubts)


def test_duties_in_words_are_no_names_of_measures(looked):
    duties = ["Free", "2.5%", "2.5% + 10%", "5% but not less than 0.3 EUR", "2.3¢/kg"]
    found = looked("month;general;tonnes", lambda at: f"{duties[at % 5]};9{at}", months=40)
    rows = found.tidy.rows
    assert found.tidy.variables["tariff"].column == "general"
    assert rows["tariff"].iloc[:2].tolist() == [0, 2.5] and rows["tariff"].isna().sum() == 24
    assert any("16 rows have duties that are not understood" in doubt for doubt in found.record.doubts)
