"""The files of configs/data, on the data they describe."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tradewinds.data.panel import to_grid, to_table
from tradewinds.data.sources import load_tables, raw_files
from tradewinds.data.split import check_length
from tradewinds.errors import DataError
from tradewinds.settings.synthetic import EconomyName

FOLDER = os.environ.get("TRADEWINDS_DATA")
with_real_data = pytest.mark.skipif(
    not FOLDER, reason="TRADEWINDS_DATA is not set: the real tables are read where it names their folder"
)


@pytest.mark.slow
@pytest.mark.parametrize("name", [*EconomyName])
def test_synthetic_economies_load(shipped, name):
    settings = shipped(name)
    assert settings.name == settings.synthetic.economy == name
    assert raw_files(settings, Path("nowhere")) == {}
    tables = load_tables(settings, {}, 0)
    assert set(tables) == set(settings.tables)
    sectors = tables["sectors"]
    assert sectors["sector"].nunique() == settings.synthetic.sectors
    assert {"price", "tariff", "volume", "revenue"} <= set(sectors)
    for table, rows in tables.items():
        check_length(rows, table, reach=3, test_share=0.2)
        assert to_table(to_grid(rows, settings.tables[table])).equals(rows)


def test_an_economy_without_a_nation_is_refused_a_national_table(shipped):
    settings = shipped("two_tier", "data.synthetic.economy=nonlinear")
    with pytest.raises(DataError, match="nonlinear has no table “national”"):
        load_tables(settings, {}, 0)


@with_real_data
@pytest.mark.parametrize(("name", "sectors"), [("us_industry", 16), ("us_border", 5)])
def test_real_tables_load(shipped, name, sectors, caplog):
    settings = shipped(name)
    tables = load_tables(settings, raw_files(settings, Path(FOLDER)), 0)
    assert tables["sectors"]["sector"].nunique() == sectors
    assert len(tables["sectors"]) == sectors * 131
    assert len(tables["national"]) == 266
    for table, rows in tables.items():
        assert rows.notna().all().all()
        assert to_table(to_grid(rows, settings.tables[table])).equals(rows)
    assert caplog.text == ""


@with_real_data
def test_the_unbalanced_table_loads(shipped, caplog):
    settings = shipped("us_trade")
    table = load_tables(settings, raw_files(settings, Path(FOLDER)), 0)["sectors"]
    assert table["sector"].nunique() == 730 and len(table) == 104_822
    assert table.notna().all().all() and (table["value"] > 0).all()
    assert not {"211", "324", "910", "990"} & set(table["industry"])
    assert to_table(to_grid(table, settings.tables["sectors"])).equals(table)
    assert "1199 of 107929 rows" in caplog.text and "40 of 770 sectors" in caplog.text


@with_real_data
def test_the_table_of_statutory_rates_loads(shipped):
    settings = shipped("us_statute")
    table = load_tables(settings, raw_files(settings, Path(FOLDER)), 0)["sectors"]
    assert table["sector"].nunique() == 1988 and len(table) == 1988 * 102
    assert not {"98", "99"} & set(table["chapter"]) and table["origin"].nunique() == 28
    named = table[table["section_301"] > 0]
    assert set(named["origin"]) == {"China"} and named["period"].min() == pd.Timestamp("2018-07-01")


@with_real_data
@pytest.mark.parametrize(("name", "rows"), [("coffee", 476), ("sugar", 516)])
def test_a_single_series_has_the_sector_that_its_file_does_not_name(shipped, name, rows):
    settings = shipped(name)
    table = load_tables(settings, raw_files(settings, Path(FOLDER)), 0)["sectors"]
    assert set(table["sector"]) == {name} and len(table) == rows
    assert set(table["tariff"]) == {0.0} if name == "coffee" else table["wedge"].max() > 4


@with_real_data
def test_labels_are_readable(shipped):
    settings = shipped("us_industry")
    table = load_tables(settings, raw_files(settings, Path(FOLDER)), 0)["sectors"]
    assert "Furniture & fixtures" in set(table["label"])
    assert not {"211", "324", "314", "315"} & set(table["industry"])


@with_real_data
def test_customs_revenue_of_the_border_table_is_the_duty_paid(shipped):
    settings = shipped("us_border")
    files = raw_files(settings, Path(FOLDER))
    table = load_tables(settings, files, 0)["sectors"]
    raw = pd.read_parquet(files["sectors"]).sort_values(["origin", "period"])
    np.testing.assert_allclose(table["revenue"], raw["duties"], rtol=1e-6)


@with_real_data
def test_population_jumps_no_longer_disturb_gdp_per_adult(shipped):
    """One-quarter drift forecasts, 2012 Q2 on without 2020: error .54 with the jumps, .45 without."""
    settings = shipped("us_industry")
    files = raw_files(settings, Path(FOLDER))
    smooth = load_tables(settings, files, 0)["national"]
    raw = pd.read_csv(files["national"])["real_gdp_per_adult"]
    change = 100 * np.log(pd.DataFrame({"raw": raw, "smooth": smooth["gdp"]})).diff()
    error = change - change.expanding().mean().shift(1)
    judged = (smooth["period"] >= "2012-04-01") & (smooth["period"].dt.year != 2020)
    rmse = np.sqrt((error[judged] ** 2).mean())
    assert rmse["raw"] == pytest.approx(0.540, abs=0.003)
    assert rmse["smooth"] == pytest.approx(0.450, abs=0.003)
    assert smooth["gdp"].iloc[-1] == raw.iloc[-1]
