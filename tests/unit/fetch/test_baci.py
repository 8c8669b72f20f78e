"""CEPII BACI: a pinned ZIP to a table of what is asked for, and how a release can be wrong."""

import hashlib
import io
import re
import zipfile
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from loopback import Asked, Reply, always, once
from transport_failures import TRANSPORT

from tradewinds.errors import FetchError, SettingsError
from tradewinds.fetch.readers import baci
from tradewinds.settings.source import SourceSettings

SOURCE = SourceSettings(
    reader="baci",
    publisher="CEPII",
    dataset="BACI",
    url="LOOPBACK/baci",
    licence="Etalab 2.0",
    file="trade.parquet",
    first="2022",
    last="2023",
    options={
        "nomenclature": "HS22",
        "release": "202601",
        "digits": 2,
        "importers": {"USA": "842", "France": "251"},
    },
)
COUNTRIES = {
    "251": ("France", "FRA"),
    "516": ("Namibia", "NAM"),
    "699": ("India", "IND"),
    "842": ("USA", "USA"),
}


class Release:
    """Invented flows, in thousand dollars and tonnes."""

    def __init__(self) -> None:
        self.flows = pd.DataFrame(
            [
                (year, i, j, k, f"{100 * n + int(i) / 1000:.3f}", f"{n:10.3f}")
                for year in ("2022", "2023")
                for i in COUNTRIES
                for j in COUNTRIES
                for n, k in enumerate(("010121", "010129", "870323"), 1)
                if i != j
            ],
            columns=["t", "i", "j", "k", "v", "q"],
        )
        self.codes = pd.DataFrame(
            [(code, name, iso[:2], iso) for code, (name, iso) in COUNTRIES.items()],
            columns=["country_code", "country_name", "country_iso2", "country_iso3"],
        )
        self.goods = pd.DataFrame({"code": ["010121", "010129", "870323"], "description": "x"})
        self.without: str | None = None

    def content(self) -> bytes:
        packed = io.BytesIO()
        members = {"country_codes_V202601.csv": self.codes, "product_codes_HS22_V202601.csv": self.goods}
        for year in ("2022", "2023"):
            rows = self.flows[self.flows["t"].str.endswith(year[2:])]
            members[f"BACI_HS22_Y{year}_V202601.csv"] = rows
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, table in members.items():
                if name != self.without:
                    file = zipfile.ZipInfo(name, (2026, 1, 22, 0, 0, 0))
                    archive.writestr(file, table.to_csv(index=False))
        return packed.getvalue()

    def answer(self, asked: Asked) -> Reply:
        return Reply(content=self.content(), kind="application/zip")


@pytest.fixture
def release(monkeypatch):
    monkeypatch.setattr(baci, "_PART", 7)
    return Release()


@pytest.fixture
def fetch(open_publisher, release):
    return open_publisher(release.answer, SOURCE)


def table_of(fetched) -> pd.DataFrame:
    table = pd.read_parquet(fetched.vintage.table)
    return table.set_index(["exporter", "importer", "product", "period"])


def test_products_add_up_to_chapters_in_dollars(fetch, release):
    table = table_of(fetch())
    assert set(table.index.get_level_values("importer")) == {"USA", "France"}
    assert set(table.index.get_level_values("exporter")) == {"FRA", "NAM", "IND", "USA"}
    assert len(table) == 6 * 2 * 2
    row = table.loc[("IND", "USA", "01", "2023")]
    assert row["value"] == pytest.approx(1000 * (100.699 + 200.699))
    assert row["quantity"] == 3 and row["quantity_known"] == 1
    assert fetch.publisher.asked[0].path == "/baci/BACI_HS22_V202601.zip"


def test_a_quantity_that_is_not_known_is_left_out_of_the_sum_and_said(fetch, release):
    of_india = release.flows["i"].eq("699") & release.flows["j"].eq("842") & release.flows["t"].eq("2022")
    release.flows.loc[of_india & release.flows["k"].eq("010121"), "q"] = "        NA"
    release.flows.loc[of_india & release.flows["k"].eq("870323"), "q"] = ""
    fetched = fetch()
    table = table_of(fetched).loc[("IND", "USA")]
    assert table.loc[("01", "2022"), "quantity"] == 2
    assert table.loc[("01", "2022"), "quantity_known"] == pytest.approx(200.699 / 301.398)
    assert np.isnan(table.loc[("87", "2022"), "quantity"])
    assert fetched.vintage.record["notes"][0].startswith("quantities are known of ")


