"""Daily statutory rates: months of law that was in force, and how a publication can be wrong."""

import hashlib
import json
import re

import numpy as np
import pandas as pd
import pytest
from loopback import Asked, Reply, always, once, page

from tradewinds.errors import FetchError
from tradewinds.settings.source import SourceSettings

ORIGINS = {"Canada": "1220", "China": "5700"}
SOURCE = SourceSettings(
    reader="budget_lab",
    publisher="The Budget Lab at Yale",
    dataset="daily rates",
    url="LOOPBACK/release",
    licence="MIT",
    file="rates.parquet",
    options={"file": "daily_by_country", "rates": {"statutory": "weighted_etr"}, "origins": ORIGINS},
)


class BudgetLab:
    """A publication of 10 April 2025, with days carried on to the end of the year."""

    def __init__(self) -> None:
        days = pd.date_range("2025-01-01", "2025-12-31").strftime("%Y-%m-%d")
        rows = [(day, code) for day in days for code in ("1220", "5700", "9999")]
        self.table = pd.DataFrame(rows, columns=["date", "country"])
        rates = {"1220": 0.02, "5700": 0.1, "9999": 0.03}
        self.table["weighted_etr"] = self.table["country"].map(rates)
        raised = self.table["date"].ge("2025-02-15") & self.table["country"].eq("5700")
        self.table.loc[raised, "weighted_etr"] = 0.24
        self.table["country_name"] = self.table["country"].map(
            {"1220": "Canada", "5700": "China", "9999": "Elsewhere"}
        )
        self.more: dict = {}

    def csv(self) -> bytes:
        return self.table.to_csv(index=False).encode()

    def listed(self) -> dict:
        entry = {
            "name": "daily_by_country",
            "path": "data/daily_by_country_2025-04-10.csv",
            "n_rows": len(self.table),
            "sha256": hashlib.sha256(self.csv()).hexdigest(),
        }
        return {
            "publication_date": "2025-04-10",
            "data_as_of": {"last_revision": "2025_rev_9"},
            "git": {"dirty": True},
            "files": [{"name": "daily_overall"}, entry | self.more],
        }

    def answer(self, asked: Asked) -> Reply:
        if asked.path.endswith("MANIFEST.json"):
            return Reply(content=json.dumps(self.listed()).encode(), kind="text/plain; charset=utf-8")
        if asked.path.endswith("daily_by_country_2025-04-10.csv"):
            return Reply(content=self.csv(), kind="text/plain; charset=utf-8")
        return Reply(404, b"404: Not Found", "text/plain")


@pytest.fixture
def lab():
    return BudgetLab()


@pytest.fixture
def fetch(open_publisher, lab):
    return open_publisher(lab.answer, SOURCE)


def test_a_month_is_the_mean_of_its_days_and_what_is_carried_on_is_left_out(fetch):
    vintage = fetch().vintage
    table = pd.read_parquet(vintage.table).set_index(["origin", "period"])["statutory"]
    assert list(table["China"].index.strftime("%Y-%m")) == ["2025-01", "2025-02", "2025-03"]
    np.testing.assert_allclose(table["China"], [0.1, (14 * 0.1 + 14 * 0.24) / 28, 0.24], rtol=1e-12)
    np.testing.assert_allclose(table["Canada"], 0.02, rtol=1e-12)
    stamp = "publication 2025-04-10, law as of 2025_rev_9, from a changed checkout"
    assert vintage.record["stamp"] == stamp


def test_a_missing_rate_is_a_missing_month(fetch, lab):
    lab.table["weighted_etr"] = lab.table["weighted_etr"].astype(object)
    lab.table.loc[lab.table["date"].eq("2025-01-09") & lab.table["country"].eq("5700"), "weighted_etr"] = "NA"
    table = pd.read_parquet(fetch().vintage.table).set_index(["origin", "period"])["statutory"]
    assert np.isnan(table["China"].iloc[0]) and not np.isnan(table["China"].iloc[1])


def csv(reply):
    return lambda a, r: reply(a, r) if a.path.endswith(".csv") else r(a)


def listed(change):
    return lambda a, r: (
        Reply(content=change(r(a).content), kind="text/plain") if a.path.endswith(".json") else r(a)
    )


