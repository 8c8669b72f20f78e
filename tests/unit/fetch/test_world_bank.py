"""World Bank indicators: pages to a table of economies, and how answers can be wrong."""

import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from loopback import Asked, Reply, as_json, once, page

from tradewinds.errors import FetchError
from tradewinds.fetch.readers import world_bank
from tradewinds.settings.source import SourceSettings

SOURCE = SourceSettings(
    reader="world_bank",
    publisher="World Bank",
    dataset="indicators",
    url="LOOPBACK/v2",
    licence="CC BY 4.0",
    file="world.parquet",
    first="2018",
    last="2020",
    options={"indicators": {"tariff": "TM.TAX", "gdp": "NY.GDP"}},
)
REGIONS = {"DEU": "ECS", "BRA": "LCN", "NAM": "SSF", "EUU": "NA", "WLD": "NA"}


class Bank:
    indicators = ("TM.TAX", "NY.GDP")

    def __init__(self) -> None:
        self.value = {
            (name, code, year): n + 1.5
            for n, (name, code, year) in enumerate(
                (name, code, year)
                for name in ("TM.TAX", "NY.GDP")
                for code in REGIONS
                for year in (2020, 2019, 2018)
            )
        }
        self.updated = "2026-10-01"

    def answer(self, asked: Asked) -> Reply:
        name = asked.path.rpartition("/")[2]
        if name == "country":
            rows = [{"id": code, "region": {"id": region}} for code, region in REGIONS.items()]
        elif name not in self.indicators:
            said = {"id": "120", "key": "Invalid value", "value": "The provided parameter value is not valid"}
            return as_json([{"message": [said]}])
        else:
            rows = [
                {
                    "indicator": {"id": name},
                    "countryiso3code": code,
                    "date": str(year),
                    "value": value,
                    "obs_status": "",
                }
                for (of, code, year), value in self.value.items()
                if of == name
            ]
        size, number = int(asked.one("per_page")), int(asked.one("page"))
        paging = {
            "page": number,
            "pages": -(-len(rows) // size),
            "per_page": str(size),
            "total": len(rows),
            "lastupdated": self.updated,
        }
        return as_json([paging, rows[size * (number - 1) : size * number]])


@pytest.fixture
def bank(monkeypatch):
    monkeypatch.setattr(world_bank, "_PER_PAGE", 4)
    return Bank()


@pytest.fixture
def fetch(open_publisher, bank):
    return open_publisher(bank.answer, SOURCE)


def table_of(fetched) -> pd.DataFrame:
    return pd.read_parquet(fetched.vintage.table).set_index(["economy", "period"])


def test_pages_become_a_table_of_economies_without_aggregates(fetch, bank):
    fetched = fetch()
    table = table_of(fetched)
    assert sorted(set(table.index.get_level_values("economy"))) == ["BRA", "DEU", "NAM"] and len(table) == 9
    assert table.loc[("NAM", "2019"), "gdp"] == bank.value["NY.GDP", "NAM", 2019]
    assert fetched.vintage.record["stamp"] == "last updated 2026-10-01"
    assert [one["file"] for one in fetched.vintage.record["answers"]][:3] == [
        "economies.001.json",
        "economies.002.json",
        "TM.TAX.001.json",
    ]


def test_an_indicator_whose_name_begins_with_that_of_another_is_told_from_it(fetch, bank, monkeypatch):
    names = {"TM.TAX": "SP.POP", "NY.GDP": "SP.POP.FE.IN"}
    bank.value = {(names[name], *rest): value for (name, *rest), value in bank.value.items()}
    monkeypatch.setattr(bank, "indicators", tuple(names.values()))
    fetch.source = replace(fetch.source, options={"indicators": {"all": "SP.POP", "women": "SP.POP.FE.IN"}})
    row = table_of(fetch()).loc[("NAM", "2019")]
    assert row["all"] == bank.value["SP.POP", "NAM", 2019]
    assert row["women"] == bank.value["SP.POP.FE.IN", "NAM", 2019]


def test_null_is_missing_and_never_zero(fetch, bank):
    bank.value["TM.TAX", "DEU", 2019] = None
    bank.value["TM.TAX", "BRA", 2019] = 0
    table = table_of(fetch())["tariff"]
    assert np.isnan(table["DEU", "2019"]) and table["BRA", "2019"] == 0


def test_a_year_that_is_not_out_is_said(fetch, bank):
    bank.value = {key: None if key[::2] == ("TM.TAX", 2020) else value for key, value in bank.value.items()}
    assert fetch().vintage.record["notes"] == ["tariff is missing everywhere in 2020"]


def changed(change):
    return lambda a, r: as_json(change(json.loads(r(a).content)))


def of_rows(change):
    return changed(lambda content: [content[0], change(content[1])])


FATAL = {
    "a wrong indicator": (
        lambda a, r: as_json([{"message": [{"id": "120", "value": "The provided value is not valid"}]}]),
        "200 with an error (The provided value is not valid)",
    ),
    "XML in spite of JSON": (
        lambda a, r: Reply(content=b'<?xml version="1.0"?><wb:error/>', kind="text/xml"),
        "200 with XML",
    ),
    "a page that answers 200": (lambda a, r: page("Service outage"), "200 with a page (“Service outage”)"),
    "sent on": (lambda a, r: Reply(307, headers={"Location": "/x"}), "sent on to /x"),
    "204": (lambda a, r: Reply(204), "204, nothing found"),
    "413": (lambda a, r: Reply(413), "413"),
    "429 to the end": (lambda a, r: Reply(429), "429"),
    "429 for hours": (lambda a, r: Reply(429, headers={"Retry-After": "7200"}), "wait 120 minutes"),
    "502 to the end": (lambda a, r: page("Bad Gateway", 502), "502: Bad Gateway"),
    "dropped to the end": (lambda a, r: Reply(drop=True), "broke off"),
    "cut short to the end": (
        lambda a, r: Reply(content=r(a).content[:-4], close_delimited=True),
        "broke off",
    ),
    "no rows": (changed(lambda one: [one[0] | {"total": 0}, None]), "no row"),
    "fewer rows than it says": (of_rows(lambda rows: rows[:-1]), "rows on page 1; expected 4, as it says"),
    "another page": (changed(lambda one: [one[0] | {"page": 9}, one[1]]), "page 9; expected page 1"),
    "rows that are numbers": (of_rows(lambda rows: [1] * len(rows)), "an answer of another shape"),
    "paging of another shape": (changed(lambda one: [{"page": 1}, one[1]]), "paging without pages"),
    "a name changed": (
        of_rows(lambda rows: [{"iso3": "DEU", "date": "2018", "value": 1, "indicator": {}} for _ in rows]),
        "rows without countryiso3code",
    ),
    "rows of another indicator": (
        of_rows(lambda rows: [row | {"indicator": {"id": "XX"}} for row in rows]),
        "rows of XX",
    ),
    "years of another span": (
        of_rows(lambda rows: [row | {"date": f"1{row['date'][1:]}"} for row in rows]),
        "nothing of 2018",
    ),
    "rows twice": (of_rows(lambda rows: [rows[0], rows[0], *rows[2:]]), "stand there twice"),
    "a mark for a number": (of_rows(lambda rows: [row | {"value": ".."} for row in rows]), "'..' in tariff"),
    "another encoding": (lambda a, r: Reply(content=r(a).content.replace(b"DEU", b"D\xc9U")), "is not utf-8"),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", FATAL)
def test_a_failure_is_one_line_and_no_vintage(fetch, fault):
    reply, words = FATAL[fault]
    fetch.publisher.fault = once(reply, times=3, on="TM.TAX")
    with pytest.raises(FetchError, match=re.escape(words)) as caught:
        fetch()
    assert "\n" not in str(caught.value) and fetch.left() == []
    fetch.publisher.fault = None
    assert fetch().new


def test_pages_of_two_states_are_not_mixed(fetch, bank):
    def updated_meanwhile(asked, answer):
        bank.updated = "2026-10-02"
        return answer(asked)

    fetch.publisher.fault = once(updated_meanwhile, on="'page': ['3']")
    with pytest.raises(FetchError, match="pages of TM.TAX of 2 states"):
        fetch()
    assert fetch().new


def test_an_indicator_that_is_none_ends_in_its_words(fetch):
    fetch.source = replace(fetch.source, options={"indicators": {"x": "NO.SUCH"}})
    with pytest.raises(FetchError, match="The provided parameter value is not valid"):
        fetch()


def test_what_passes_is_asked_again(fetch):
    fetch.publisher.fault = once(lambda a, r: Reply(503, headers={"Retry-After": "1"}), times=2)
    assert len(table_of(fetch())) == 9
