"""Tables made of several sources: us_border, us_industry and the nation, from loopback publishers."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from census_world import Census
from loopback import KEY, Asked, Publisher, Reply, as_json

from tradewinds.data.sources import raw_files, raw_inputs, read_tables
from tradewinds.errors import FetchError
from tradewinds.fetch.formats import reader_of
from tradewinds.fetch.tables import fetch_sources, read_source, requested_sources
from tradewinds.settings.compose import compose
from tradewinds.settings.rate_pair import rate_pair

CONFIGS = Path(__file__).parents[3] / "configs"
FIRST, LAST = "2016-01", "2018-06"
MONTHS = [str(one) for one in pd.period_range(FIRST, LAST, freq="M")]
KEYS = {"CENSUS_API_KEY": KEY, "BLS_API_KEY": KEY, "FRED_API_KEY": KEY}
QUICK = {"attempts": 2, "first_wait": 0.001, "environment": KEYS}
NOW = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)


def prices(asked: Asked):
    """Every series from 2016 to June 2018; China's ends a month earlier."""
    series = []
    for number, name in enumerate(asked.body["seriesid"]):
        last = "2018-05" if "CHN" in name else LAST
        rows = [
            {"year": month[:4], "period": f"M{month[5:]}", "value": f"{90 + number + n / 10:.1f}"}
            for n, month in enumerate(MONTHS)
            if month <= last
        ]
        series.append({"seriesID": name, "data": rows[::-1]})
    return as_json({"status": "REQUEST_SUCCEEDED", "message": [], "Results": {"series": series}})


def codes() -> dict[str, str]:
    """Name → code of every country that any of the two sources asks for."""
    named = read_source("census_origin", CONFIGS).options["origins"]
    members = {f"Member {code}": code for code in named["European Union"]}
    return {name: code for name, code in named.items() if isinstance(code, str)} | members


@pytest.fixture(scope="module")
def publishers():
    industries = list(read_source("us_industry", CONFIGS).options["labels"]["naics3"])
    census = Census(industries, codes(), MONTHS)
    with Publisher(census.answer).serving() as bureau, Publisher(prices).serving() as labor:
        yield census, {"census_api": bureau.url, "bls": labor.url}


def fetched(name: str, urls: dict[str, str], folder: Path) -> list[str]:
    """Fetch what the table of sectors of an experiment is made of."""
    experiment = compose(CONFIGS, name)
    del experiment.data.tables["national"]
    sources = {
        one: replace(source, url=urls.get(source.reader, ""), per_minute=60_000, first=FIRST, last=LAST)
        for one, source in requested_sources({name: experiment}, CONFIGS).items()
    }
    return list(fetch_sources(sources, folder, lambda text: None, now=NOW, **QUICK))


def table_of(name: str, folder: Path) -> pd.DataFrame:
    data = compose(CONFIGS, name).data
    data = replace(data, tables={"sectors": data.tables["sectors"]}, aggregates={})
    return read_tables(data, raw_files(data, folder))["sectors"]


@pytest.mark.slow
def test_values_and_prices_make_the_table_of_us_border(publishers, tmp_path):
    census, urls = publishers
    said = fetched("us_border", urls, tmp_path)
    assert [line.split(":")[0] for line in said if "vintage" in line] == [
        "census_origin",
        "bls_import_prices",
        "us_border",
    ]
    late = "us_border: note: 1 rows of China, 2018-06 to 2018-06, have none in bls_import_prices"
    assert any(line.startswith(late) for line in said)
    table = table_of("us_border", tmp_path).set_index(["origin", "period"])
    assert len(table) == 5 * len(MONTHS) - 1
    members = [code for name, code in codes().items() if name.startswith("Member")]
    value = census.cells.loc["2017-03"]["value"].unstack("country")[members].to_numpy().sum()
    row = table.xs(("European Union", "2017-03"), level=("origin", "period"), drop_level=False).iloc[0]
    assert row["value"] == value
    np.testing.assert_allclose(row["volume"] * row["price"] / 100, value, rtol=1e-12)


@pytest.mark.slow
def test_values_producer_and_import_prices_make_the_table_of_us_industry(publishers, tmp_path):
    census, urls = publishers
    fetched("us_industry", urls, tmp_path)
    table = table_of("us_industry", tmp_path)
    assert table["sector"].nunique() == 16 and table["label"].str.contains("Machinery").any()
    row = table[table["industry"].eq("333") & table["period"].eq("2017-03")].iloc[0]
    assert row["value"] == census.cells.loc[("2017-03", "333"), "value"].sum()


