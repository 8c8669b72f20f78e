"""Frames as users bring them become panels, or named errors."""

import numpy as np
import pandas as pd
import pytest

import tradewinds as tw


def test_a_frame_becomes_a_table_by_sector_and_period(frame, panel):
    table = panel.tables["sectors"]
    assert list(table["sector"].unique()) == sorted(frame["industry"].unique()) == panel.sectors
    first = table[(table["sector"] == "toys") & (table["period"] == "2016-03-01")]
    known = frame[(frame["industry"] == "toys") & (frame["month"] == "2016-03")]
    np.testing.assert_array_equal(first[["tariff", "price"]], known[["tariff", "price"]])


def test_the_summary_has_a_row_a_variable(panel, frame):
    summary = panel.summary().set_index("variable")
    assert list(summary.index) == ["tariff", "price", "volume"]
    assert summary.loc["price", "largest"] == frame["price"].max() and summary.loc["price", "rows"] == len(
        frame
    )
    assert "4 sectors × 72 periods" in panel._repr_html_()


def test_percent_becomes_a_fraction(frame):
    percent = frame.assign(tariff=100 * frame["tariff"])
    found = tw.Panel.from_frame(
        percent, sector="industry", period="month", logs=["price"], percent=["tariff"]
    )
    assert found.tables["sectors"]["tariff"].max() == pytest.approx(frame["tariff"].max())


def test_what_cannot_be_used_is_named(frame):
    with pytest.raises(tw.DataError, match="duplicated row"):
        tw.Panel.from_frame(frame, sector="month", period="month", logs=["price"])
    with pytest.raises(tw.DataError, match="values of price"):
        tw.Panel.from_frame(
            frame.assign(price=-frame["price"]), sector="industry", period="month", logs=["price"]
        )


def test_a_column_that_is_there_twice_is_named_where_it_is_read(frame):
    about = {"sector": "industry", "period": "month", "logs": ["price", "volume"]}
    whole = tw.Panel.from_frame(frame.assign(other=1), **about)
    with pytest.raises(tw.DataError, match="two columns “price”; expected each once"):
        tw.Panel.from_frame(pd.concat([frame, frame[["price"]]], axis=1), **about)
    other = pd.concat([frame.assign(other=1), frame.assign(other=2)[["other"]]], axis=1)
    found = tw.Panel.from_frame(other, **about)
    pd.testing.assert_frame_equal(found.tables["sectors"], whole.tables["sectors"])


@pytest.mark.parametrize(
    ("described", "words"),
    [
        ({"frequency": "weekly"}, "frequency = 'weekly'; expected one of step, month, quarter, year"),
        ({"frequency": "mont"}, "Did you mean month"),
        ({"percent": ["tarif"]}, "percent = 'tarif'; .*Did you mean tariff"),
        ({"largest": {"price": 2.0}}, "largest = 'price'; expected one of tariff"),
        ({"largest": {"tariff": 200.0}}, "largest of tariff = 200.0"),
        ({"levels": ["price"]}, "rates, logs, levels = .*price once"),
        (
            {"identities": {"revenue": "tarif * price"}},
            r"identities\[.revenue.\] = .* variables among tariff, price",
        ),
    ],
)
def test_a_description_that_cannot_be_is_named(frame, described, words):
    """It was a ValueError or a KeyError, or changed nothing in silence."""
    with pytest.raises(tw.SettingsError, match=words):
        tw.Panel.from_frame(frame, sector="industry", period="month", logs=["price"], **described)


def test_rates_above_one_are_taken_where_they_are_meant(frame):
    high = frame.assign(tariff=frame["tariff"] + 1)
    about = {"sector": "industry", "period": "month", "logs": ["price"]}
    with pytest.raises(tw.DataError, match="largest"):
        tw.Panel.from_frame(high, **about)
    panel = tw.Panel.from_frame(high, **about, largest={"tariff": 2.0})
    assert panel.data.tables["sectors"].variables["tariff"].largest == 2.0


