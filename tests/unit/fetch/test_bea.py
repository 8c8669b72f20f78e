"""Bureau of Economic Analysis: accounts and input-output tables, and errors that come with status 200."""

import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from loopback import KEY, Asked, Reply, always, as_json, once
from transport_failures import TRANSPORT

from tradewinds.errors import FetchError, SettingsError
from tradewinds.settings.source import SourceSettings

QUARTERS = [str(one) for one in pd.period_range("2017Q1", "2018Q4", freq="Q")]
ACCOUNTS = SourceSettings(
    reader="bea",
    publisher="BEA",
    dataset="NIPA",
    url="LOOPBACK/api/data",
    licence="public domain",
    file="accounts.parquet",
    key="BEA_API_KEY",
    register="https://apps.bea.gov/api/signup/",
    first="2017Q1",
    options={
        "dataset": "NIPA",
        "series": {"gdp": ["T10105", "A191RC"], "duties": ["T30200", "B235RC"]},
        "derived": {"share": "duties / gdp"},
    },
)
TABLES = replace(
    ACCOUNTS,
    file="uses.parquet",
    first="2021",
    last="2022",
    options={
        "dataset": "InputOutput",
        "table": "259",
        "rows": "Commodity",
        "columns": "Industry",
        "total_row": "T005",
    },
)


class Bureau:
    """Invented accounts; answers repeat the request, key and all, in capitals, in Latin-1."""

    def __init__(self) -> None:
        self.value = {
            (code, quarter): f"{level + 1000 * n:,}"
            for code, level in (("A191RC", 20_000_000), ("B235RC", 40_000))
            for n, quarter in enumerate(QUARTERS)
        }

    def answer(self, asked: Asked) -> Reply:
        if asked.one("UserID") != KEY:
            return self.reply(asked, {"Error": {"APIErrorCode": "1", "APIErrorDescription": "wrong key"}})
        if asked.one("DatasetName") == "NIPA":
            return self.reply(asked, {"Results": {"Data": self.accounts(asked.one("TableName"))}})
        return self.reply(asked, {"Results": [{"Data": self.uses(asked.one("Year"))}]})

    def accounts(self, table: str) -> list[dict]:
        code = {"T10105": "A191RC", "T30200": "B235RC"}[table]
        shared = {"TableName": table, "CL_UNIT": "Level", "UNIT_MULT": "6", "LineDescription": "Café"}
        rows = [
            shared | {"SeriesCode": code, "TimePeriod": quarter, "DataValue": self.value[code, quarter]}
            for quarter in QUARTERS
        ]
        return [*rows, *(row | {"SeriesCode": "OTHER", "DataValue": "(NM)"} for row in rows)]

    def uses(self, year: str) -> list[dict]:
        rows = []
        for column in ("311", "336"):
            for row, value in (("111", "1,200"), ("336", "40"), ("T005", "1,240")):
                kind = "Commodity" if row != "T005" else "Total"
                cells = {"RowCode": row, "RowType": kind, "ColCode": column, "ColType": "Industry"}
                rows.append(cells | {"TableID": "259", "Year": year, "DataValue": value})
        return rows

    def reply(self, asked: Asked, results: dict) -> Reply:
        echo = [{"ParameterName": "USERID", "ParameterValue": asked.one("UserID").upper()}]
        content = {"BEAAPI": {"Request": {"RequestParam": echo}, **results}}
        text = json.dumps(content, ensure_ascii=False)
        return Reply(content=text.encode("latin-1"), kind="application/json;charset=utf-8")


@pytest.fixture
def bureau():
    return Bureau()


@pytest.fixture
def fetch(open_publisher, bureau):
    return open_publisher(bureau.answer, ACCOUNTS)


@pytest.fixture
def fetch_tables(open_publisher, bureau):
    return open_publisher(bureau.answer, TABLES)


def test_series_of_two_tables_become_one_by_quarter(fetch):
    fetched = fetch()
    table = pd.read_parquet(fetched.vintage.table).set_index("period")
    assert list(table.index) == QUARTERS
    assert table.loc["2017Q2", "gdp"] == 20_001_000e6 and table.loc["2017Q2", "duties"] == 41_000e6
    np.testing.assert_allclose(table["share"], table["duties"] / table["gdp"])


def test_the_key_that_answers_repeat_in_capitals_is_in_no_file(fetch):
    """BEA writes parameters of the request in capitals into every answer."""
    assert KEY.upper() != KEY
    for file in fetch().vintage.folder.rglob("*.*"):
        content = file.read_bytes()
        assert KEY.encode() not in content and KEY.upper().encode() not in content


def test_a_mark_is_missing_and_a_quarter_not_out_is_said(fetch, bureau):
    bureau.value["B235RC", "2018Q4"] = "(NA)"
    bureau.value["B235RC", "2017Q3"] = "(D)"
    fetched = fetch()
    table = pd.read_parquet(fetched.vintage.table).set_index("period")
    assert np.isnan(table.loc["2017Q3", "duties"]) and list(table.index) == QUARTERS[:-1]
    assert "duties not out yet in 2018Q4: these quarters are left out" in fetched.vintage.record["notes"]