@pytest.mark.slow
def test_provenance_goes_down_to_the_parts(publishers, tmp_path):
    _, urls = publishers
    fetched("us_border", urls, tmp_path)
    data = compose(CONFIGS, "us_border").data
    data = replace(data, tables={"sectors": data.tables["sectors"]}, aggregates={})
    table, record = raw_inputs(data, tmp_path)["sectors"]
    assert table.parent == record.parent == tmp_path / "us_border" / "2026-11-30T070000Z"
    assert '"census_origin": {' in record.read_text() and '"answers": []' in record.read_text()
    again = fetched("us_border", urls, tmp_path)
    assert all("nothing new since" in line for line in again) and len(again) == 3


def vintage_of(name: str, folder: Path, rows: list[tuple], columns: list[str]) -> Path:
    """A table to join: keys, a month and a value in each row."""
    table = pd.DataFrame(rows, columns=columns)
    file = folder / f"{name}.parquet"
    table.assign(period=pd.to_datetime(table["period"])).to_parquet(file)
    return file


def test_rows_that_any_part_has_alone_are_left_out_and_said(tmp_path):
    keys = ["origin", "period"]
    values = [("China", "2018-01", 1), ("China", "2018-02", 2), ("Peru", "2018-01", 3)]
    prices = [("China", f"2018-{month:02d}", 10.0 + month) for month in (1, 3, 4)] + [
        ("Chad", "2018-01", 9.0)
    ]
    rates = [("2017-12", 0.5), ("2018-01", 0.6)]
    files = {
        "a": vintage_of("a", tmp_path, values, [*keys, "value"]),
        "b": vintage_of("b", tmp_path, prices, [*keys, "price"]),
        "c": vintage_of("c", tmp_path, rates, ["period", "rate"]),
    }
    source = replace(read_source("us_border", CONFIGS), parts=["a", "b", "c"], options={})
    built = reader_of(source).build(source, files)
    assert built.table[["origin", "value", "price", "rate"]].to_numpy().tolist() == [["China", 1, 11.0, 0.6]]
    assert built.table["value"].dtype == np.int64
    assert built.notes == [
        "1 rows of China, 2018-02 to 2018-02, have none in b: they are left out",
        "1 rows of Peru, 2018-01 to 2018-01, have none in b: they are left out",
        "1 rows of b, Chad, 2018-01 to 2018-01, have none in the tables before it: they are left out",
        "2 rows of b, China, 2018-03 to 2018-04, have none in the tables before it: they are left out",
        "1 rows of c, 2017-12 to 2017-12, have none in the tables before it: they are left out",
    ]


def test_a_part_that_is_not_there_is_named(tmp_path):
    source = read_source("us_border", CONFIGS)
    with pytest.raises(FetchError, match="us_border: nothing of census_origin is there"):
        list(fetch_sources({"us_border": source}, tmp_path, lambda text: None, now=NOW, **QUICK))


@pytest.mark.slow
def test_experiments_share_sources():
    experiments = {name: compose(CONFIGS, name) for name in ("us_border", "us_industry")}
    names = list(requested_sources(experiments, CONFIGS))
    assert names.count("fred_national") == 1 and names.index("census_origin") < names.index("us_border")


def national(asked: Asked):
    """Every series of FRED from 1959 to June 2025, smooth and positive."""
    series = asked.one("series_id")
    monthly = series in ("PAYEMS", "UNRATE", "CE16OV", "CIVPART")
    if asked.path.endswith("/series"):
        about = {"id": series, "frequency_short": "M" if monthly else "Q", "last_updated": "2026-11-20"}
        return as_json({"seriess": [about]})
    level = {"UNRATE": 5.0, "CIVPART": 60.0, "B235RC1Q027SBEA": 60.0, "A255RC1Q027SBEA": 3000.0}.get(
        series, 100.0
    )
    days = pd.date_range("1959-01-01", "2025-06-01", freq="MS" if monthly else "QS")
    rows = [
        {"date": str(day.date()), "value": f"{level * (1 + n / 10_000):.4f}"} for n, day in enumerate(days)
    ]
    return as_json({"count": len(rows), "observations": rows})


