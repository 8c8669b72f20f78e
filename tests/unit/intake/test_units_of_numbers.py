"""Numbers with words and signs beside them: the size and unit that are meant, or a fault, never a guess."""

import numpy as np
import pytest


def faults(found):
    return " ".join(map(str, found.faults))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "value"),
    [("1.5 mn", 1.5e6), ("1.5 bn", 1.5e9), ("1.5 tn", 1.5e12), ("1.5 Mio", 1.5e6), ("1.5 Mio.", 1.5e6),
     ("1.5 Mrd", 1.5e9), ("1.5 Tsd", 1500), ("1.5bn", 1.5e9), ("1.5 million", 1.5e6),
     ("1.5 Milliarden", 1.5e9), ("1.5 thousand", 1500)],
)  # fmt: skip
def test_words_of_size_are_multiplied_out(looked, text, value):
    found = looked("month;tariff;value", lambda place: f"0.1{place};{text if place else '7.25 mn'}")
    assert found.faults == [] and found.tidy.rows["value"].tolist() == [7.25e6, *[value] * 23]


@pytest.mark.slow
@pytest.mark.parametrize("words", [("k", "k"), ("kg", "t"), ("pp", "p"), ("M", "M"), ("USD", "EUR")])
def test_words_after_a_number_that_may_be_its_size_or_unit_are_a_fault(looked, words):
    found = looked("month;tariff;value", lambda place: f"0.1;{place + 1}.5 {words[place % 2]}")
    assert f"line 2 “1.5 {words[0]}”" in faults(found)


def test_one_unit_in_all_cells_is_the_unit(looked):
    found = looked("month;tariff;value", lambda place: f"0.1;{place + 1}.5 kg", quantity="value")
    assert found.faults == [] and found.tidy.variables["volume"].unit == "kg"


def test_a_word_of_size_in_a_column_of_thousands_is_a_fault(looked):
    found = looked("month;tariff;value (thousand USD)", lambda place: f"0.1;{place + 1}.5 mn")
    assert "the column is in thousand USD" in faults(found)


def test_duties_in_words_have_the_files_decimal_mark(looked):
    rates = ["frei", "6,5%", "2,25 v.H."]
    found = looked("month;zollsatz;tonnes", lambda place: f"{rates[place % 3]};{100 + place}")
    assert found.tidy.rows["tariff"].tolist() == [0, 6.5, 2.25] * 8


def test_a_duty_that_is_no_number_is_missing_and_doubted(looked):
    rates = ["Free", "2.5%", "1.2.3%", "1,2%"]
    found = looked(
        "month;duty;tonnes", lambda place: f"{rates[min(place % 5, 3) if place < 5 else place % 2]};9"
    )
    assert np.isnan(found.tidy.rows["tariff"].iloc[2])
    assert "“1.2.3%”" in " ".join(found.record.doubts)


def test_a_per_cent_sign_stays_one_beside_an_odd_cell(looked):
    found = looked(
        "month;tariff;tonnes", lambda place: f"{'see note' if place == 3 else f'0.{place % 9 + 1}%'};9{place}"
    )
    assert found.tidy.variables["tariff"].percent and found.faults == []


def test_per_cent_signs_in_some_cells_alone_are_a_fault(looked):
    found = looked("month;tariff;tonnes", lambda place: f"{'6.5%' if place % 2 else '0.065'};9{place}")
    assert "12 cells of tariff have no per cent sign, others have one: line 2 “0.065”" in faults(found)
    zeros = looked("month;tariff;tonnes", lambda place: f"{f'6.{place}%' if place % 2 else '0'};9{place}")
    assert zeros.faults == [] and zeros.tidy.variables["tariff"].percent


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "Tariff (per cent)",
        "Tariff (in %)",
        "Tariff [in percent]",
        "Zollsatz (vH)",
        "Zollsatz (v. H.)",
        "tariff in %",
    ],
)
def test_the_files_own_words_for_per_cent_are_known(looked, name):
    found = looked(f"month;{name};tonnes", lambda place: f"0.{place % 5 + 3};9{place}")
    assert found.tidy.variables["tariff"].percent and found.faults == []


