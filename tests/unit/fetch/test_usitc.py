"""USITC's annual tariff database: rates of law by product and year, and how a file can be wrong."""

import io
import re
import zipfile
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from loopback import Asked, Reply, always, once, page
from transport_failures import TRANSPORT

from tradewinds.errors import FetchError
from tradewinds.settings.source import SourceSettings

SOURCE = SourceSettings(
    reader="usitc",
    publisher="USITC",
    dataset="annual tariff database",
    url="LOOPBACK/tariff_data",
    licence="public domain",
    file="rates.parquet",
    first="2019",
    last="2020",
    options={"least_rows": 4},
)
COLUMNS = ["hts8", "brief_description", "mfn_text_rate", "mfn_rate_type_code", "mfn_ad_val_rate",
           "mfn_specific_rate", "begin_effect_date", "end_effective_date"]  # fmt: skip


class Schedule:
    """Invented rates; in 2019 that of 87032300 falls from 4 to 2 per cent on 1 July."""

    def __init__(self) -> None:
        always_ = ["1/1/2008", "12/31/9999"]
        rows = [
            ["01012100", "Horses, 5¢ each", "Free", "0", "0", "0", *always_],
            ["04069012", "Cheese", "10%", "7", ".1", ".", *always_],
            ["22030000", "Beer", "12 cents/liter", "1", "0", ".12", *always_],
            ["99999901", "See chapter 99", "see text", "9", "9999.999999", "9999.999999", *always_],
        ]
        car = ["87032300", "Cars", "4%", "7"]
        self.tables = {
            "2019": pd.DataFrame(
                [
                    *rows,
                    [*car, "0.04", "0", "1/1/2008", "6/30/2019"],
                    [*car[:2], "2%", "7", "0.02", "0", "7/1/2019", "12/31/9999"],
                ],
                columns=COLUMNS,
            ),
            "2020": pd.DataFrame([*rows, [*car, "0.02", "0", *always_]], columns=COLUMNS),
        }
        self.name = {"2019": "trade_tariff_database_201811.txt", "2020": "tariff_database_2020.TXT"}
        self.separator = {"2019": ",", "2020": "|"}

    def content(self, year: str) -> bytes:
        packed = io.BytesIO()
        text = self.tables[year].to_csv(index=False, sep=self.separator[year], lineterminator="\r\n")
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("td-fields.pdf", b"%PDF")
            archive.writestr(zipfile.ZipInfo(f"data/{self.name[year]}"), text.encode("cp1252"))
        return packed.getvalue()

    def answer(self, asked: Asked) -> Reply:
        year = asked.path[-8:-4]
        return Reply(content=self.content(year), kind="application/x-zip-compressed")


@pytest.fixture
def schedule():
    return Schedule()


@pytest.fixture
def fetch(open_publisher, schedule):
    return open_publisher(schedule.answer, SOURCE)


def table_of(fetched) -> pd.DataFrame:
    return pd.read_parquet(fetched.vintage.table).set_index(["product", "period"])


def test_rates_are_fractions_free_is_zero_and_what_is_no_ad_valorem_rate_is_missing(fetch):
    fetched = fetch()
    table = table_of(fetched)
    assert len(table) == 10
    assert table.loc[("01012100", "2020"), "rate"] == 0
    assert table.loc[("04069012", "2019"), "rate"] == 0.1
    beer = table.loc[("22030000", "2020")]
    assert np.isnan(beer["rate"]) and beer["specific"] == 0.12 and beer["text"] == "12 cents/liter"
    mark = table.loc[("99999901", "2020")]
    assert np.isnan(mark["rate"]) and np.isnan(mark["specific"])
    assert "40% of the products of a year have no plain ad valorem rate" in fetched.vintage.record["notes"][0]


def test_a_rate_that_changes_within_a_year_is_weighed_by_days(fetch):
    table = table_of(fetch())
    assert table.loc[("87032300", "2019"), "text"] == "2%"
    table = table["rate"]
    assert table["87032300", "2019"] == pytest.approx((181 * 0.04 + 184 * 0.02) / 365)
    assert table["87032300", "2020"] == 0.02


