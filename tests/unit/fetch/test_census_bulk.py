"""The Census Bureau's monthly files: the same table as the API's, and how a file can be wrong."""

import io
import re
import zipfile
from dataclasses import replace

import pandas as pd
import pytest
from census_world import Census
from loopback import Reply, always, once, page

from tradewinds.errors import FetchError
from tradewinds.settings.source import SourceSettings

ORIGINS = {"Canada": "1220", "China": "5700"}
MONTHS = ["2018-12", "2019-01"]
SOURCE = SourceSettings(
    reader="census_bulk",
    publisher="US Census Bureau",
    dataset="monthly files",
    url="LOOPBACK/trade/downloads",
    licence="public domain",
    file="panel.parquet",
    first=MONTHS[0],
    last=MONTHS[-1],
    options={"commodity": "naics", "digits": 3, "key": "naics3", "origins": ORIGINS},
)


@pytest.fixture
def census():
    return Census(["311", "334"], ORIGINS, MONTHS)


@pytest.fixture
def fetch(open_publisher, census):
    return open_publisher(census.answer, SOURCE)


def test_entries_add_up_to_the_panel_of_the_api(fetch, open_publisher, census, tmp_path):
    api = replace(
        SOURCE,
        reader="census_api",
        key="CENSUS_API_KEY",
        register="https://api.census.gov",
        options={"commodity": "NAICS", "level": "NA3", "key": "naics3", "origins": ORIGINS},
    )
    other = open_publisher(census.answer, api)
    other.folder = tmp_path / "api"
    found, expected = (pd.read_parquet(one().vintage.table) for one in (fetch, other))
    assert len(found) == 8
    pd.testing.assert_frame_equal(found, expected, check_exact=True)


def test_chapters_are_the_first_digits_of_a_product(open_publisher):
    census = Census(["72", "01"], ORIGINS, MONTHS)
    options = {"commodity": "hs", "digits": 2, "key": "hs2", "origins": ORIGINS}
    table = pd.read_parquet(open_publisher(census.answer, replace(SOURCE, options=options))().vintage.table)
    assert sorted(table["hs2"].unique()) == ["01", "72"]
    row = table[table["hs2"].eq("01") & table["origin"].eq("China") & table["period"].eq("2019-01")]
    assert row["value"].item() == census.cells.loc[("2019-01", "01", "5700"), "value"]


def rewritten(reply: Reply, name: str, change) -> Reply:
    """The publisher's ZIP with one member changed; without it where the change is None."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(reply.content)) as old, zipfile.ZipFile(packed, "w") as new:
        for member in old.namelist():
            content = old.read(member)
            if member == name:
                if change is None:
                    continue
                content = change(content)
            new.writestr(member, content)
    return Reply(content=packed.getvalue(), kind="application/zip")


def detail(change):
    return lambda a, r: rewritten(r(a), "IMP_DETL.TXT", change)


def lines(change):
    return detail(lambda content: b"".join(change(content.splitlines(keepends=True))))


FATAL = {
    "a page that answers 200": (lambda a, r: page("Moved"), "200 with a page (“Moved”)"),
    "a month that is not out": (lambda a, r: page("Not Found", 404), "404: Not Found"),
    "sent on elsewhere": (
        lambda a, r: Reply(302, headers={"Location": "/404.html"}),
        "which is not followed",
    ),
    "204": (lambda a, r: Reply(204), "204, nothing found"),
    "413": (lambda a, r: Reply(413), "413"),
    "429 to the end": (lambda a, r: Reply(429), "429"),
    "busy to the end": (lambda a, r: Reply(503), "503"),
    "an empty file": (lambda a, r: Reply(kind="application/zip"), "an empty answer"),
    "no ZIP": (lambda a, r: Reply(content=b"hello", kind="application/zip"), "an answer that begins"),
    "a ZIP without its end": (
        lambda a, r: Reply(content=r(a).content[:-40], kind="application/zip"),
        "broke off (the ZIP has no end)",
    ),
    "no detail inside": (lambda a, r: rewritten(r(a), "IMP_DETL.TXT", None), "0 members IMP_DETL.TXT"),
    "no concordance inside": (lambda a, r: rewritten(r(a), "CONCORD.TXT", None), "0 members CONCORD.TXT"),
    "a line cut short": (lines(lambda all: [*all[:-1], all[-1][:50]]), "lines of one width"),
    "a column inserted": (lines(lambda all: [line[:14] + b"XY" + line[14:] for line in all]), "holds"),
    "a month's file under another name": (
        detail(lambda one: one.replace(b"201901", b"201812")),
        "holds 2018-12",
    ),
    "bytes of no digit": (
        detail(lambda one: one.replace(b"000", b"\xe9\xe9\xe9", 9)),
        "a letter where codes",
    ),
    "figures that are none": (lines(lambda all: [all[0][:73] + b"." * 15 + all[0][88:], *all[1:]]), "'....."),
    "products without an industry": (
        lambda a, r: rewritten(r(a), "CONCORD.TXT", lambda one: one.replace(b"311   ", b"      ")),
        "products without an industry",
    ),
    "duties that collapse": (
        lines(lambda all: [line[:103] + b"0" * 15 + line[118:] for line in all]),
        "calculated duty: 0%",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", FATAL)
def test_a_failure_is_one_line_and_no_vintage(fetch, fault):
    reply, words = FATAL[fault]
    fetch.publisher.fault = always(reply, on="IMDB1901")
    with pytest.raises(FetchError, match=re.escape(words)) as caught:
        fetch()
    assert "\n" not in str(caught.value) and fetch.left() == []
    fetch.publisher.fault = None
    assert fetch().new


PASSING = {
    "a dropped connection": lambda a, r: Reply(drop=True),
    "a broken transfer": lambda a, r: Reply(content=r(a).content[:99], length=9_999, kind="application/zip"),
    "a damaged member": lambda a, r: Reply(
        content=r(a).content[:60] + b"??" + r(a).content[62:], kind="application/zip"
    ),
    "busy with a wait": lambda a, r: Reply(503, headers={"Retry-After": "3"}),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", PASSING)
def test_what_passes_is_asked_again(fetch, fault):
    fetch.publisher.fault = once(PASSING[fault], on="IMDB1901")
    assert len(pd.read_parquet(fetch().vintage.table)) == 8


def test_a_letter_that_is_no_ascii_elsewhere_in_a_line_does_no_harm(fetch):
    change = lines(lambda all: [line[:16] + b"\xe9" + line[17:] for line in all])
    fetch.publisher.fault = always(change)
    assert len(pd.read_parquet(fetch().vintage.table)) == 8
