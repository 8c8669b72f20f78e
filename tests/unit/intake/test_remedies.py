"""Every remedy of a message about a file, followed once."""

import gzip
import json

import numpy as np
import pandas as pd
import pytest

from tradewinds.data.faults import ManyFaults
from tradewinds.errors import DataError

HEADER = "product,month,price,duty_percent"


def rows(products=("a", "b"), months=30):
    times = pd.period_range("2015-01", periods=months, freq="M").astype(str)
    return [
        f"{p},{m},{100 + 7 * i + j},{5 + (3 * i + 2 * j) % 11}.5"
        for j, p in enumerate(products)
        for i, m in enumerate(times)
    ]


def text(lines, header=HEADER):
    return "\n".join([header, *lines]) + "\n"


def refused(look, content, *words, **options):
    with pytest.raises(DataError) as caught:
        found = look(content, **options)
        for fault in found.faults:
            raise fault
    for word in words:
        assert word in str(caught.value)


def test_a_sound_file_has_no_fault(look):
    found = look(text(rows()))
    assert found.faults == [] and len(found.tidy.rows) == 60


def test_a_file_without_names_is_given_some(look):
    refused(look, "\n".join(rows()), "numbers where names are wanted", "Write one above the rows")
    assert look(text(rows())).faults == []


def test_names_in_a_line_that_is_said(look):
    content = "a,b,c,d\n" + text(rows())
    assert look(content, header=2).faults == []
    refused(look, content, "blank or not there", header=200)


def test_unquoted_thousands_are_quoted(look):
    lines = rows()
    lines[3] = lines[3].replace(",121,", ",1,210,")
    refused(
        look, text(lines), "1 of 60 lines have more cells than the 4 names: line 5", 'in quotes ("1,234")'
    )
    lines[3] = lines[3].replace(",1,210,", ',"1,210",')
    assert look(text(lines)).faults == []


def test_a_column_of_periods_is_named(look):
    header = "product,when,price,duty_percent"
    lines = [line.replace("2015-01", "start", 1) for line in rows()]
    odd = [line.replace("-", "/x") for line in rows()]
    refused(look, text(odd, header), "no column names periods", "--period COLUMN", tariff="duty_percent")
    refused(look, text(lines), "names no period in 2 of 60 rows: line 2 'start'", "Mend or remove these rows")
    assert look(text([line for line in lines if "start" not in line])).faults == []
    two = [f"{line},{sound.split(',')[1]}" for line, sound in zip(odd, rows(), strict=True)]
    assert look(text(two, f"{header},stamp"), period="stamp").faults == []


def test_series_that_are_there_twice_are_told_apart(look):
    twice = [*rows(("a",)), *[line.replace(",1", ",9", 1) for line in rows(("a",)) if ",1" in line]]
    refused(look, text(twice), "of a series and period that another row has already", "--sector COLUMN")
    named = [f"{line},{'x' if place < 30 else 'y'}" for place, line in enumerate(twice)]
    assert look(text(named, f"{HEADER},port")).faults == []
    assert look(text(named, f"{HEADER},port"), sector=("product", "port")).faults == []


def test_columns_that_are_not_there_are_named_right(look):
    refused(look, text(rows()), "no column zoll", "columns of the file: product, price", tariff="zoll")
    assert look(text(rows()), tariff="duty_percent", sector=("product",), price="price").faults == []


def test_a_table_with_a_tariff_alone_is_given_an_outcome(look):
    lines = [",".join(line.split(",")[i] for i in (0, 1, 3)) for line in rows()]
    refused(
        look, text(lines, "product,month,duty_percent"), "no column that a tariff may move", "--value COLUMN"
    )
    assert look(text(rows(), "product,month,x,duty_percent"), value="x").faults == []


def test_rates_beyond_all_bounds_are_percent(look):
    lines = [line.replace(".5", "00.5") for line in rows()]
    refused(
        look,
        text(lines, HEADER.replace("_percent", "")),
        "duty goes up to",
        "give --written percent",
        written="fraction",
    )
    assert look(text(rows(), HEADER.replace("_percent", "")), written="percent").faults == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"<!DOCTYPE html><html>Sign in</html>", "a web page or XML"),
        (b"\xd0\xcf\x11\xe0rest", "Save it as .xlsx or CSV"),
        (b"PAR1 broken", "a whole Parquet file"),
        (b"PK\x03\x04broken", "cannot be read"),
        (b'{"error": {"status": 400}}', "JSON without a JSON-stat data set, it says"),
        (b'{"a": ', "damaged JSON"),
        (gzip.compress(b"a,b\n1,2\n", mtime=0)[:-9], "is damaged"),
        (b"one column\n1\n2\n", "cut its lines into columns"),
    ],
)
def test_what_is_no_table_is_told(look, content, words):
    if content.startswith(b"PK"):
        pytest.importorskip("openpyxl")
    refused(look, content, words)


def test_all_that_is_wrong_is_said_at_once(look):
    lines = rows()
    lines[2] = lines[2].replace("2015-03", "soon")
    lines[5] = lines[5] + ",7"
    lines += [
        lines[10].replace(",170,", ",999.5,"),
        lines[50].replace(",5.5", ",2500").replace(",1", ",2", 1),
    ]
    found = look(text(lines))
    said = str(ManyFaults(found.faults))
    assert len(found.faults) >= 3
    for words in ("line 7", "line 4 'soon'", "another row has already"):
        assert words in said
    assert said.count("\n") == len(found.faults)


def test_strange_cells_are_missing_and_named(look):
    lines = rows()
    lines[4] = ",".join([*lines[4].split(",")[:2], "see note", "7.5"])
    found = look(text(lines))
    assert found.faults == [] and "1 cells of price are no numbers" in found.record.doubts[0]
    assert np.isnan(found.tidy.rows["price"].iloc[4]) and found.tidy.rows["price_note"].iloc[4] == "see note"


@pytest.mark.parametrize("kind", ["lists", "objects", "objects below"])
def test_answers_of_interfaces_are_read(look, kind):
    names, cells = HEADER.split(","), [line.split(",") for line in rows(("0101", "NA"))]
    objects = [dict(zip(names, row, strict=True)) for row in cells]
    content = {"lists": [names, *cells], "objects": objects, "objects below": {"count": 60, "data": objects}}
    found = look(json.dumps(content[kind]), "answer.json")
    assert found.faults == [] and set(found.tidy.rows["product"]) == {"0101", "NA"}
    assert found.tidy.rows["price"].tolist() == [float(row[2]) for row in cells]