def test_capitals_dots_dates_and_a_lost_zero_are_read(fetch, schedule):
    expected = table_of(fetch())
    table = schedule.tables["2020"]
    table["hts8"] = table["hts8"].str.lstrip("0")
    table["begin_effect_date"] = "2008-01-01 00:00:00"
    schedule.tables["2020"] = table.rename(columns=str.upper)
    dotted = schedule.tables["2019"]["hts8"]
    schedule.tables["2019"]["hts8"] = dotted.str[:4] + "." + dotted.str[4:6] + "." + dotted.str[6:]
    fetch.folder = fetch.folder / "other"
    pd.testing.assert_frame_equal(table_of(fetch()), expected)


FATAL = TRANSPORT | {
    "a year that is not out": (lambda a, r: page("Not Found", 404), "404: Not Found"),
    "a ZIP without its end": (
        lambda a, r: replace(r(a), content=r(a).content[:-30]),
        "broke off (the ZIP has no end)",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", FATAL)
def test_a_failure_is_one_line_and_no_vintage(fetch, name):
    reply, words = FATAL[name]
    fetch.publisher.fault = always(reply, on="2020")
    with pytest.raises(FetchError, match=re.escape(words)) as caught:
        fetch()
    assert "\n" not in str(caught.value) and fetch.left() == []
    fetch.publisher.fault = None
    assert fetch().new


def cells(column, change):
    def changed(schedule):
        schedule.tables["2020"][column] = change(schedule.tables["2020"][column])

    return changed


def renamed(schedule):
    schedule.tables["2020"] = schedule.tables["2020"].rename(columns={"mfn_ad_val_rate": "mfn_ave"})


def spreadsheet(schedule):
    schedule.name["2020"] = "tariff_database_2020.xlsx"


def short(schedule):
    schedule.tables["2020"] = schedule.tables["2020"].head(3)


def two_at_once(schedule):
    schedule.tables["2019"].loc[4, "end_effective_date"] = "12/31/9999"


def other_year(schedule):
    schedule.tables["2020"]["end_effective_date"] = "12/31/2012"


def mixed_digits(schedule):
    schedule.tables["2020"].loc[1, "hts8"] = "4069012"


WRONG = {
    "a column renamed": (renamed, "no column mfn_ad_val_rate"),
    "a spreadsheet in place of text": (spreadsheet, "0 text files tariff_database"),
    "a file cut short": (short, "3 products; expected at least 4"),
    "percent": (cells("mfn_ad_val_rate", lambda one: one.replace(".1", "40")), "rates from 0 to 40"),
    "a rate that is none": (cells("mfn_ad_val_rate", lambda one: "free"), "'free' in mfn_ad_val_rate"),
    "free goods with a rate": (cells("mfn_ad_val_rate", lambda one: "0.3"), "is free and has a rate"),
    "rates that collapse": (cells("mfn_ad_val_rate", lambda one: "0"), "ad valorem rate: 0%"),
    "days that are none": (cells("begin_effect_date", lambda one: "soon"), "'soon' in begin_effect_date"),
    "two rates on one day": (two_at_once, "87032300 has two rates on one day"),
    "the law of another year": (other_year, "no product in force in that year"),
    "products of six digits": (cells("hts8", lambda one: one.str[:6]), "the product '010121'"),
    "products of seven and eight digits": (mixed_digits, "products of seven and of eight digits"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_is_wrong_becomes_no_vintage(fetch, schedule, name):
    change, words = WRONG[name]
    change(schedule)
    with pytest.raises(FetchError, match=re.escape(words)) as caught:
        fetch()
    assert "\n" not in str(caught.value) and fetch.left() == []


def test_what_passes_is_asked_again(fetch):
    fetch.publisher.fault = once(lambda a, r: Reply(503))
    assert len(table_of(fetch())) == 10
