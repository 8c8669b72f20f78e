"""Eurostat Comext: SDMX-CSV to a table, answers that are made first, and how answers can be wrong."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from comext_world import Comext, later
from loopback import Reply, always, once
from transport_failures import TRANSPORT

from tradewinds.errors import FetchError
from tradewinds.settings.source import SourceSettings

MONTHS = ["2018-05", "2018-06", "2018-07"]
SOURCE = SourceSettings(
    reader="eurostat",
    publisher="Eurostat",
    dataset="DS-045409",
    url="LOOPBACK/comext",
    licence="CC BY 4.0",
    file="trade.parquet",
    first=MONTHS[0],
    last=MONTHS[-1],
    options={
        "dataset": "DS-045409",
        "reporter": "EU27_2020",
        "flow": "1",
        "total": "EXTRA",
        "products": {"071040": "Sweetcorn", "220830": "Whiskies"},
        "partners": {"United States": "US", "Namibia": "NA"},
    },
)


@pytest.fixture
def comext():
    """Namibia sells no sweetcorn in June."""
    made = Comext(["071040", "220830"], ["US", "NA", "EXTRA"], MONTHS)
    del made.value["071040", "NA", "2018-06"]
    return made


@pytest.fixture
def fetch(open_publisher, comext):
    return open_publisher(comext.answer, SOURCE)


def table_of(fetched) -> pd.DataFrame:
    table = pd.read_parquet(fetched.vintage.table)
    month = table.pop("period").dt.strftime("%Y-%m")
    return table.set_index(["product", "partner"]).set_index(month, append=True)


def test_values_and_weights_become_prices(fetch, comext):
    fetched = fetch()
    table = table_of(fetched)
    assert len(table) == 11 and set(table["name"]) == {"Sweetcorn", "Whiskies"}
    row = table.loc[("071040", "Namibia", "2018-07")]
    value = comext.value["071040", "NA", "2018-07"]
    assert row["value"] == value
    assert (row["volume"], row["price"]) == (pytest.approx(value / 5), pytest.approx(5))
    assert fetched.vintage.record["stamp"] == "last update 15/09/26 11:00:00"
    assert any("% of the publisher's total" in one for one in fetched.vintage.record["checks"])
    key = fetch.publisher.asked[0].path.rpartition("/")[2]
    assert key == "M.EU27_2020.US+NA+EXTRA.071040.1.VALUE_IN_EUROS+QUANTITY_IN_100KG"


def test_what_has_no_row_gets_none_and_a_mark_is_missing(fetch, comext):
    comext.value["220830", "US", "2018-06"] = float("nan")
    fetch.publisher.fault = always(
        lambda a, r: replace(r(a), content=r(a).content.replace(b",nan,", b",:,")), on="220830"
    )
    table = table_of(fetch())
    assert ("071040", "Namibia", "2018-06") not in table.index
    assert np.isnan(table.loc[("220830", "United States", "2018-06"), "value"])


def test_a_month_that_is_not_out_is_said(fetch, comext):
    comext.value = {key: value for key, value in comext.value.items() if key[2] != "2018-07"}
    assert fetch().vintage.record["notes"] == ["nothing at all of 2018-07: not out yet, or missing"]


def test_an_answer_that_is_made_first_is_waited_for(fetch, comext):
    expected = table_of(fetch())
    comext.updated = "16/09/26 11:00:00"
    comext.states = ["SUBMITTED", "PROCESSING", "AVAILABLE"]
    fetch.publisher.fault = once(later, on="220830")
    fetched = fetch()
    assert fetched.new and comext.states == [] and len(fetch.waits) == 3
    pd.testing.assert_frame_equal(table_of(fetched), expected)
    assert [one["file"] for one in fetched.vintage.record["answers"]] == ["071040.csv", "220830.csv"]


def test_413_while_an_answer_is_made_is_asked_again(fetch):
    fetch.publisher.fault = once(lambda a, r: Reply(413, b"ASYNCHRONOUS_RESPONSE: come back", "text/plain"))
    assert len(table_of(fetch())) == 11 and len(fetch.waits) == 1


@pytest.mark.parametrize(
    "states, words",
    [
        (["EXPIRED"], "is EXPIRED; expected AVAILABLE"),
        (["PROCESSING"] * 4, "the publisher has not made the answer yet"),
    ],
)
def test_an_answer_that_is_never_made_is_one_line(fetch, comext, states, words):
    comext.states = list(states)
    fetch.publisher.fault = once(later, on="220830")
    with pytest.raises(FetchError, match=words):
        fetch(polls=len(states))
    assert fetch.left() == []
    fetch.publisher.fault = None
    assert fetch().new


def text(change):
    return lambda a, r: replace(r(a), content=change(r(a).content.decode()).encode())


def xml(body: str):
    return lambda a, r: Reply(content=body.encode(), kind="application/xml")


def fault(code: int, words: str):
    return xml(f"<S:Fault><faultcode>{code}</faultcode><faultstring>{words}</faultstring></S:Fault>")


FATAL = TRANSPORT | {
    "too big": (
        lambda a, r: Reply(413, b"EXTRACTION_TOO_BIG", "text/plain"),
        "413, more than it gives at once: EXTRACTION_TOO_BIG. Ask for a shorter span",
    ),
    "nothing found": (fault(100, "No results found"), "200 with a fault (100 No results found)"),
    "a wrong code": (fault(150, "Semantic error"), "200 with a fault (150 Semantic error)"),
    "XML that is nothing": (xml("<a/>"), "XML in place of rows, without an identifier"),
    "an identifier that leads elsewhere": (xml("<id>../../secret</id>"), "without an identifier"),
    "a header alone": (text(lambda one: one.split("\r\n")[0] + "\r\n"), "no row of 071040"),
    "cut within a line": (
        lambda a, r: replace(r(a), content=r(a).content[:-9], close_delimited=True),
        "its last line has no end",
    ),
    "cut after a value": (
        lambda a, r: replace(r(a), content=r(a).content[: r(a).content.index(b"M,EU27_2020,NA")]),
        "has no end",
    ),
    "a column renamed": (text(lambda one: one.replace("OBS_VALUE", "VALUE")), "no column OBS_VALUE"),
    "rows of another partner": (text(lambda one: one.replace(",NA,", ",MX,")), "rows of partner MX"),
    "exports among imports": (text(lambda one: one.replace("071040,1,", "071040,2,", 1)), "rows of flow 2"),
    "the year beside the months": (text(lambda one: one.replace(",2018-07,", ",2018,")), "TIME_PERIOD 2018"),
    "a code without its zero": (
        text(lambda one: one.replace(",071040,", ",71040,")),
        "rows of product 71040",
    ),
    "values alone": (
        text(lambda one: "".join(x for x in one.splitlines(True) if "100KG" not in x)),
        "nothing of QUANTITY_IN_100KG",
    ),
    "rows twice": (text(lambda one: one + one.splitlines(True)[1]), "stand there twice"),
    "a mark that is none": (text(lambda one: one.replace(",1000.0,", ",c,")), "'c' in OBS_VALUE"),
    "trade below zero": (text(lambda one: one.replace(",1000.0,", ",-1000.0,")), "trade below zero"),
    "partners above their total": (text(lambda one: one.replace(",1000.0,", ",9e9,")), "partners add up to"),
    "another encoding": (
        lambda a, r: replace(r(a), content=r(a).content.replace(b"ESTAT", b"EST\xc4T")),
        "is not utf-8",
    ),
    "two states": (text(lambda one: one.replace("15/09/26", "16/09/26")), "answers of 2 states"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", FATAL)
def test_a_failure_is_one_line_and_no_vintage(fetch, name):
    reply, words = FATAL[name]
    fetch.publisher.fault = always(reply, on="071040")
    with pytest.raises(FetchError, match=re.escape(words)) as caught:
        fetch()
    assert "\n" not in str(caught.value) and fetch.left() == []
    fetch.publisher.fault = None
    assert fetch().new


def test_a_partner_that_sells_nothing_is_named(fetch):
    fetch.source = replace(fetch.source, options=SOURCE.options | {"partners": {"Nowhere": "XX", "US": "US"}})
    fetch.publisher.fault = always(
        lambda a, r: replace(
            r(a), content=b"".join(one for one in r(a).content.splitlines(True) if b",NA," not in one)
        )
    )
    with pytest.raises(FetchError, match=r"nothing from Nowhere \(XX\)"):
        fetch()


def test_a_column_inserted_or_moved_does_no_harm(fetch):
    expected = table_of(fetch())

    def moved(text: str) -> str:
        cells = [line.split(",") for line in text.splitlines()]
        return "".join(",".join([*row[:2], f"new{n}", *row[:1:-1]]) + "\n" for n, row in enumerate(cells))

    fetch.folder = fetch.folder / "other"
    fetch.publisher.fault = always(text(moved))
    pd.testing.assert_frame_equal(table_of(fetch()), expected)