def test_a_variable_that_is_not_there_is_not_drawn(panel):
    for name in ("prise", "label"):
        with pytest.raises(tw.SettingsError, match=f"no variable '{name}'; expected one of tariff, price"):
            panel.plot(name)


def test_a_nation_stands_beside_the_sectors(panel, frame):
    quarters = frame.assign(quarter=frame["month"].str[:4] + "Q1").drop_duplicates("quarter")
    nation = quarters[["quarter"]].assign(gdp=100.0, avg_tariff=0.1)
    both = panel.with_nation(
        nation,
        period="quarter",
        frequency="year",
        logs=["gdp"],
        rates=["avg_tariff"],
        aggregates={"avg_tariff": ("tariff", "mean")},
    )
    assert list(both.tables) == ["sectors", "national"] and len(both.tables["national"]) == 6
    assert both.data.aggregates["avg_tariff"].of == "tariff"
    assert list(panel.tables) == ["sectors"], "the panel it came from is as it was"


def test_an_aggregate_is_a_mean_or_a_sum(panel, frame):
    nation = frame[["month"]].drop_duplicates().assign(avg_tariff=0.1)
    with pytest.raises(tw.SettingsError, match="avg_tariff by 'median'; expected one of mean, sum"):
        panel.with_nation(
            nation,
            period="month",
            frequency="month",
            rates=["avg_tariff"],
            aggregates={"avg_tariff": ("tariff", "median")},
        )
    with pytest.raises(tw.SettingsError, match='avg_tariff = .tariff.; .*Write ."tariff", "mean"'):
        panel.with_nation(
            nation,
            period="month",
            frequency="month",
            rates=["avg_tariff"],
            aggregates={"avg_tariff": "tariff"},
        )


def test_it_is_drawn_on_the_axes_it_is_given(panel):
    from matplotlib.figure import Figure

    ax = Figure().subplots()
    assert panel.plot("price", ax) is ax and ax.get_title(loc="left") == "Price"


def test_an_experiment_finds_its_data_where_the_environment_says(tmp_path, monkeypatch):
    """The error said so, and only the workflow looked there."""
    experiment = tw.Experiment("us_industry")
    monkeypatch.delenv("TRADEWINDS_DATA", raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(tw.DataError, match="no file data/.*TRADEWINDS_DATA"):
        experiment.panel()
    monkeypatch.setenv("TRADEWINDS_DATA", str(tmp_path / "mine"))
    with pytest.raises(tw.DataError, match="no file .*/mine/"):
        experiment.panel()


def test_one_name_may_stand_without_a_list_and_an_unknown_one_is_said(frame):
    """A column named in “percent” by mistake stayed in per cent."""
    known = {"sector": "industry", "period": "month"}
    one = tw.Panel.from_frame(frame, **known, rates="tariff", logs="price")
    assert list(one.summary()["variable"]) == ["tariff", "price"]
    for argument in ({"percent": ["rate"]}, {"labels": {"rate": "Rate"}}, {"units": {"rate": "%"}}):
        with pytest.raises(tw.SettingsError, match="rate.*; expected one of tariff, price"):
            tw.Panel.from_frame(frame, **known, logs="price", **argument)


def test_keys_with_names_of_the_laboratory_make_sectors_of_their_own(frame):
    """“label” and “unit” became one key, and “sector” took the place of the name that both make."""
    both = frame.assign(sector=frame["industry"], label="x", unit=frame["industry"].str.upper())
    for columns in (["label", "unit"], ["label", "sector"]):
        found = tw.Panel.from_frame(both, sector=columns, period="month", logs="price").sectors
        assert len(found) == 4 and all(name.startswith("x × ") for name in found)


def test_different_keys_that_make_one_name_are_refused(frame):
    two = frame[frame["industry"].isin(["steel", "cars"])].assign(place="c")
    two.loc[two["industry"] == "steel", ["industry", "place"]] = ["a × b", "c"]
    two.loc[two["industry"] == "cars", ["industry", "place"]] = ["a", "b × c"]
    with pytest.raises(tw.DataError, match="both called “a × b × c”"):
        tw.Panel.from_frame(two, sector=["industry", "place"], period="month", logs="price")