@pytest.mark.slow
def test_series_of_fred_make_the_national_table(tmp_path):
    with Publisher(national).serving() as fred:
        source = replace(read_source("fred_national", CONFIGS), url=fred.url, per_minute=60_000)
        list(fetch_sources({"fred_national": source}, tmp_path, lambda text: None, now=NOW, **QUICK))
    data = compose(CONFIGS, "us_border").data
    file = raw_files(replace(data, tables={"national": data.tables["national"]}, aggregates={}), tmp_path)
    table = read_tables(replace(data, tables={"national": data.tables["national"]}, aggregates={}), file)[
        "national"
    ]
    assert len(table) == 266
    np.testing.assert_allclose(table["avg_tariff"], 0.02, rtol=1e-6)


@pytest.mark.slow
def test_duties_and_rates_of_law_make_the_table_of_us_statute_2025(tmp_path):
    """Two publishers: values and duties of thirty origins, and the law's rate of each by day."""
    months = [str(one) for one in pd.period_range("2025-01", "2025-06", freq="M")]
    origins = read_source("budget_lab", CONFIGS).options["origins"]
    census = Census(["333", "334"], origins, months)
    days = pd.date_range("2025-01-01", "2025-06-30").strftime("%Y-%m-%d")
    rates = pd.MultiIndex.from_product([days, origins.values()], names=["date", "country"]).to_frame(
        index=False
    )
    raised = rates["date"].ge("2025-04-16") & rates["country"].eq(origins["China"])
    for column in read_source("budget_lab", CONFIGS).options["rates"].values():
        rates[column] = np.where(raised, 0.5, 0.1)
    content = rates.to_csv(index=False).encode()
    entry = {"name": "daily_by_country", "path": "days.csv", "n_rows": len(rates)}
    listed = {
        "publication_date": "2025-07-02",
        "data_as_of": {"last_revision": "2025_rev_15"},
        "files": [entry | {"sha256": hashlib.sha256(content).hexdigest()}],
    }

    def lab(asked: Asked) -> Reply:
        body = json.dumps(listed).encode() if asked.path.endswith("MANIFEST.json") else content
        return Reply(content=body, kind="text/plain; charset=utf-8")

    with Publisher(census.answer).serving() as bureau, Publisher(lab).serving() as other:
        urls = {"census_api": bureau.url, "budget_lab": other.url}
        sources = {
            one: replace(source, url=urls.get(source.reader, ""), per_minute=60_000, last="2025-06")
            for one, source in requested_sources(
                {"us_statute_2025": compose(CONFIGS, "us_statute_2025")}, CONFIGS
            ).items()
        }
        said = list(fetch_sources(sources, tmp_path, lambda text: None, now=NOW, **QUICK))
    assert [line.split(":")[0] for line in said if "vintage" in line][-1] == "us_statute_2025"
    table = table_of("us_statute_2025", tmp_path).set_index(["origin", "period"])
    assert len(table) == 30 * 6
    april = table.loc["China"].loc["2025-04"].iloc[0]
    assert april["statutory"] == pytest.approx(0.3)
    both = census.cells.loc["2025-04"].unstack("country")
    code = origins["China"]
    assert april["value"] == both["value"][code].sum()
    assert april["tariff"] == pytest.approx(both["duties"][code].sum() / both["value"][code].sum())
    assert rate_pair(compose(CONFIGS, "us_statute_2025")).statutory == "statutory"


def test_chapters_are_asked_of_the_bureau_by_their_own_names(tmp_path):
    """The values and duties of `us_statute`, whose rates nobody publishes."""
    source = read_source("census_chapter", CONFIGS)
    census = Census(["72", "85"], source.options["origins"], ["2017-01"])
    with Publisher(census.answer).serving() as bureau:
        mine = replace(source, url=bureau.url, per_minute=60_000, first="2017-01", last="2017-01")
        list(fetch_sources({"census_chapter": mine}, tmp_path, lambda text: None, now=NOW, **QUICK))
        asked = [one.query for one in bureau.asked]
    assert all(one["COMM_LVL"] == ["HS2"] for one in asked)
    (file,) = tmp_path.glob("census_chapter/*/*.parquet")
    table = pd.read_parquet(file)
    assert set(table["hs2"]) == {"72", "85"} and {"value", "duties", "tariff"} <= set(table)
