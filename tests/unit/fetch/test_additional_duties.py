"""Duties of law as settings of a source: rates by month, and the table of eu_imports that has them."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from comext_world import Comext
from loopback import Publisher

from tradewinds.data.sources import load_tables, raw_files
from tradewinds.errors import SettingsError
from tradewinds.fetch.formats import reader_of
from tradewinds.fetch.tables import fetch_sources, read_source, requested_sources
from tradewinds.settings.compose import compose

pytestmark = pytest.mark.slow

CONFIGS = Path(__file__).parents[3] / "configs"
SOURCE = replace(read_source("eu_additional_duties", CONFIGS), first="2018-05", last="2022-01")
FIRST, LAST = "2017-01", "2022-06"


def rates(source) -> pd.Series:
    table = reader_of(source).build(source, {}).table
    month = table["period"].dt.strftime("%Y-%m")
    return table.set_index(["product", "partner"]).set_index(month, append=True)["duty"]


def with_duty(**changes):
    duty = SOURCE.options["duties"]["rebalancing"] | changes
    duty = {name: value for name, value in duty.items() if value is not None}
    return replace(SOURCE, options=SOURCE.options | {"duties": {"one": duty}})


def test_a_month_has_the_mean_of_its_days_and_whom_the_act_does_not_name_has_none():
    found = rates(SOURCE)["220830"]
    months = ["2018-05", "2018-06", "2018-07", "2021-12", "2022-01"]
    expected = [0, 0.25 * 9 / 30, 0.25, 0.25, 0]
    np.testing.assert_allclose(found["United States"].loc[months], expected, rtol=1e-12)
    assert (found["Canada"] == 0).all() and len(rates(SOURCE)) == 7 * 13 * 45


def test_duties_add_up_and_one_without_an_end_goes_on():
    both = SOURCE.options["duties"] | {
        "more": {
            "authority": "another act",
            "rate": 0.1,
            "from": "2021-12-17",
            "where": {"product": ["220830"], "partner": ["United States", "Canada"]},
        }
    }
    found = rates(replace(SOURCE, options=SOURCE.options | {"duties": both}))
    assert found["220830", "United States", "2021-12"] == pytest.approx(0.25 + 0.1 * 15 / 31)
    assert found["220830", "Canada", "2022-01"] == 0.1
    assert found["071040", "United States", "2022-01"] == 0


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"rate": 25}, "rate = 25; expected a fraction"),
        ({"rate": True}, "rate = True"),
        ({"from": "22 June"}, "from = '22 June'; expected a day"),
        ({"until": "2018-01-01"}, "a day after 2018-06-22"),
        ({"authority": None}, "rate, from and authority"),
        ({"wher": {}}, "rate, from and authority"),
        ({"where": {"partner": ["USA"]}}, "values of options.keys.partner"),
        ({"where": {"origin": ["United States"]}}, "values of options.keys.origin"),
        ({"where": {"product": [71040]}}, "as texts"),
    ],
)
def test_a_duty_that_cannot_be_read_is_refused(changes, words):
    with pytest.raises(SettingsError, match=words):
        rates(with_duty(**changes))


def test_goods_and_partners_of_the_act_are_those_of_the_trade():
    trade = read_source("eurostat_comext", CONFIGS).options
    assert SOURCE.options["keys"]["product"] == list(trade["products"])
    assert SOURCE.options["keys"]["partner"] == list(trade["partners"])


@pytest.fixture(scope="module")
def fetched(tmp_path_factory):
    """The data folder after a fetch of eu_imports, and what was said."""
    folder, trade = tmp_path_factory.mktemp("eu"), read_source("eurostat_comext", CONFIGS).options
    months = [str(one) for one in pd.period_range(FIRST, LAST, freq="M")]
    comext = Comext(list(trade["products"]), [*trade["partners"].values(), trade["total"]], months)
    del comext.value["220830", "BR", "2019-02"]
    with Publisher(comext.answer).serving() as publisher:
        sources = {
            name: replace(
                source,
                url=publisher.url if source.reader == "eurostat" else source.url,
                per_minute=60_000,
                first=FIRST,
                last=LAST,
            )
            for name, source in requested_sources({"x": compose(CONFIGS, "eu_imports")}, CONFIGS).items()
        }
        now = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)
        said = list(fetch_sources(sources, folder, lambda text: None, now=now, environment={}))
        again = list(fetch_sources(sources, folder, lambda text: None, now=now, environment={}))
    return folder, said, again, comext


def test_trade_and_law_make_the_table_of_eu_imports(fetched):
    folder, said, again, comext = fetched
    assert [line.split(":")[0] for line in said if ": vintage " in line] == [
        "eurostat_comext",
        "eu_additional_duties",
        "eu_imports",
    ]
    assert not [line for line in said if "left out" in line]
    assert all("nothing new since" in line for line in again)
    data = compose(CONFIGS, "eu_imports").data
    table = load_tables(data, raw_files(data, folder), 0)["sectors"]
    assert table["sector"].nunique() == 7 * 13 and len(table) == 7 * 13 * 66 - 1
    whisky = table[table["product"].eq("Whiskies") & table["period"].eq("2018-06")].set_index("partner")
    assert whisky.loc["United States", "tariff"] == pytest.approx(0.25 * 9 / 30)
    assert whisky["tariff"].drop("United States").eq(0).all()
    assert whisky.loc["Japan", "value"] == comext.value["220830", "JP", "2018-06"]
    np.testing.assert_allclose(table["revenue"], table["tariff"] * table["value"], rtol=1e-12)