@pytest.mark.parametrize("name", ["Tariff (basis points)", "tariff_bps", "Tariff (bp)"])
def test_basis_points_are_hundredths_of_a_per_cent(looked, name):
    found = looked(f"month;{name};tonnes", lambda place: f"{25 * (place + 1)};9{place}")
    assert found.tidy.rows["tariff"].tolist() == [0.25 * (place + 1) for place in range(24)]
    assert found.tidy.variables["tariff"].percent


@pytest.mark.slow
@pytest.mark.parametrize("word", [" bp", "bp", " bps", "bps"])
def test_basis_points_in_the_cells_are_no_per_cent(looked, word):
    found = looked("month;tariff;tonnes", lambda place: f"{250 + place % 2}{word};{100 + place}")
    assert found.faults == [] and found.tidy.rows["tariff"].tolist() == pytest.approx([2.5, 2.51] * 12)
    mixed = looked("month;tariff;tonnes", lambda place: f"{250}{word if place else '%'};{100 + place}")
    assert "in one unit" in faults(mixed)


def test_a_rate_of_a_half_without_a_unit_is_asked_for(looked):
    def cells(place):
        return f"0.{place % 5 + 1};9{place}"

    assert "is that 0.5 %, or 50 %?" in faults(looked("month;tariff;tonnes", cells))
    for written, percent in (("percent", True), ("fraction", False)):
        found = looked("month;tariff;tonnes", cells, written=written)
        assert found.faults == [] and found.tidy.variables["tariff"].percent == percent


@pytest.mark.parametrize(
    ("duties", "value", "rate"),
    [("duties (thousand USD)", "value (USD)", 0.05), ("duties (USD)", "value (1,000 USD)", 0.05e-6),
     ("duties (USD)", "value (USD)", 0.05e-3)],
)  # fmt: skip
def test_duties_and_value_are_brought_to_one_unit(looked, duties, value, rate):
    found = looked(f"month;{duties};{value}", lambda place: f"{50 + place};{1_000_000 + place}")
    assert found.tidy.rows["tariff"].iloc[0] == pytest.approx(rate, rel=1e-12)


def test_duties_and_value_in_two_currencies_are_a_fault(looked):
    found = looked("month;duties (EUR);value (USD)", lambda place: f"{50 + place};{1000 + place}")
    assert "duties (EUR) is in EUR, value (USD) in USD" in faults(found)


def test_duties_that_are_no_numbers_make_no_rate(looked):
    found = looked(
        "month;duties;value",
        lambda place: f"{9999 if place % 6 == 0 else 40_000 + place};{10**6 + place}",
        months=36,
    )
    assert found.tidy.rows["tariff"].isna().sum() == 6
    assert found.tidy.rows.loc[2, "tariff_note"] == "9999"


def test_a_column_with_another_decimal_mark_is_read_by_its_own(looked):
    found = looked("month;duty in %;value in EUR", lambda place: f"{5 + place % 2}.5;1.{100 + place},75")
    assert not found.faults
    np.testing.assert_allclose(found.tidy.rows["tariff"].iloc[:2], [5.5, 6.5])
    np.testing.assert_allclose(found.tidy.rows["value"].iloc[:2], [1100.75, 1101.75])
    assert any("has a point before decimals, as in “5.5”" in doubt for doubt in found.record.doubts)


@pytest.mark.parametrize("name", ["Menge (t)", "Menge in t", "quantity in tonnes"])
def test_tonnes_are_known_by_their_letter(looked, name):
    found = looked(f"month;duty in %;{name}", lambda place: f"{5 + place % 2}.5;{100 + place}")
    assert found.tidy.variables["volume"].unit == "tonnes"


def test_imports_are_the_value_before_output(looked):
    found = looked(
        "month;tariff;GDP (USD bn);imports (USD bn)",
        lambda place: f"0.0{5 + place % 2};{900 + place};{50 + place}",
    )
    assert found.tidy.rows["value"].iloc[0] == 50