def test_uses_of_commodities_by_industry(fetch_tables):
    table = pd.read_parquet(fetch_tables().vintage.table).set_index(["row", "column", "period"])["value"]
    assert len(table) == 8 and table["111", "336", "2022"] == 1_200e6 and table["336", "311", "2021"] == 40e6


def test_a_withheld_cell_is_missing(fetch_tables):
    fetch_tables.publisher.fault = once(of_data(lambda rows: [rows[0] | {"DataValue": "(D)"}, *rows[1:]]))
    fetched = fetch_tables()
    assert pd.read_parquet(fetched.vintage.table)["value"].isna().sum() == 1
    assert fetched.vintage.record["notes"] == ["1 cells are withheld or not meaningful: missing, not zero"]


def inside(change):
    def reply(asked, answer):
        content = json.loads(answer(asked).content.decode("latin-1"))
        return as_json({"BEAAPI": change(content["BEAAPI"])})

    return reply


def of_data(change):
    def changed(one):
        results = one["Results"]
        first = results[0] if isinstance(results, list) else results
        new = {"Data": change(first["Data"])}
        return one | {"Results": [new] if isinstance(results, list) else new}

    return inside(changed)


def every(**cells):
    return of_data(lambda rows: [row | cells for row in rows])


def error(code: str, words: str) -> dict:
    return {"Error": {"APIErrorCode": code, "APIErrorDescription": words}}


COMMON = TRANSPORT | {
    "the key refused": (inside(lambda one: error("1", "Invalid UserId")), "Check the key in BEA_API_KEY"),
    "an error inside": (inside(lambda one: error("204", "No value")), "200 with error 204 (No value)"),
    "an error inside the results": (
        inside(lambda one: {"Results": error("34", "not offered")}), "200 with error 34 (not offered)"
    ),
    "an error inside a list": (
        inside(lambda one: {"Results": [error("31", "parameter name")]}), "200 with error 31"
    ),
    "no BEAAPI": (lambda a, r: as_json({"x": 1}), "an answer of another shape"),
    "no data": (inside(lambda one: {"Results": {"Notes": []}}), "no Results.Data"),
    "no rows": (of_data(lambda rows: []), "no row; expected rows"),
    "a name changed": (
        of_data(lambda rows: [{key[1:]: cell for key, cell in row.items()} for row in rows]),
        "no column Table",
    ),
    "rows twice": (of_data(lambda rows: [*rows, rows[0]]), "stand there twice"),
    "a text for a value": (every(DataValue="?"), "'?' in"),
    "cut short to the end": (
        lambda a, r: Reply(content=r(a).content[:-9], close_delimited=True), "broke off"
    ),
}  # fmt: skip
OF_ACCOUNTS = {
    "another table": (every(TableName="T10106"), "rows of TableName T10106"),
    "the series moved": (every(SeriesCode="A191RX"), "no series A191RC in T10105"),
    "years for quarters": (every(TimePeriod="2018"), "the period 2018; expected quarters"),
    "two units": (of_data(lambda rows: [rows[0] | {"UNIT_MULT": "9"}, *rows[1:]]), "UNIT_MULT 6; 9"),
}
OF_TABLES = {
    "another table": (every(TableID="262"), "rows of TableID 262"),
    "another year": (every(Year="1999"), "rows of Year 1999"),
    "a table turned round": (every(RowType="Industry", ColType="Commodity"), "rows of type"),
    "a cell moved": (
        of_data(lambda rows: [rows[0] | {"DataValue": "9,999"}, *rows[1:]]), "rows add up to another sum"
    ),
    "cells that collapse": (every(DataValue="0"), "cells: 0%"),
}  # fmt: skip


def fails(fetch, reply, words, on):
    fetch.publisher.fault = always(reply, on=on)
    with pytest.raises(FetchError, match=re.escape(words)) as caught:
        fetch()
    assert "\n" not in str(caught.value) and KEY not in str(caught.value) and fetch.left() == []
    fetch.publisher.fault = None
    assert fetch().new


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMON | OF_ACCOUNTS)
def test_a_failure_of_accounts_is_one_line_and_no_vintage(fetch, name):
    fails(fetch, *(COMMON | OF_ACCOUNTS)[name], on="T10105")


@pytest.mark.slow
@pytest.mark.parametrize("name", [one for one in COMMON | OF_TABLES if one not in TRANSPORT])
def test_a_failure_of_tables_is_one_line_and_no_vintage(fetch_tables, name):
    fails(fetch_tables, *(COMMON | OF_TABLES)[name], on="" if name == "a table turned round" else "2022")


def test_another_dataset_is_refused(fetch):
    fetch.source = replace(fetch.source, options={"dataset": "ITA"})
    with pytest.raises(SettingsError, match="NIPA or InputOutput"):
        fetch()
