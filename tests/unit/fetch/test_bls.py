"""The Bureau of Labor Statistics: months of indices, and how an answer that says 200 can be wrong."""

import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from loopback import KEY, Asked, Reply, always, as_json, once, page

from tradewinds.errors import FetchError
from tradewinds.settings.source import SourceSettings

SOURCE = SourceSettings(
    reader="bls",
    publisher="US Bureau of Labor Statistics",
    dataset="import prices",
    url="LOOPBACK/publicAPI/v2/timeseries/data/",
    licence="public domain",
    file="prices.parquet",
    key="BLS_API_KEY",
    register="https://data.bls.gov/registrationEngine/",
    first="1996-01",
    last="2018-12",
    options={
        "series": {"China": "EIUCOCHNTOT", "Canada": "EIUCOCANTOT"},
        "key": "origin",
        "column": "price",
        "base": "2017",
    },
)


class Bureau:
    """Two series from 1996 on; ``marks`` replaces the text of a month's value."""

    def __init__(self) -> None:
        self.marks: dict[tuple[str, str], str | None] = {}
        self.level = {"EIUCOCHNTOT": 100.0, "EIUCOCANTOT": 50.0}

    def answer(self, asked: Asked) -> Reply:
        body = asked.body
        if body.get("registrationkey") != KEY:
            said = ["The key:wrong provided by the User is invalid."]
            return as_json({"status": "REQUEST_NOT_PROCESSED", "message": said, "Results": {}})
        message, series = [], []
        for name in body["seriesid"]:
            if name not in self.level:
                message.append(f"Series does not exist for Series {name}")
            series.append({"seriesID": name, "data": self.rows(name, body) if name in self.level else []})
        return as_json({"status": "REQUEST_SUCCEEDED", "message": message, "Results": {"series": series}})

    def rows(self, name: str, body: dict) -> list[dict]:
        found = []
        for year in range(int(body["endyear"]), int(body["startyear"]) - 1, -1):
            for month in [13, *range(12, 0, -1)]:
                value = f"{self.level[name] + (year - 2017) + (0 if month == 13 else month) / 10:.1f}"
                value = self.marks.get((name, f"{year}-{month:02d}"), value)
                if value is not None:
                    found.append(
                        {"year": str(year), "period": f"M{month:02d}", "value": value, "footnotes": [{}]}
                    )
        return found


@pytest.fixture
def bureau():
    return Bureau()


@pytest.fixture
def fetch(open_publisher, bureau):
    return open_publisher(bureau.answer, SOURCE)


def test_windows_and_months_become_indices_of_the_base_year(fetch):
    vintage = fetch().vintage
    assert [asked.body["startyear"] for asked in fetch.publisher.asked] == ["1996", "2016"]
    assert fetch.publisher.asked[1].body["endyear"] == "2018"
    table = pd.read_parquet(vintage.table).set_index(["origin", "period"])["price"]
    assert len(table) == 2 * 23 * 12
    assert table["China"].loc["2017"].mean() == pytest.approx(100, rel=1e-12)
    assert table["Canada"].loc["2018-06"].item() == pytest.approx(100 * 51.6 / 50.65, rel=1e-12)
    assert KEY not in vintage.record_file.read_text()


def test_a_month_of_the_shutdown_is_missing_and_one_left_out_is_said(fetch, bureau):
    bureau.marks = {("EIUCOCHNTOT", "2018-10"): "-", ("EIUCOCANTOT", "2018-11"): None}
    vintage = fetch().vintage
    table = pd.read_parquet(vintage.table).set_index(["origin", "period"])["price"]
    assert np.isnan(table["China"].loc["2018-10"].item()) and "2018-11-01" not in table["Canada"].index
    assert vintage.record["notes"] == [
        "China was not collected in 2018-10: missing, not zero",
        "Canada has no row for 2018-11",
    ]


def test_years_before_a_series_begins_are_told_by_the_publisher(fetch, bureau):
    gone = {("EIUCOCHNTOT", f"{year}-{month:02d}"): None for year in (1996, 1997) for month in range(1, 14)}
    bureau.marks = gone
    words = [f"No Data Available for Series EIUCOCHNTOT Year: {year}" for year in (1996, 1997)]
    fetch.publisher.fault = always(changed(lambda one: one | {"message": words}))
    table = pd.read_parquet(fetch().vintage.table)
    assert table.loc[table["origin"].eq("China"), "period"].min() == pd.Timestamp("1998-01-01")


def changed(change):
    return lambda asked, answer: as_json(change(json.loads(answer(asked).content)))


def of_rows(change):
    def inside(content):
        for one in content["Results"]["series"]:
            one["data"] = change(one["data"])
        return content

    return changed(inside)


def failed(status, *message):
    return lambda a, r: as_json({"status": status, "message": list(message), "Results": {}})