FATAL = {
    "a page that answers 200": (csv(lambda a, r: page("Rate limit")), "200 with a page (“Rate limit”)"),
    "a file that is gone": (csv(lambda a, r: Reply(404, b"404: Not Found", "text/plain")), "404: 404: Not"),
    "sent on": (csv(lambda a, r: Reply(301, headers={"Location": "/moved"})), "sent on to /moved"),
    "204": (csv(lambda a, r: Reply(204)), "204, nothing found"),
    "413": (csv(lambda a, r: Reply(413)), "413"),
    "429 to the end": (csv(lambda a, r: Reply(429)), "429"),
    "429 for hours": (csv(lambda a, r: Reply(429, headers={"Retry-After": "3600"})), "wait 60 minutes"),
    "dropped to the end": (csv(lambda a, r: Reply(drop=True)), "broke off"),
    "an empty 200": (csv(lambda a, r: Reply(kind="text/plain")), "an empty answer"),
    "bytes that are not those of the list": (
        csv(lambda a, r: Reply(content=r(a).content.replace(b"0.24", b"0.25"), kind="text/plain")),
        "the publisher's list says",
    ),
    "a file cut short": (
        csv(lambda a, r: Reply(content=r(a).content[:-99], kind="text/plain", close_delimited=True)),
        "the publisher's list says",
    ),
    "another first column": (
        csv(lambda a, r: Reply(content=b"x," + r(a).content, kind="text/plain")),
        "an answer that begins",
    ),
    "a list without the file": (
        listed(lambda one: one.replace(b"daily_by_country", b"daily_by_planet")),
        "0 files daily_by_country",
    ),
    "a list of another shape": (listed(lambda one: one.replace(b"sha256", b"md5")), "says no sha256"),
    "a list cut short": (listed(lambda one: one[:-30]), "broke off"),
    "a file elsewhere": (
        listed(lambda one: one.replace(b"data/daily", b"../daily")),
        "a file beside the list",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", FATAL)
def test_a_failure_is_one_line_and_no_vintage(fetch, fault):
    reply, words = FATAL[fault]
    fetch.publisher.fault = always(reply)
    with pytest.raises(FetchError, match=re.escape(words)) as caught:
        fetch()
    assert "\n" not in str(caught.value) and fetch.left() == []
    fetch.publisher.fault = None
    assert fetch().new


def rename(lab):
    lab.table = lab.table.rename(columns={"weighted_etr": "etr_weighted"})


def percent(lab):
    lab.table["weighted_etr"] *= 1000


def a_day_less(lab):
    lab.table = lab.table[~(lab.table["date"].eq("2025-02-03") & lab.table["country"].eq("1220"))]


def twice(lab):
    lab.table = pd.concat([lab.table, lab.table.tail(1)])


def zeros(lab):
    lab.table.loc[lab.table["country"].eq("5700"), "weighted_etr"] = 0


def no_china(lab):
    lab.table = lab.table[lab.table["country"] != "5700"]


def other_rows(lab):
    lab.more = {"n_rows": 7}


def odd_days(lab):
    lab.table["date"] = pd.to_datetime(lab.table["date"]).dt.strftime("%d/%m/%Y")


WRONG = {
    rename: "no column weighted_etr",
    percent: "fractions from 0 to 20",
    a_day_less: "27 days of 2025-02 for Canada",
    twice: "stand there twice",
    zeros: "statutory: 0%",
    no_china: "nothing from China (5700)",
    other_rows: "7, as the list says",
    odd_days: "days such as 2025-04-09",
}


@pytest.mark.slow
@pytest.mark.parametrize("change", WRONG, ids=lambda change: change.__name__)
def test_a_publication_that_is_wrong_becomes_no_vintage(fetch, lab, change):
    change(lab)
    with pytest.raises(FetchError, match=re.escape(WRONG[change])):
        fetch()
    assert fetch.left() == []


def test_a_column_inserted_or_moved_does_no_harm(fetch, lab):
    expected = pd.read_parquet(fetch().vintage.table)
    lab.table = lab.table[["date", "country_name", "weighted_etr", "country"]].assign(year=2025)
    pd.testing.assert_frame_equal(pd.read_parquet(fetch().vintage.table), expected)


def test_what_passes_is_asked_again(fetch):
    fetch.publisher.fault = once(lambda a, r: Reply(503), on="csv")
    assert len(pd.read_parquet(fetch().vintage.table)) == 6
