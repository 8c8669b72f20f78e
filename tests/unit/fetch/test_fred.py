"""FRED and ALFRED: quarters of whole months, figures as of a day, and how answers can be wrong."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from census_world import changed_json
from loopback import KEY, Asked, Reply, always, as_json, once, page

from tradewinds.errors import FetchError, SettingsError
from tradewinds.settings.source import SourceSettings

SOURCE = SourceSettings(
    reader="fred",
    publisher="FRED",
    dataset="a national table",
    url="LOOPBACK/fred",
    licence="public domain",
    file="national.parquet",
    key="FRED_API_KEY",
    register="https://fred.stlouisfed.org",
    options={
        "series": {"gdp": "GDPC1", "unemployment": "UNRATE"},
        "others": ["POP"],
        "derived": {"per_head": "1000 * GDPC1 / POP"},
    },
)


class Fred:
    """Two monthly series and a quarterly one, 2018 and 2019; ``revised`` replaces a figure from a day on."""

    def __init__(self) -> None:
        self.frequency = {"GDPC1": "Q", "UNRATE": "M", "POP": "M"}
        self.values: dict[str, dict[str, str]] = {
            "GDPC1": {str(day.date()): f"{1000 + 10 * n}" for n, day in enumerate(quarters())},
            "UNRATE": {str(day.date()): f"{4 + n / 10:.1f}" for n, day in enumerate(months())},
            "POP": {str(day.date()): "500" for day in months()},
        }
        self.revised = ("2020-03-01", "GDPC1", "2019-10-01", "1111")

    def answer(self, asked: Asked) -> Reply:
        if asked.one("api_key") != KEY:
            said = "Bad Request.  The value for variable api_key is not registered."
            return as_json({"error_code": 400, "error_message": said}, status=400)
        series, day = asked.one("series_id"), asked.one("realtime_end", "2026-11-30")
        if series not in self.values:
            said = "Bad Request.  The series does not exist."
            return as_json({"error_code": 400, "error_message": said}, status=400)
        if asked.path.endswith("/series"):
            about = {
                "id": series,
                "frequency_short": self.frequency[series],
                "last_updated": "2026-11-20 07:31",
            }
            return as_json({"realtime_start": day, "seriess": [about]})
        from_day, which, date, figure = self.revised
        values = dict(self.values[series])
        if series == which and day >= from_day:
            values[date] = figure
        rows = [
            {"realtime_start": day, "realtime_end": day, "date": date, "value": value}
            for date, value in values.items()
        ]
        return as_json({"count": len(rows), "offset": 0, "limit": 100000, "observations": rows})


def quarters():
    return pd.date_range("2018-01-01", "2019-10-01", freq="QS")


def months():
    return pd.date_range("2018-01-01", "2019-12-01", freq="MS")


@pytest.fixture
def fred():
    return Fred()


@pytest.fixture
def fetch(open_publisher, fred):
    return open_publisher(fred.answer, SOURCE)


def table_of(fetched) -> pd.DataFrame:
    return pd.read_parquet(fetched.vintage.table).set_index("period")


def test_months_are_averaged_and_columns_computed(fetch):
    table = table_of(fetch())
    assert list(table.index) == [f"{year}Q{quarter}" for year in (2018, 2019) for quarter in (1, 2, 3, 4)]
    np.testing.assert_allclose(table["unemployment"].iloc[:2], [4.1, 4.4], rtol=1e-12)
    assert list(table["gdp"].iloc[-2:]) == [1060, 1111]
    np.testing.assert_allclose(table["per_head"], 1000 * table["gdp"] / 500, rtol=1e-15)


def test_as_of_a_day_figures_are_those_of_that_day(fetch):
    fetch.source.options = fetch.source.options | {"as_of": "2020-02-15"}
    fetched = fetch()
    assert table_of(fetched)["gdp"].iloc[-1] == 1070
    assert fetched.vintage.record["stamp"] == "as of 2020-02-15"
    assert all(asked.one("realtime_start") == "2020-02-15" for asked in fetch.publisher.asked)


def test_states_of_two_days_are_two_vintages_each_kept_once(fetch):
    """At the same second: neither takes the other's name, and fetching either again brings nothing new."""
    now = fetch()
    fetch.source.options = fetch.source.options | {"as_of": "2020-02-15"}
    then = fetch()
    assert then.new and then.vintage.name != now.vintage.name and not fetch().new
    fetch.source.options = {key: one for key, one in fetch.source.options.items() if key != "as_of"}
    again = fetch()
    assert not again.new and again.vintage.name == now.vintage.name


def test_a_day_that_no_calendar_has_is_not_asked_for(fetch):
    fetch.source.options = fetch.source.options | {"as_of": "2019-99-99"}
    with pytest.raises(SettingsError, match="a day, such as 2019-06-30"):
        fetch()
    assert not fetch.publisher.asked


def test_a_month_that_was_not_collected_is_missing_and_said(fetch, fred):
    fred.values["UNRATE"]["2018-08-01"] = "."
    fetched = fetch()
    assert np.isnan(table_of(fetched)["unemployment"].loc["2018Q3"]) and len(table_of(fetched)) == 8
    assert fetched.vintage.record["notes"] == ["unemployment is missing in 2018Q3"]


