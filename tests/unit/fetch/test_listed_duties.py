"""Rates by chapter from lists of products: footnotes of a schedule, trade as weights, us_statute fetched."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from census_world import Census, detail_line
from loopback import KEY, Asked, Publisher, Reply, always, as_json
from transport_failures import TRANSPORT

from tradewinds.data.sources import load_tables, raw_files
from tradewinds.errors import FetchError, SettingsError
from tradewinds.fetch.formats import reader_of
from tradewinds.fetch.tables import fetch_sources, read_source, requested_sources
from tradewinds.settings.compose import compose
from tradewinds.settings.source import SourceSettings

CONFIGS = Path(__file__).parents[3] / "configs"
SCHEDULE = SourceSettings(
    reader="hts", publisher="USITC", dataset="schedule", url="LOOPBACK/hts_2020_basic_edition_json.json",
    licence="public domain", file="lines.parquet", options={"least_lines": 4},
)  # fmt: skip


def line(number: str, *notes: str) -> dict:
    footnotes = [{"columns": ["general"], "marker": "1", "value": note, "type": "endnote"} for note in notes]
    return {"htsno": number, "indent": "0", "description": "goods", "footnotes": footnotes or None}


LINES = [
    {"htsno": "", "superior": "true", "description": "Horses:", "footnotes": None},
    line("0101.21.00", "See 9903.88.15.", "See 98.02."),
    line("0101.21.00.10"),
    line("7208.10.15", "See 9903.88.03 and 9903.80.01."),
    line("7208.10.15.00"),
    line("9903.88.03", "See 9903.88.04"),
]


@pytest.fixture
def lines():
    return json.loads(json.dumps(LINES))


@pytest.fixture
def fetch(open_publisher, lines):
    return open_publisher(lambda asked: as_json(lines), SCHEDULE)


def test_products_have_the_headings_that_their_footnotes_name(fetch):
    found = fetch().vintage
    table = pd.read_parquet(found.table)
    assert list(table.itertuples(index=False, name=None)) == [
        ("01012100", "9903.88.15"), ("72081015", "9903.80.01"), ("72081015", "9903.88.03"),
    ]  # fmt: skip
    assert "9903.88.03 1" in found.record["notes"][0]


WRONG = {
    "fewer lines": (lambda lines: lines[:3], "2 lines; expected at least 4"),
    "an object": (lambda lines: {"error": "no release"}, "no list of lines"),
    "lines of texts": (lambda lines: ["0101"] * 9, "no list of lines"),
    "another name": (
        lambda lines: [{"hts": one["htsno"], "footnotes": None} for one in lines],
        "lines without htsno",
    ),
    "no footnotes": (lambda lines: [{"htsno": one["htsno"]} for one in lines], "lines without footnotes"),
    "a range": (lambda lines: [*lines, line("0101.21-0102")], "the number '0101.21-0102'"),
}


@pytest.mark.parametrize("name", WRONG)
def test_another_schedule_is_one_line_and_no_vintage(fetch, lines, name):
    change, words = WRONG[name]
    fetch.publisher.answer = lambda asked: as_json(change(lines))
    with pytest.raises(FetchError, match=re.escape(words)):
        fetch()
    assert fetch.left() == []


@pytest.mark.slow
@pytest.mark.parametrize("name", TRANSPORT)
def test_a_failure_is_one_line_and_no_vintage(fetch, name):
    reply, words = TRANSPORT[name]
    fetch.publisher.fault = always(reply)
    with pytest.raises(FetchError, match=re.escape(words)) as caught:
        fetch()
    assert "\n" not in str(caught.value) and fetch.left() == []


def test_a_schedule_that_breaks_off_is_none(fetch):
    fetch.publisher.fault = always(lambda a, r: Reply(content=r(a).content[:-20], kind=r(a).kind))
    with pytest.raises(FetchError, match="broke off"):
        fetch()


DUTIES = {
    "list": {
        "authority": "an act", "rate": 0.2, "from": "2018-06-16", "heading": "9903.88.03",
        "where": {"origin": ["China"]},
    },
    "steel": {
        "authority": "another", "rate": 0.1, "from": "2018-07-01", "until": "2018-07-31",
        "products": ["7208-7210", "73"],
        "except": {"origin": ["Canada"]},
    },
}  # fmt: skip


@pytest.fixture
def parts(tmp_path):
    codes = ["7208101500", "7208101500", "7204100000", "7204100000", "0101210010", "7301100000", "7208101500"]
    origins = ["China", "Canada", "China", "Canada", "China", "Japan", "China"]
    trade = pd.DataFrame({"product": codes, "origin": origins, "value": [20.0, 50, 60, 50, 7, 9, 20]})
    lines = pd.DataFrame({"product": ["72081015", "01012100"], "heading": ["9903.88.03", "9903.88.15"]})
    found = {"lines": tmp_path / "lines.parquet", "trade": tmp_path / "trade.parquet"}
    lines.to_parquet(found["lines"])
    trade.to_parquet(found["trade"])
    return found


def source_of(duties=None, **options):
    options = {"key": "hs2", "digits": 2, "duties": DUTIES if duties is None else duties} | options
    return SourceSettings(
        reader="listed_duties", publisher="", dataset="", licence="", file="x.parquet",
        parts=["lines", "trade"],
        first="2018-05", last="2018-08", options={"columns": {"added": "all", "listed": ["list"]}} | options,
    )  # fmt: skip


def rates(parts, source) -> pd.DataFrame:
    table = reader_of(source).build(source, parts).table
    return table.assign(period=table["period"].dt.strftime("%m")).set_index(["hs2", "origin", "period"])


def test_a_rate_is_that_of_the_listed_goods_by_their_share_of_trade_and_days(parts):
    found = rates(parts, source_of())
    steel = found.loc["72", "China"]  # 40 of its 100 are listed, and are 7208
    np.testing.assert_allclose(steel["listed"], [0, 0.2 * 0.4 * 15 / 30, 0.2 * 0.4, 0.2 * 0.4], rtol=1e-12)
    np.testing.assert_allclose(steel["added"] - steel["listed"], [0, 0, 0.1 * 0.4, 0], rtol=1e-12, atol=1e-15)
    assert (found.loc["72", "Canada"] == 0).all(axis=None) and (found.loc["01"] == 0).all(axis=None)
    assert found.loc[("73", "Japan", "07"), "added"] == 0.1
    assert (found.loc["73", "China"] == 0).all(axis=None)  # nothing of it was sold: no weight
    notes = reader_of(source_of()).build(source_of(), parts).notes
    assert notes[-1] == "5 pairs of hs2 and origin sold nothing before: no weight, their rates are 0"


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"heading": "9903.99.99"}, FetchError, "no traded product under heading 9903.99.99 (list)"),
        ({"heading": None}, SettingsError, "a heading, or products"),
        ({"products": ["72"]}, SettingsError, "a heading, or products"),
        ({"heading": None, "products": ["7208-72"]}, SettingsError, "codes such as 7601"),
        ({"where": {"origin": ["PRC"]}}, SettingsError, "values of options.keys.origin"),
        (
            {"where": {"origin": ["Japan"]}},
            FetchError,
            "nothing on the list of list was sold",
        ),
        ({"where": ["China"]}, SettingsError, "key → list of its values"),
        ({"where": {"origin": "China"}}, SettingsError, "key → list of its values"),
        ({"list": "x"}, SettingsError, "rate, from and authority"),
    ],
)
def test_a_duty_without_goods_is_refused(parts, change, error, words):
    duty = {key: value for key, value in (DUTIES["list"] | change).items() if value is not None}
    with pytest.raises(error, match=re.escape(words)):
        rates(parts, source_of({"list": duty}))


def test_columns_of_other_duties_are_refused(parts):
    with pytest.raises(SettingsError, match="of the duties list, steel"):
        rates(parts, source_of(columns={"added": ["lists"]}))


@pytest.mark.slow
def test_days_and_rates_are_those_of_the_scenario():
    acts = compose(CONFIGS, "us_statute", ["scenario=law_2018", "scenario.sectors=[]"]).scenario.law.acts
    duties = read_source("us_2018_duties", CONFIGS).options["duties"]
    same = [
        "list 1",
        "list 2",
        "list 3",
        "list 4A halved",
        "steel",
        "aluminium",
        "aluminium of Korea",
        "aluminium of Brazil",
    ]
    for name in same:
        assert (duties[name]["rate"], duties[name]["from"]) == (acts[name].rate, str(acts[name].in_force)), (
            name
        )
    assert duties["list 3 raised"]["rate"] == acts["list 3 raised"].rate
    assert duties["list 4A"]["rate"] == acts["list 4A raised before it began"].rate
    ended = acts["steel of Canada, Mexico and the European Union"]
    assert duties["steel of Canada and Mexico"]["from"] == str(ended.in_force)
    after = pd.Timestamp(duties["steel of Canada and Mexico"]["until"]) + pd.Timedelta(days=1)
    assert str(after.date()) == str(acts["steel of Canada and Mexico ended"].in_force)


CHAPTERS = ["01", "72", "76", "98", "99"]


class Customs(Census):
    """Chapters by month from the API, and in the files of 2017 two products a chapter, one of them listed."""

    def detail(self, month: str) -> list[str]:
        return [
            detail_line(product, code, month, value, 5)
            for chapter in CHAPTERS
            for product, value in ((f"{chapter}01210010", 300), (f"{chapter}08101500", 100))
            for code in self.countries
        ]

    def answer(self, asked: Asked) -> Reply:
        if "hts_2020" in asked.path:
            headings = ("9903.88.01", "9903.88.02", "9903.88.03", "9903.88.15")
            return as_json(
                [line(f"{chapter}08.10.15", *(f"See {one}." for one in headings)) for chapter in CHAPTERS]
                + [line(f"{chapter}01.21.00") for chapter in CHAPTERS]
            )
        return super().answer(asked)

    def file(self, path: str) -> bytes:
        import io
        import zipfile

        digits = path.removesuffix(".ZIP")[-4:]
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            text = "".join(f"{one}\r\n" for one in self.detail(f"20{digits[:2]}-{digits[2:]}"))
            archive.writestr("IMP_DETL.TXT", text.encode("latin-1"))
        return packed.getvalue()


@pytest.mark.slow
def test_us_statute_is_fetched_with_its_rates_of_law(tmp_path):
    origins = read_source("census_chapter", CONFIGS).options["origins"]
    months = [str(one) for one in pd.period_range("2018-01", "2020-03", freq="M")]
    census = Customs(CHAPTERS, origins, months)
    census.key_wanted = True
    with Publisher(census.answer).serving() as publisher:
        sources = {
            name: replace(
                source,
                url=source.url and publisher.url + ("/hts_2020.json" if source.reader == "hts" else ""),
                per_minute=60_000,
                first="2017-01" if name == "census_products_2017" else "2018-01" if source.first else None,
                last="2017-02" if name == "census_products_2017" else "2020-03" if source.last else None,
                options=source.options | ({"least_lines": 3} if source.reader == "hts" else {}),
            )
            for name, source in requested_sources({"x": compose(CONFIGS, "us_statute")}, CONFIGS).items()
        }
        assert list(sources) == [
            "census_chapter", "us_schedule_2020", "census_products_2017", "us_2018_duties", "us_statute",
        ]  # fmt: skip
        environment = {"CENSUS_API_KEY": KEY}
        said = list(
            fetch_sources(
                sources,
                tmp_path,
                lambda text: None,
                now=datetime(2026, 11, 30, 7, tzinfo=UTC),
                environment=environment,
            )
        )
    assert not [text for text in said if "left out" in text]
    data = compose(CONFIGS, "us_statute", ["data.tables.sectors.shortest=12"]).data
    table = load_tables(data, raw_files(data, tmp_path), 0)["sectors"].set_index(
        ["chapter", "origin", "period"]
    )
    china = table.loc["01", "China"]["statutory"]
    # a quarter of a chapter's trade is listed, here by every list
    assert china.loc["2018-06"].item() == 0
    assert china.loc["2018-07"].item() == pytest.approx(0.25 * 0.25 * 26 / 31)
    assert china.loc["2020-03"].item() == pytest.approx(0.25 * (0.25 + 0.25 + 0.25 + 0.075))
    assert table.loc[("72", "Japan", pd.Timestamp("2018-05-01")), "statutory"] == pytest.approx(0.25 * 0.25)
    assert (table.loc["72", "Canada"]["statutory"].loc["2018-06":"2019-04"] > 0).all()
    assert table.loc[("72", "Canada", pd.Timestamp("2019-06-01")), "statutory"] == 0
