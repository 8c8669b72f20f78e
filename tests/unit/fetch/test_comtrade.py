"""UN Comtrade: reporters and partners to a table, its own codes, and how answers can be wrong."""

import json
import re
from dataclasses import replace

import pandas as pd
import pytest
from loopback import KEY, Asked, Reply, always, as_json, once, page
from transport_failures import TRANSPORT

from tradewinds.errors import FetchError, SettingsError
from tradewinds.fetch.readers import comtrade
from tradewinds.settings.source import SourceSettings

SOURCE = SourceSettings(
    reader="comtrade",
    publisher="United Nations",
    dataset="imports",
    url="LOOPBACK/data/v1/get",
    licence="restricted",
    file="imports.parquet",
    key="COMTRADE_API_KEY",
    register="https://comtradedeveloper.un.org",
    first="2005",
    last="2018",
    options={
        "frequency": "A",
        "goods": ["TOTAL"],
        "flow": "M",
        "reporters": {"France": "251", "United States": "842"},
    },
)
YEARS = [str(year) for year in range(2005, 2019)]


class Comtrade:
    """Invented imports; the world is the partners' sum."""

    def __init__(self) -> None:
        self.value = {
            (reporter, partner, year): float(1000 * r + 100 * p + n) + 0.25
            for r, reporter in enumerate(("251", "842"), 1)
            for p, partner in enumerate(("276", "699", "842" if reporter == "251" else "251"), 1)
            for n, year in enumerate(YEARS)
        }

    def answer(self, asked: Asked) -> Reply:
        if asked.headers.get("Ocp-Apim-Subscription-Key") != KEY:
            return as_json({"message": "Access denied due to invalid subscription key."}, status=401)
        periods = asked.one("period").split(",")
        rows = []
        for year in periods:
            cells = {
                p: value
                for (r, p, y), value in self.value.items()
                if r == asked.one("reporterCode") and y == year
            }
            cells |= {"0": sum(cells.values())} if cells else {}
            rows += [self.row(asked, partner, year, value) for partner, value in cells.items()]
        return as_json({"elapsedTime": "0.1 secs", "count": len(rows), "data": rows, "error": ""})

    def row(self, asked: Asked, partner: str, year: str, value: float) -> dict:
        once_each = {"partner2Code": 0, "customsCode": "C00", "motCode": 0}
        return once_each | {
            "period": year,
            "reporterCode": int(asked.one("reporterCode")),
            "partnerCode": int(partner),
            "flowCode": "M",
            "classificationCode": "H4",
            "cmdCode": "TOTAL",
            "primaryValue": value,
        }


@pytest.fixture
def world():
    return Comtrade()


@pytest.fixture
def fetch(open_publisher, world):
    return open_publisher(world.answer, SOURCE)


def table_of(fetched) -> pd.DataFrame:
    return pd.read_parquet(fetched.vintage.table).set_index(["reporter", "partner", "period"])


def test_twelve_years_a_request_become_one_table_without_the_world(fetch, world):
    fetched = fetch()
    table = table_of(fetched)
    assert len(table) == 2 * 3 * 14 and "0" not in table.index.get_level_values("partner")
    assert table.loc[("France", "699", "2016"), "value"] == world.value["251", "699", "2016"]
    assert [one["file"] for one in fetched.vintage.record["answers"]] == [
        "251-2005.json", "251-2017.json", "842-2005.json", "842-2017.json",
    ]  # fmt: skip
    assert KEY not in json.dumps(fetched.vintage.record)


def test_partners_by_name_and_what_was_not_reported(fetch, world):
    world.value = {key: value for key, value in world.value.items() if key[::2] != ("251", "2018")}
    fetch.source = replace(fetch.source, options=SOURCE.options | {"partners": {"India": "699"}})
    fetched = fetch()
    assert set(table_of(fetched).index.get_level_values("partner")) == {"India"}
    assert fetched.vintage.record["notes"] == ["France has not reported 2018: missing, not zero"]


@pytest.mark.parametrize(
    "named, words",
    [
        ({"France": "250"}, "options.reporters.France = '250'; expected 251"),
        ({"United States": 840}, "expected 842"),
        ({"Norway": "578"}, "expected 579"),
        ({"Germany": "DEU"}, "a number, such as 842"),
        ({"One": "392", "Two": "392"}, "two names of one code"),
    ],
)
def test_a_code_that_comtrade_has_no_trade_of_is_refused_before_anything_is_asked(fetch, named, words):
    fetch.source = replace(fetch.source, options=SOURCE.options | {"reporters": named})
    with pytest.raises(SettingsError, match=words):
        fetch()
    assert fetch.publisher.asked == []


def test_germany_has_one_code(fetch, world):
    fetch.source = replace(fetch.source, options=SOURCE.options | {"partners": {"Germany": "276"}})
    assert len(table_of(fetch())) == 28


