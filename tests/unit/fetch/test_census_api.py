"""The Census API, from right answers to a panel, and every way in which it fails to one line."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from census_world import Census, changed_json
from loopback import KEY, Reply, always, as_json, once, page

from tradewinds.errors import FetchError
from tradewinds.settings.source import SourceSettings

ORIGINS = {"Canada": "1220", "China": "5700", "Korea, South": "5800"}
MONTHS = ["2018-11", "2018-12", "2019-01", "2019-02"]
SOURCE = SourceSettings(
    reader="census_api",
    publisher="US Census Bureau",
    dataset="imports",
    url="LOOPBACK/data/timeseries/intltrade/imports/naics",
    licence="public domain",
    file="panel.parquet",
    key="CENSUS_API_KEY",
    register="https://api.census.gov/data/key_signup.html",
    first=MONTHS[0],
    last=MONTHS[-1],
    options={"commodity": "NAICS", "level": "NA3", "key": "naics3", "origins": ORIGINS},
)


@pytest.fixture
def census():
    return Census(["311", "334"], ORIGINS, MONTHS)


@pytest.fixture
def fetch(open_publisher, census):
    return open_publisher(census.answer, SOURCE)


def truth(census: Census) -> pd.DataFrame:
    cells = census.cells.reset_index()
    names = {code: name for name, code in ORIGINS.items()}
    cells = cells[cells["country"].isin(names)]
    table = pd.DataFrame(
        {
            "naics3": cells["group"],
            "origin": cells["country"].map(names),
            "period": pd.to_datetime(cells["time"]),
            "tariff": cells["duties"] / cells["value"],
            "value": cells["value"].astype(float),
            "duties": cells["duties"].astype(float),
        }
    )
    return table.sort_values(["naics3", "origin", "period"], ignore_index=True)


def test_answers_become_the_panel_with_a_record(fetch, census):
    vintage = fetch().vintage
    pd.testing.assert_frame_equal(
        pd.read_parquet(vintage.table), truth(census), check_dtype=False, check_exact=True
    )
    record = vintage.record
    assert record["table"]["rows"] == 2 * 3 * 4 and record["licence"] == "public domain"
    assert [one["file"] for one in record["answers"]] == [
        *(f"{m}.json" for m in MONTHS),
        "total-2018.json",
        "total-2019.json",
    ]
    assert any("add up to the publisher's total in 8 cells" in held for held in record["checks"])
    assert not vintage.changed() and fetch.left() == ["2026-11-30T070100Z"]


def test_the_key_is_sent_and_stands_nowhere(fetch, caplog):
    caplog.set_level("DEBUG")
    vintage = fetch().vintage
    assert all(asked.one("key") == KEY for asked in fetch.publisher.asked)
    kept = [file for file in vintage.folder.parent.rglob("*") if file.is_file()]
    assert len(kept) > 7
    assert not [file for file in kept if KEY in str(file) or KEY.encode() in file.read_bytes()]
    assert "HTTP Request" in caplog.text and KEY not in caplog.text and KEY not in "".join(fetch.said)


def without_column(rows):
    return [row[:3] + row[4:] for row in rows]


def renamed(rows):
    return [["CONS_VALUE" if cell == "CON_VAL_MO" else cell for cell in rows[0]], *rows[1:]]


def zeros(rows):
    place = rows[0].index("CON_VAL_MO")
    return [rows[0], *([*row[:place], "0", *row[place + 1 :]] for row in rows[1:])]


def dashes(rows):
    place = rows[0].index("CAL_DUT_MO")
    return [rows[0], [*rows[1][:place], "-", *rows[1][place + 1 :]], *rows[2:]]


FATAL = {
    "a wrong key": (None, "the key in CENSUS_API_KEY is refused"),
    "a page that answers 200": (lambda a, r: page("Missing Key"), "is refused (a page"),
    "a page of an outage": (
        lambda a, r: page("Down for maintenance"),
        "200 with a page (“Down for maintenance”)",
    ),
    "sent on elsewhere": (
        lambda a, r: Reply(301, headers={"Location": f"https://elsewhere.gov/x?key={KEY}"}),
        "sent on to https://elsewhere.gov/x?key=[key], which is not followed",
    ),
    "a wrong variable": (
        lambda a, r: Reply(400, b"error: unknown variable 'X'", "text/plain"),
        "400: error: unknown variable",
    ),
    "texts in place of rows": (
        lambda a, r: as_json(["header", "row"]),
        "an answer of another shape",
    ),
    "200 with an error": (lambda a, r: as_json({"error": "error running the query"}), "200 with an error"),
    "overload to the end": (lambda a, r: Reply(503, b"busy"), "503: busy"),
    "429 to the end": (lambda a, r: Reply(429), "429"),
    "429 for hours": (lambda a, r: Reply(429, headers={"Retry-After": "7200"}), "asked to wait 120 minutes"),
    "too large": (lambda a, r: Reply(413), "413, more than it gives at once"),
    "a month that is not out": (lambda a, r: Reply(204), "nothing of 2019-01"),
    "an empty 200": (lambda a, r: Reply(), "an empty answer with status 200"),
    "a column left out": (lambda a, r: changed_json(r(a), without_column), "no column CON_VAL_MO"),
    "a column renamed": (lambda a, r: changed_json(r(a), renamed), "no column CON_VAL_MO"),
    "a column that is zero": (lambda a, r: changed_json(r(a), zeros), "parts add up to 0"),
    "a mark that is no number": (lambda a, r: changed_json(r(a), dashes), "'-' in CAL_DUT_MO"),
    "a row cut short": (
        lambda a, r: changed_json(r(a), lambda rows: [*rows[:-1], rows[-1][:2]]),
        "not the 9 cells",
    ),
    "another month's rows": (
        lambda a, r: Reply(content=r(a).content.replace(b"2019-01", b"2019-03")),
        "nothing of 2019-01",
    ),
    "rows twice": (lambda a, r: changed_json(r(a), lambda rows: [*rows, rows[-1]]), "stand there twice"),
    "a country left out": (lambda a, r: changed_json(r(a), lambda rows: rows[:-1]), "parts add up to"),
    "another encoding": (
        lambda a, r: Reply(content=r(a).content.replace(b"SOUTH", b"C\xf4te")),
        "is not utf-8",
    ),
    "another country under the code": (
        lambda a, r: Reply(content=r(a).content.replace(b"CANADA", b"CUBA")),
        "country 1220 is",
    ),
    "text in place of JSON": (lambda a, r: Reply(content=b"null and void"), "an answer that begins"),
    "another kind of answer": (
        lambda a, r: Reply(content=r(a).content, kind="text/csv"),
        "content type text/csv",
    ),
    "a half answer to the end": (
        lambda a, r: Reply(content=r(a).content[:-9], close_delimited=True),
        "broke off",
    ),
    "a dropped connection to the end": (lambda a, r: Reply(drop=True), "broke off"),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", FATAL)
def test_a_failure_is_one_line_and_no_vintage(fetch, fault):
    reply, words = FATAL[fault]
    if reply is not None:
        fetch.publisher.fault = always(reply, on="'2019-01'")
    with pytest.raises(FetchError, match=re.escape(words)) as caught:
        fetch(key="wrong" if reply is None else KEY)
    line = str(caught.value)
    assert "\n" not in line and KEY not in line and "No older vintage is at hand" in line
    assert fetch.left() == []
    fetch.publisher.fault = None
    assert fetch().new and len(fetch.left()) == 1


PASSING = {
    "429 with a wait": lambda a, r: Reply(429, headers={"Retry-After": "7"}),
    "429 without": lambda a, r: Reply(429),
    "an error of the server": lambda a, r: Reply(500, b"oops"),
    "a dropped connection": lambda a, r: Reply(drop=True),
    "a body shorter than said": lambda a, r: Reply(content=r(a).content[:40], length=len(r(a).content)),
    "a body that ends too early": lambda a, r: Reply(content=r(a).content[:-20], close_delimited=True),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", PASSING)
def test_what_passes_is_asked_again(fetch, census, fault):
    fetch.publisher.fault = once(PASSING[fault], times=2, on="2018-12")
    table = pd.read_parquet(fetch().vintage.table)
    pd.testing.assert_frame_equal(table, truth(census), check_dtype=False, check_exact=True)
    assert (7.0 in fetch.waits) == (fault == "429 with a wait")


def test_a_wrong_request_is_asked_once(fetch):
    fetch.publisher.fault = always(FATAL["a wrong variable"][0])
    with pytest.raises(FetchError):
        fetch()
    assert len(fetch.publisher.asked) == 1


def moved(rows):
    """A column inserted before all others, and two that changed places."""
    order = [1, 0, *range(2, len(rows[0]))]
    return [
        [f"x{number}" if number else "YEAR", *(row[place] for place in order)]
        for number, row in enumerate(rows)
    ]


def test_columns_are_found_by_name(fetch, census):
    fetch.publisher.fault = always(lambda a, r: changed_json(r(a), moved))
    table = pd.read_parquet(fetch().vintage.table)
    pd.testing.assert_frame_equal(table, truth(census), check_dtype=False, check_exact=True)


def test_groups_of_countries_are_no_countries(fetch, census):
    """Where an answer holds the European Union and the sum beside their members, neither counts twice."""

    def with_groups(asked, answer):
        def change(rows):
            places = {name: rows[0].index(name) for name in ("CTY_CODE", "CTY_NAME")}
            extra = list(rows[1])
            extra[places["CTY_CODE"]], extra[places["CTY_NAME"]] = "0003", "EUROPEAN UNION"
            return [*rows, extra]

        return changed_json(answer(asked), change)

    fetch.publisher.fault = always(with_groups, on="SUMMARY_LVL")
    table = pd.read_parquet(fetch().vintage.table)
    pd.testing.assert_frame_equal(table, truth(census), check_dtype=False, check_exact=True)


def test_missing_is_not_zero_and_zero_not_missing(fetch, census):
    census.flags["2019-01", "311", "5700"] = "M"
    census.cells.loc[("2019-02", "334", "1220"), :] = 0
    table = pd.read_parquet(fetch().vintage.table).set_index(["naics3", "origin", "period"])
    missing, zero = (
        table.loc["311", "China", "2019-01"].iloc[0],
        table.loc["334", "Canada", "2019-02"].iloc[0],
    )
    assert np.isnan(missing["value"]) and np.isnan(missing["tariff"])
    assert zero["value"] == 0 and np.isnan(zero["tariff"])


def test_what_has_no_row_gets_none(fetch, census):
    census.cells = census.cells.drop(index=("2019-01", "311", "5700"))
    table = pd.read_parquet(fetch().vintage.table)
    assert len(table) == 23
    row = table[table["naics3"].eq("311") & table["origin"].eq("China") & table["period"].eq("2019-01")]
    assert row.empty


@pytest.mark.slow
def test_a_stopped_fetch_goes_on_to_the_same_bytes(fetch, open_publisher, census, tmp_path):
    whole = open_publisher(census.answer, SOURCE)
    whole.folder = tmp_path / "whole"
    expected = whole().vintage
    for month in ["2018-12", "2019-01", "total"]:
        fetch.publisher.fault = always(
            lambda a, r: Reply(drop=True), on="-'" if month == "total" else f"'{month}'"
        )
        with pytest.raises(FetchError):
            fetch()
        assert fetch.left() == []
    fetch.publisher.fault = None
    vintage = fetch().vintage
    assert vintage.raw() == expected.raw()
    assert vintage.table.read_bytes() == expected.table.read_bytes()
    fine = [asked for asked in fetch.publisher.asked if asked.one("time") == "2018-11"]
    assert len(fine) == 1
    assert any("4 of them from before it was stopped" in text for text in fetch.said)


def test_an_answer_damaged_meanwhile_is_fetched_again(fetch, census):
    fetch.publisher.fault = always(lambda a, r: Reply(503), on="2019-02")
    with pytest.raises(FetchError):
        fetch()
    kept = fetch.folder / "source" / ".begun" / "raw" / "2018-11.json"
    kept.write_bytes(kept.read_bytes()[:100])
    fetch.publisher.fault = None
    pd.testing.assert_frame_equal(
        pd.read_parquet(fetch().vintage.table), truth(census), check_dtype=False, check_exact=True
    )


def test_old_answers_are_not_mixed_with_new_ones(fetch):
    from datetime import timedelta

    fetch.publisher.fault = always(lambda a, r: Reply(503), on="2019-02")
    with pytest.raises(FetchError):
        fetch()
    fetch.publisher.fault, fetch.now = None, fetch.now + timedelta(days=4)
    fetch()
    assert sum(asked.one("time") == "2018-11" for asked in fetch.publisher.asked) == 2


@pytest.mark.slow
def test_a_revised_month_is_a_new_vintage_and_nothing_new_is_none(fetch, census):
    first = fetch()
    assert not fetch().new and len(fetch.left()) == 1
    census.cells.loc[("2018-12", "311", "5700"), "value"] += 1000
    second = fetch()
    assert second.new and fetch.left() == [first.vintage.name, second.vintage.name]
    old, new = (
        pd.read_parquet(one.vintage.table).set_index(["naics3", "origin", "period"])["value"]
        for one in (first, second)
    )
    assert (new - old).loc["311", "China", "2018-12"].item() == 1000 and (new != old).sum() == 1


def test_without_a_key_one_line_says_where_it_is_to_be_had(fetch):
    with pytest.raises(FetchError) as caught:
        fetch(key=None)
    line = str(caught.value)
    assert "CENSUS_API_KEY is not set" in line and "https://api.census.gov/data/key_signup.html" in line
    assert "No older vintage is at hand" in line and not fetch.publisher.asked


def test_without_a_network_the_older_vintage_is_named(fetch):
    name = fetch().vintage.name
    fetch.source.url = "http://127.0.0.1:9/data"
    with pytest.raises(FetchError) as caught:
        fetch()
    line = str(caught.value)
    assert "127.0.0.1:9" in line and "cannot be reached" in line and f"At hand: the vintage {name}" in line


def test_a_figure_that_never_moves(fetch, census):
    total = int(census.cells.loc["2018-11", "value"].sum())
    fetch.source.options = fetch.source.options | {"golden": {"2018-11": total}}
    assert any("known figures" in held for held in fetch().vintage.record["checks"])
    fetch.source.options = fetch.source.options | {"golden": {"2018-11": total + 1}}
    with pytest.raises(FetchError, match="which never moves"):
        fetch()


def test_a_record_says_what_was_asked(fetch):
    one = fetch().vintage.record["answers"][0]
    assert one["request"]["url"].endswith("COMM_LVL=NA3&SUMMARY_LVL=DET&time=2018-11")
    assert one["status"] == 200 and one["time"].endswith("Z") and json.dumps(one["headers"])
