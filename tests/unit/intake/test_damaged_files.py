"""Files that are damaged or odd: a named fault with its place, or read for what they are."""

import gzip
import json

import pandas as pd
import pytest

from tradewinds.errors import DataError
from tradewinds.intake.record import StartOptions
from tradewinds.intake.start import experiment_name, looked_at

MONTHS = pd.period_range("2015-01", periods=24, freq="M").astype(str)


@pytest.fixture
def look(tmp_path):
    def at(content, name="mine.csv"):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return looked_at(tmp_path / name, "mine", StartOptions())

    return at


def lines(names="month;product;tariff;price", product="a"):
    return [names, *(f"{month};{product};0.1{place};9{place}" for place, month in enumerate(MONTHS))]


@pytest.mark.parametrize("closed", ["", '"'])
def test_a_quotation_mark_that_is_not_closed_is_a_fault_with_its_line(look, closed):
    rows = lines()
    rows[9] = rows[9].replace(";a;", ';"a;')
    rows[20] = rows[20].replace(";a;", f";a{closed};")
    with pytest.raises(DataError, match="line 10: a quotation mark is not closed"):
        look("\n".join(rows))


def test_quotation_marks_that_are_closed_and_breaks_of_lines_in_cells_pass(look):
    rows = lines(product='"a; of ""steel""\nand more"')
    found = look("\n".join(rows))
    assert found.faults == [] and len(found.tidy.rows) == 24


def test_blanks_of_latin_1_between_thousands_are_read(look):
    rows = [f"{row.rpartition(';')[0]};1\u00a0{789 + place}" for place, row in enumerate(lines())]
    rows[0] = lines()[0]
    found = look("\n".join(rows).encode("latin-1"))
    assert found.tidy.rows["price"].iloc[0] == 1790


def test_damage_within_an_archive_is_told(look):
    packed = bytearray(gzip.compress("\n".join(lines()).encode()))
    packed[30:60] = bytes(byte ^ 0xFF for byte in packed[30:60])
    with pytest.raises(DataError, match="is damaged"):
        look(bytes(packed), "mine.csv.gz")


def test_lines_of_eurostat_may_end_with_a_tab_and_have_no_more_cells_than_names(look):
    head = "freq,unit,indic\\TIME_PERIOD\t" + "\t".join(MONTHS)
    numbers = "\t".join(f"0.1{place}" for place in range(24))
    sound = "\n".join([head, f"M,PC,tariff\t{numbers}\t", f"M,T,price\t{numbers}"])
    assert len(look(sound, "mine.tsv").tidy.rows) == 24
    with pytest.raises(DataError, match="1 lines have more cells than the 27 names: line 2"):
        look(sound.replace("\t\n", "\t7\n"), "mine.tsv")


def test_json_stat_without_dimensions_is_told(look):
    with pytest.raises(DataError, match="JSON-stat without dimensions"):
        look(json.dumps({"dimension": {}, "value": [1, 2, 3]}), "mine.json")


def test_columns_of_lists_in_parquet_are_left_out(tmp_path):
    frame = pd.DataFrame({"month": MONTHS, "tariff": [0.01 * k for k in range(24)], "tags": [["a"]] * 24})
    frame.assign(price=[100.5 + k for k in range(24)]).to_parquet(tmp_path / "mine.parquet")
    found = looked_at(tmp_path / "mine.parquet", "mine", StartOptions())
    assert found.faults == [] and any("left out: tags" in step for step in found.record.steps)


@pytest.mark.parametrize("name", ["price (${x})", "price ${oc.env:HOME}", "null"])
def test_names_that_settings_would_follow_are_texts(look, name):
    names = f"month;{name};tariff;price" if name == "null" else f"month;product;tariff;{name}"
    rows = [*lines(names), *lines(product="b")[1:]]
    assert look("\n".join(rows)).faults == []


def test_words_of_settings_are_no_names_of_experiments(tmp_path):
    assert experiment_name(tmp_path / "null.csv") == "data_null"


@pytest.fixture
def workbook(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")

    def look(price, tariff, form="General"):
        book = openpyxl.Workbook()
        book.active.append(["month", "tariff", "price"])
        for place, month in enumerate(MONTHS):
            book.active.append([month, tariff(place), price(place)])
            book.active.cell(place + 2, 2).number_format = form
        book.save(tmp_path / "mine.xlsx")
        return looked_at(tmp_path / "mine.xlsx", "mine", StartOptions())

    return look


@pytest.mark.slow
@pytest.mark.parametrize(("form", "factor"), [('0.0"%"', 1), ("0.0\\%", 1), ("0.0%", 100), ('0.0%" p"', 100)])
def test_a_per_cent_sign_that_is_only_shown_multiplies_nothing(workbook, form, factor):
    found = workbook(lambda at: 90.5 + at, lambda at: 0.2 + at / 100, form)
    assert found.tidy.variables["tariff"].percent
    assert found.tidy.rows["tariff"].iloc[0] == pytest.approx(0.2 * factor)


def test_formulas_without_results_are_a_fault(workbook):
    found = workbook(lambda at: "=100+1" if at > 20 else 90.5, lambda at: 0.01 * at)
    assert "3 cells of “Sheet” are formulas without their results: C23; C24; C25" in str(found.faults[0])


def test_numbers_of_a_workbook_are_numbers_beside_texts_with_decimal_commas(workbook):
    found = workbook(lambda at: 90.125 + at, lambda at: f"4,{at}")
    assert found.faults == []
    assert found.tidy.rows["price"].tolist() == [90.125 + at for at in range(24)]
    assert found.tidy.rows["tariff"].iloc[1] == 4.1


@pytest.mark.parametrize("form", ["objects", "lists", "JSON-stat"])
def test_numbers_of_json_are_numbers(look, form):
    cells = [[month, "4,5", 90.125 + place] for place, month in enumerate(MONTHS)]
    names = ["month", "tariff", "price"]
    content = {
        "objects": [dict(zip(names, row, strict=True)) for row in cells],
        "lists": [names, *cells],
        "JSON-stat": {
            "id": ["month", "measure"],
            "size": [24, 2],
            "dimension": {
                "month": {"category": {"index": list(MONTHS)}},
                "measure": {"category": {"index": ["price", "tariff"]}},
            },
            "value": [number for row in cells for number in (row[2], 0.125)],
        },
    }
    found = look(json.dumps(content[form]), "mine.json")
    assert found.faults == [] and found.tidy.rows["price"].tolist() == [row[2] for row in cells]


def test_a_text_among_the_numbers_of_a_workbook_is_kept_as_its_note(workbook):
    found = workbook(lambda at: "see note" if at == 3 else 90.125 + at, lambda at: f"4,{at}")
    rows = found.tidy.rows
    assert rows["price"].iloc[[2, 4]].tolist() == [92.125, 94.125]
    assert rows["price_note"].iloc[3] == "see note"