def body(change):
    return lambda a, r: as_json(change(json.loads(r(a).content)))


def rows(change):
    return body(lambda one: one | {"data": change(one["data"]), "count": len(change(one["data"]))})


def every(**cells):
    return rows(lambda all_rows: [row | cells for row in all_rows])


FATAL = TRANSPORT | {
    "the key refused": (
        lambda a, r: as_json({"statusCode": 401, "message": f"invalid subscription key {KEY}"}, status=401),
        "the key in COMTRADE_API_KEY is refused (401",
    ),
    "out of calls for hours": (
        lambda a, r: as_json({"message": "Quota will be replenished in 05:00:10."}, status=403),
        "403, asked to wait 300 minutes",
    ),
    "an answer that is made first": (lambda a, r: as_json({"requestId": "x"}, status=202), "202"),
    "200 with an error": (body(lambda one: one | {"error": "Invalid period"}), "error (Invalid period)"),
    "a wrong code, which is answered with nothing": (
        body(lambda one: one | {"data": [], "count": 0}),
        "no row; expected rows. Comtrade answers a wrong code with nothing",
    ),
    "a list": (lambda a, r: as_json([1]), "an answer of another shape"),
    "no count": (body(lambda one: {"data": one["data"]}), "no data and count"),
    "fewer rows than it says": (body(lambda one: one | {"count": 99}), "rows; expected 99"),
    "as many rows as it gives at most": (
        rows(lambda all_rows: (all_rows * 9)[:60]), "fewer than the ceiling of 60"
    ),
    "a name changed": (
        rows(lambda all_rows: [{key.lower(): cell for key, cell in row.items()} for row in all_rows]),
        "no column reporterCode",
    ),
    "another reporter": (every(reporterCode=250), "rows of reporterCode 250"),
    "another year": (every(period="1999"), "rows of period 1999"),
    "exports": (every(flowCode="X"), "rows of flowCode X"),
    "ships and planes apart": (every(motCode=1000), "rows of motCode 1000"),
    "second partners": (every(partner2Code=276), "rows of partner2Code 276"),
    "rows twice": (rows(lambda all_rows: [*all_rows[:-1], all_rows[0]]), "stand there twice"),
    "a text for a value": (every(primaryValue="n/a"), "'n/a' in primaryValue"),
    "a partner less": (rows(lambda all_rows: all_rows[1:]), "parts add up to"),
    "values of zero that were none": (
        rows(lambda all_rows: [row | {"primaryValue": 5.0 * (row["partnerCode"] == 0)} for row in all_rows]),
        "parts add up to 0",
    ),
    "trade below zero": (every(primaryValue=-1.0), "trade below zero"),
    "cut short to the end": (
        lambda a, r: Reply(content=r(a).content[:-6], close_delimited=True),
        "broke off",
    ),
    "another encoding": (
        lambda a, r: Reply(content=r(a).content.replace(b"TOTAL", b"TOT\xc4L")), "is not utf-8"
    ),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", FATAL)
def test_a_failure_is_one_line_and_no_vintage(fetch, name, monkeypatch):
    monkeypatch.setattr(comtrade, "_CEILING", 60)
    reply, words = FATAL[name]
    fetch.publisher.fault = always(reply, on="'251'")
    with pytest.raises(FetchError, match=re.escape(words)) as caught:
        fetch()
    assert "\n" not in str(caught.value) and KEY not in str(caught.value) and fetch.left() == []
    fetch.publisher.fault = None
    assert fetch().new


@pytest.mark.parametrize(
    "status, said, wait",
    [
        (429, "Rate limit is exceeded. Try again in 3 seconds.", 3.0),
        (403, "Out of call volume quota. Quota will be replenished in 00:01:05.", 65.0),
    ],
)
def test_the_wait_that_a_sentence_names_is_kept(fetch, status, said, wait):
    fetch.publisher.fault = once(lambda a, r: as_json({"statusCode": status, "message": said}, status=status))
    assert fetch().new and fetch.waits == [wait]


def test_no_key_is_one_line(fetch):
    with pytest.raises(FetchError, match="COMTRADE_API_KEY is not set.*Register at https://comtrade"):
        fetch(key=None)
    assert fetch.publisher.asked == []


def test_what_passes_is_asked_again(fetch):
    fetch.publisher.fault = once(lambda a, r: page("Bad Gateway", 502), times=2)
    assert len(table_of(fetch())) == 84


def test_editions_of_the_nomenclature_are_said(fetch):
    fetch.publisher.fault = once(every(classificationCode="H5"))
    (note,) = fetch().vintage.record["notes"]
    assert note.startswith("goods are classified by several editions (H4, H5)")
