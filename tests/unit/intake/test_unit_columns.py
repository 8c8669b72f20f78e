"""Units in a column of their own."""

import pytest


def test_powers_of_ten_are_multiplied_out(looked):
    found = looked(
        "TIME_PERIOD;tariff;OBS_VALUE;UNIT_MULT", lambda at: f"0.1{at};1{at}.5;{3 if at % 2 else 6}"
    )
    assert found.faults == []
    assert found.tidy.rows["value"].iloc[:3].tolist() == [10.5e6, 11.5e3, 12.5e6]


def test_powers_alike_in_all_rows_are_multiplied_out_too(looked):
    found = looked("TIME_PERIOD;tariff;OBS_VALUE;UNIT_MULT", lambda at: f"0.1{at};1{at}.5;3")
    assert found.faults == [] and found.tidy.rows["value"].iloc[0] == 10.5e3


def test_powers_of_no_column_in_particular_are_a_fault(looked):
    found = looked("month;tariff;price;tonnes;UNIT_MULT", lambda at: f"0.1{at};1{at};9{at};{at % 2}")
    assert "UNIT_MULT has powers of ten, and not of which column" in str(found.faults[0])


@pytest.mark.parametrize("name", ["unit", "UNIT_MEASURE", "currency"])
def test_a_unit_that_changes_within_a_series_is_a_fault(looked, name):
    found = looked(f"month;tariff;quantity;{name}", lambda at: f"0.1{at};9{at};{'kg' if at < 9 else 't'}")
    assert f"the unit in {name} changes within a series: kg and t" in str(found.faults[0])
    assert f"--sector {name}" in str(found.faults[0])


@pytest.mark.slow
@pytest.mark.parametrize(("name", "size"), [("UNIT_MULT", "6"), ("SCALAR_FACTOR", "millions")])
def test_sizes_beside_measures_in_rows_are_multiplied_out(tmp_path, name, size):
    from tradewinds.intake.record import StartOptions
    from tradewinds.intake.start import looked_at

    rows = [
        f"{year},{measure},{year - 1900}.5,{power}"
        for year in range(2001, 2013)
        for measure, power in (("tariff", "0" if size == "6" else "units"), ("imports", size))
    ]
    path = tmp_path / "mine.csv"
    path.write_text("\n".join([f"year,indicator,value,{name}", *rows]))
    found = looked_at(path, "mine", StartOptions())
    assert found.faults == [] and found.tidy.rows["value"].iloc[0] == 101.5e6
    assert found.tidy.rows["tariff"].iloc[0] == 101.5
    path.write_text(path.read_text().replace(f",{size}", ",dozens"))
    assert f"{name} has sizes beside measures in rows" in str(
        looked_at(path, "mine", StartOptions()).faults[0]
    )


def test_one_unit_in_all_rows_is_no_fault(looked):
    assert looked("month;tariff;quantity;unit", lambda at: f"0.1{at};9{at};kg").faults == []