def test_a_release_that_is_pinned_is_the_one_that_is_read(fetch, release):
    digest = hashlib.sha256(release.content()).hexdigest()
    fetch.source = replace(fetch.source, options=SOURCE.options | {"sha256": digest})
    assert not [note for note in fetch().vintage.record["notes"] if "pinned" in note]
    release.flows.loc[0, "v"] = "5"
    with pytest.raises(FetchError, match="the publisher's list says"):
        fetch()
    assert len(fetch.left()) == 1


@pytest.mark.parametrize(
    "options, words",
    [
        ({"importers": {"France": "250"}}, "options.importers.France = '250'; expected 251"),
        ({"digits": 3}, "options.digits = 3; expected 2, 4 or 6"),
        ({"release": ""}, "options.release is not set"),
    ],
)
def test_what_cannot_be_asked_is_refused(fetch, options, words):
    fetch.source = replace(fetch.source, options=SOURCE.options | options)
    with pytest.raises(SettingsError, match=words):
        fetch()
    assert fetch.publisher.asked == []


FATAL = TRANSPORT | {
    "a ZIP without its end": (
        lambda a, r: replace(r(a), content=r(a).content[:-40]), "broke off (the ZIP has no end)"
    ),
    "a damaged ZIP to the end": (
        lambda a, r: replace(r(a), content=r(a).content.replace(b"\x78", b"\x79")), "broke off"
    ),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", FATAL)
def test_a_failure_is_one_line_and_no_vintage(fetch, name):
    reply, words = FATAL[name]
    fetch.publisher.fault = always(reply)
    with pytest.raises(FetchError, match=re.escape(words)) as caught:
        fetch()
    assert "\n" not in str(caught.value) and fetch.left() == []
    fetch.publisher.fault = None
    assert fetch().new


def cell(column, value):
    def change(release):
        release.flows.loc[3, column] = value

    return change


def column(name, change):
    def changed(release):
        release.flows[name] = change(release.flows[name])

    return changed


def without(name):
    return lambda release: setattr(release, "without", name)


def twice(release):
    release.flows = pd.concat([release.flows, release.flows.head(20)])


def renamed(release):
    release.flows = release.flows.rename(columns={"v": "value"})


def other_release(release):
    release.codes.loc[0, "country_name"] = "Faroe Islands"


def no_country(release):
    release.codes = release.codes[release.codes["country_code"] != "842"]


def collapsed(release):
    release.flows.loc[release.flows["t"].eq("2023"), "t"] = "2123"


WRONG = {
    "no list of countries": (without("country_codes_V202601.csv"), "0 files country_codes_V202601.csv"),
    "a year less": (without("BACI_HS22_Y2023_V202601.csv"), "0 files BACI_HS22_Y2023"),
    "rows of another year": (collapsed, "rows of year 2123"),
    "a column renamed": (renamed, "no column v among t, i, j, k, value, q"),
    "products without their zero": (column("k", lambda cells: cells.str.lstrip("0")), "leading zeros"),
    "products of another edition": (
        column("k", lambda cells: cells.replace("870323", "870399")),
        "product 870399",
    ),
    "a country of no list": (cell("i", "250"), "rows of country 250"),
    "a country under another name": (other_release, "country 251 is Faroe Islands"),
    "an importer that is none": (no_country, "USA (842) is no country of the release"),
    "a flow of zero": (column("v", lambda cells: "0"), "a flow of zero or below"),
    "a text for a value": (column("v", lambda cells: "NA"), "'NA' in v"),
    "a text for a quantity": (column("q", lambda cells: "many"), "'many' in q"),
    "rows twice": (twice, "stand there twice"),
    "nothing from an importer": (
        lambda release: setattr(release, "flows", release.flows[release.flows["j"] != "251"]),
        "nothing of France (251) among importers",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", WRONG)
def test_a_release_that_is_wrong_becomes_no_vintage(fetch, release, name):
    change, words = WRONG[name]
    change(release)
    with pytest.raises(FetchError, match=re.escape(words)) as caught:
        fetch()
    assert "\n" not in str(caught.value) and fetch.left() == []


def test_what_passes_is_asked_again(fetch):
    fetch.publisher.fault = once(lambda a, r: Reply(503, headers={"Retry-After": "2"}))
    assert len(table_of(fetch())) == 24 and fetch.waits == [2.0]