FATAL = {
    "a key refused": (None, "200 with REQUEST_NOT_PROCESSED (The key:[key] provided"),
    "the daily ceiling": (
        failed("REQUEST_NOT_PROCESSED", "Request could not be serviced, as the daily threshold is reached."),
        "the daily threshold is reached",
    ),
    "a wrong parameter": (failed("REQUEST_FAILED_INVALID_PARAMETERS", "Invalid year"), "Invalid year"),
    "years dropped in silence": (
        of_rows(lambda rows: [row for row in rows if row["year"] > "2008"] or rows),
        "the years 1996; 1997; 1998 and 10 more are left out without a word",
    ),
    "a series left out": (
        changed(lambda one: one | {"Results": {"series": one["Results"]["series"][:1]}}),
        "series EIUCOCANTOT asked for or answered alone",
    ),
    "a series without data": (of_rows(lambda rows: []), "nothing of EIUCOCHNTOT"),
    "no results": (changed(lambda one: {"status": one["status"], "message": []}), "no Results.series"),
    "no status": (lambda a, r: as_json({"Results": {}}), "an answer without status"),
    "a page that answers 200": (lambda a, r: page("Access Denied"), "200 with a page (“Access Denied”)"),
    "sent on": (lambda a, r: Reply(302, headers={"Location": "/x"}), "sent on to /x"),
    "204": (lambda a, r: Reply(204), "204, nothing found"),
    "403": (lambda a, r: page("Forbidden", 403), "is refused (403: Forbidden"),
    "413": (lambda a, r: Reply(413), "413"),
    "429 to the end": (lambda a, r: Reply(429), "429"),
    "429 for hours": (lambda a, r: Reply(429, headers={"Retry-After": "7200"}), "wait 120 minutes"),
    "dropped to the end": (lambda a, r: Reply(drop=True), "broke off"),
    "cut short to the end": (
        lambda a, r: Reply(content=r(a).content[:-7], close_delimited=True),
        "broke off",
    ),
    "a name changed": (
        of_rows(lambda rows: [{"year": row["year"], "period": row["period"], "val": "1"} for row in rows]),
        "without value",
    ),
    "quarters in place of months": (
        of_rows(lambda rows: [row | {"period": "Q01"} for row in rows if row["period"] == "M01"]),
        "periods such as Q01",
    ),
    "a month twice": (of_rows(lambda rows: [*rows, rows[1]]), "stand there twice"),
    "a mark that is none": (of_rows(lambda rows: [rows[0], rows[1] | {"value": "(R)"}, *rows[2:]]), "'(R)'"),
    "zeros": (of_rows(lambda rows: [row | {"value": "0.0"} for row in rows]), "an index of zero or below"),
    "another encoding": (
        lambda a, r: Reply(content=r(a).content.replace(b"REQUEST_SUC", b"\xe9EQUEST_SUC")),
        "is not utf-8",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", FATAL)
def test_a_failure_is_one_line_and_no_vintage(fetch, fault):
    reply, words = FATAL[fault]
    fetch.publisher.fault = None if reply is None else always(reply)
    with pytest.raises(FetchError, match=re.escape(words)) as caught:
        fetch(key="wrong" if reply is None else KEY)
    assert "\n" not in str(caught.value) and KEY not in str(caught.value) and fetch.left() == []
    fetch.publisher.fault = None
    assert fetch().new


def test_a_series_that_is_none_is_told_from_one_without_data(fetch):
    named = {"China": "EIUCOCHNTOT", "Atlantis": "EIUCOATLTOT"}
    fetch.source = replace(fetch.source, options=fetch.source.options | {"series": named})
    with pytest.raises(FetchError, match="nothing of EIUCOATLTOT .Series does not exist"):
        fetch()


def test_a_key_that_an_error_repeats_is_in_no_file(fetch):
    fetch.publisher.fault = always(failed("REQUEST_NOT_PROCESSED", f"The key:{KEY} provided is invalid."))
    with pytest.raises(FetchError, match=re.escape("The key:[key] provided is invalid")):
        fetch()
    assert not [file for file in fetch.folder.rglob("*") if file.is_file() and KEY in file.read_text()]
    assert not list(fetch.folder.rglob("*.arriving"))


@pytest.mark.parametrize("before, after", [(95, 120), (400, 35)])
def test_no_part_of_a_key_stands_in_a_message_that_is_cut(fetch, before, after):
    """The key lies across the place where the beginning of what was said ends, and the end begins."""
    said = "x" * before + KEY + "y" * after
    fetch.publisher.fault = always(failed("REQUEST_NOT_PROCESSED", said))
    with pytest.raises(FetchError) as caught:
        fetch()
    assert not [piece for piece in pieces(KEY) if piece in str(caught.value)]


def pieces(key: str) -> list[str]:
    return [key[start : start + 4] for start in range(len(key) - 3)]


def test_a_base_year_has_to_be_whole(fetch, bureau):
    bureau.marks = {("EIUCOCHNTOT", "2017-05"): "-"}
    with pytest.raises(FetchError, match="China has not all months of 2017"):
        fetch()


def test_what_passes_is_asked_again(fetch):
    fetch.publisher.fault = once(lambda a, r: Reply(503), times=2)
    assert len(pd.read_parquet(fetch().vintage.table)) == 552