def test_a_month_that_is_not_out_leaves_its_quarter_out_and_is_said(fetch, fred):
    del fred.values["UNRATE"]["2019-12-01"]
    fetched = fetch()
    assert table_of(fetched).index[-1] == "2019Q3"
    assert fetched.vintage.record["notes"] == [
        "unemployment not out yet in 2019Q4: these quarters are left out"
    ]


def rows_changed(change):
    def reply(asked, answer):
        if not asked.path.endswith("observations"):
            return answer(asked)
        return changed_json(answer(asked), change)

    return reply


def with_rows(change):
    return rows_changed(lambda content: content | {"observations": change(content["observations"])})


FATAL = {
    "a key refused": (None, "the key in FRED_API_KEY is refused (400"),
    "a series that is none": (
        lambda a, r: as_json({"error_code": 400, "error_message": "The series does not exist."}, status=400),
        "The series does not exist",
    ),
    "XML in place of JSON": (
        lambda a, r: Reply(
            400, b'<?xml version="1.0"?><error code="400" message="Bad Request."/>', "text/xml"
        ),
        "400: Bad Request.",
    ),
    "XML that answers 200": (
        lambda a, r: Reply(content=b'<?xml version="1.0"?><observations/>', kind="text/xml"),
        "200 with XML (<?xml version",
    ),
    "200 with an error": (
        lambda a, r: as_json({"error_code": 500, "error_message": "Internal"}),
        "200 with an error (Internal)",
    ),
    "a page that answers 200": (lambda a, r: page("Access denied"), "200 with a page (“Access denied”)"),
    "sent on": (lambda a, r: Reply(302, headers={"Location": "/maintenance"}), "sent on to /maintenance"),
    "204": (lambda a, r: Reply(204), "204, nothing found"),
    "413": (lambda a, r: Reply(413), "413"),
    "429 to the end": (lambda a, r: Reply(429, b"Too Many Requests"), "429: Too Many Requests"),
    "429 for hours": (lambda a, r: Reply(429, headers={"Retry-After": "5400"}), "wait 90 minutes"),
    "dropped to the end": (lambda a, r: Reply(drop=True), "broke off"),
    "cut short to the end": (
        lambda a, r: Reply(content=r(a).content[:-25], close_delimited=True),
        "broke off",
    ),
    "fewer rows than counted": (with_rows(lambda rows: rows[:-3]), "as the answer says"),
    "rows at the ceiling": (rows_changed(lambda one: one | {"count": 100_000}), "fewer than the ceiling"),
    "no rows": (rows_changed(lambda one: one | {"count": 0, "observations": []}), "no observation"),
    "a name changed": (
        with_rows(lambda rows: [{"day": row["date"], "value": row["value"]} for row in rows]),
        "observations without date and value",
    ),
    "a mark that is none": (
        with_rows(lambda rows: [rows[0] | {"value": "ND"}, *rows[1:]]),
        "'ND' in UNRATE",
    ),
    "a day twice": (with_rows(lambda rows: [rows[1], *rows[1:]]), "stand there twice"),
    "days written otherwise": (
        with_rows(lambda rows: [row | {"date": row["date"].replace("-", "/")} for row in rows]),
        "days such as 2019-06-01",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", FATAL)
def test_a_failure_is_one_line_and_no_vintage(fetch, fault):
    reply, words = FATAL[fault]
    if reply is not None:
        fetch.publisher.fault = always(reply, on="UNRATE")
    with pytest.raises(FetchError, match=re.escape(words)) as caught:
        fetch(key="wrong" if reply is None else KEY)
    assert "\n" not in str(caught.value) and KEY not in str(caught.value) and fetch.left() == []
    fetch.publisher.fault = None
    assert fetch().new


@pytest.mark.parametrize("frequency, words", [("D", "is of frequency D"), ("A", "is of frequency A")])
def test_another_frequency_is_refused(fetch, fred, frequency, words):
    fred.frequency["POP"] = frequency
    with pytest.raises(FetchError, match=words):
        fetch()


def test_another_series_under_the_name_is_refused(fetch):
    fetch.publisher.fault = always(lambda a, r: changed_json(r(a), renamed), on="UNRATE")
    with pytest.raises(FetchError, match="UNRATE answers as OTHER"):
        fetch()


def renamed(content):
    return {"seriess": [content["seriess"][0] | {"id": "OTHER"}]} if "seriess" in content else content


def test_a_figure_of_a_later_day_is_refused(fetch):
    fetch.source.options = fetch.source.options | {"as_of": "2020-02-15"}
    late = with_rows(lambda rows: [row | {"realtime_start": "2020-04-01"} for row in rows])
    fetch.publisher.fault = always(late, on="GDPC1")
    with pytest.raises(FetchError, match="a figure published 2020-04-01; expected none after 2020-02-15"):
        fetch()


@pytest.mark.parametrize("formula", ["__import__('os')", "GDPC1.values", "GDPC1 / ADULTS", "GDPC1 /", "@x"])
def test_a_formula_is_arithmetic_alone(fetch, formula):
    fetch.source = replace(fetch.source, options=fetch.source.options | {"derived": {"x": formula}})
    with pytest.raises(SettingsError, match="options.derived.x"):
        fetch()


def test_what_passes_is_asked_again(fetch):
    fetch.publisher.fault = once(lambda a, r: Reply(429, headers={"Retry-After": "2"}), times=2)
    assert len(table_of(fetch())) == 8 and fetch.waits == [2.0, 2.0]
