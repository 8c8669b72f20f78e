"""Files that were read in silence and meant something else; every remedy of a message is followed."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tradewinds.data.sources import load_table
from tradewinds.errors import DataError, SettingsError
from tradewinds.intake.record import StartOptions
from tradewinds.intake.start import looked_at


def loaded(border, file, **changes):
    settings = border(file=file.name, **changes)
    return load_table(settings, "sectors", file, 0).table


def said_of(border, file, **changes) -> str:
    """The one line with which a file is refused."""
    with pytest.raises(DataError) as caught:
        loaded(border, file, **changes)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def read_as_it_is(file) -> pd.DataFrame:
    look = looked_at(file, "mine", StartOptions(sector=("country",), quantity="quantity"))
    assert look.faults == [] and look.tidy is not None
    return look.tidy.rows


@pytest.fixture
def file(tmp_path):
    def write(rows: pd.DataFrame, kind: str = "csv"):
        path = tmp_path / f"border.{kind}"
        rows.to_csv(path, index=False) if kind == "csv" else rows.to_parquet(path)
        return path

    return write


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_month_starts_of_tokyo_are_its_own_months_and_this_is_said(border, raw, file, kind, caplog):
    zoned = raw.assign(period=pd.to_datetime(raw["period"]).dt.tz_localize("Asia/Tokyo"))
    table = loaded(border, file(zoned, kind))
    assert table["period"].min() == pd.Timestamp("2018-01-01") and "read on its clock" in caplog.text


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_month_starts_of_tokyo_in_another_zone_are_refused(border, raw, file, kind):
    zoned = raw.assign(period=pd.to_datetime(raw["period"]).dt.tz_localize("Asia/Tokyo").dt.tz_convert("UTC"))
    assert "have a time of day" in said_of(border, file(zoned, kind))
    there = zoned["period"].dt.tz_convert("Asia/Tokyo").dt.strftime("%Y-%m")  # the remedy
    assert loaded(border, file(raw.assign(period=there), kind))["period"].min() == pd.Timestamp("2018-01-01")


def test_rates_of_minus_thirty_are_percent_or_a_mistake(border, raw, file):
    wrong = file(raw.assign(tariff=-30.0))
    said = said_of(border, wrong)
    assert "fractions of at least -20" in said and "“written: percent”" in said and "smallest" not in said
    percent = {"written": "percent"}
    assert "“smallest: -0.3”" in said_of(border, wrong, variables={"tariff": percent})
    meant = loaded(border, wrong, variables={"tariff": percent | {"smallest": -0.3}})
    assert set(meant["tariff"]) == {-0.3}


def test_rates_of_three_thousand_percent_are_no_percent(border, raw, file):
    wrong = file(raw.assign(tariff=3000.0))
    said = said_of(border, wrong, variables={"tariff": {"written": "percent"}})
    assert "at most 20 (2,000 %)" in said and "largest" not in said


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_column_of_dates_is_no_volume(border, raw, file, kind):
    days = pd.date_range("2018-01-01", periods=len(raw))
    said = said_of(border, file(raw.assign(when=days), kind), variables={"volume": {"column": "when"}})
    assert "'2018-01-01" in said and "These are dates: name another column (“column”) than" in said
    assert len(loaded(border, file(raw.assign(when=days), kind))) == 40


@pytest.mark.parametrize(("form", "words"), [("%Y%m%d", "days"), ("%Y%m", "months"), ("%Y", "years")])
def test_dates_written_as_numbers_are_no_volume(border, raw, file, form, words):
    months = [
        str(one) for year in (2018, 2021) for one in pd.period_range(f"{year}-01", periods=20, freq="M")
    ]
    rows = pd.concat([raw, raw], ignore_index=True).sort_values("country", kind="stable", ignore_index=True)
    rows["period"] = months * 2
    rows = rows.assign(when=[int(pd.Timestamp(p).strftime(form)) for p in rows["period"]])
    more = {"gaps": "keep", "variables": {"volume": {"column": "when"}}}
    assert f"when holds {words} in all its rows" in said_of(border, file(rows), **more)


def test_eight_digits_that_are_no_dates_are_a_volume(border, raw, file):
    rows = raw.assign(quantity=20181301.0 + np.arange(40))
    assert len(loaded(border, file(rows))) == 40


def test_a_level_may_be_the_month_as_a_trend(border, raw, file):
    rows = raw.assign(trend=raw["period"].str.replace("-", "").astype(int))
    trend = {"trend": {"label": "Trend", "unit": "month"}}
    assert loaded(border, file(rows), variables=trend)["trend"].iloc[0] == 201801
    trend["trend"]["scale"] = "log"
    assert "trend holds months" in said_of(border, file(rows), variables=trend)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_truth_values_are_no_rate(border, raw, file, kind):
    rows = raw.assign(tariff=np.arange(40) % 2 == 0)
    said = said_of(border, file(rows, kind))
    assert "tariff is not a number in 40 of 40 rows" in said and "write 1 and 0" in said
    assert loaded(border, file(rows.astype({"tariff": int}), kind))["tariff"].sum() == 20


@pytest.mark.parametrize("value", [1e308, 1e31, 1e-308])
def test_what_nobody_can_measure_is_no_number(border, raw, file, value):
    rows = raw.copy()
    rows.loc[3, "quantity"] = value
    assert f"quantity is {value:g} in row 4" in said_of(border, file(rows))
    rows.loc[3, "quantity"] = np.nan  # the remedy
    assert len(loaded(border, file(rows), gaps="keep")) == 39


@pytest.mark.parametrize(
    ("column", "is_it"), [("price", "variables.price"), ("country", "keys.origin"), ("period", "period")]
)
def test_one_column_is_one_thing(border, column, is_it):
    with pytest.raises(SettingsError, match=f"a column of its own: this one is {is_it}"):
        border(variables={"volume": {"column": column}})


@pytest.mark.slow
@pytest.mark.parametrize("times", [1, 2])
def test_names_among_the_rows_are_one_fault(border, raw, tmp_path, times):
    lines = raw.to_csv(index=False).splitlines()
    path = tmp_path / "border.csv"
    path.write_text("\n".join([*lines[:10], *[lines[0]] * times, *lines[10:]]))
    said = said_of(border, path)
    assert f"{times} of {40 + times} rows repeat the names of the columns (row 10" in said
    assert len(read_as_it_is(path)) == 40  # one remedy, and the other
    path.write_text("\n".join(lines))
    assert len(loaded(border, path)) == 40


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_column_that_is_there_twice_is_refused(border, raw, tmp_path, kind):
    path = tmp_path / f"border.{kind}"
    if kind == "csv":
        both = pd.concat([raw, 2 * raw[["price"]]], axis=1)
        both.to_csv(path, index=False)
    else:
        table = pa.Table.from_pandas(raw)
        pq.write_table(table.append_column("price", pa.array(2 * raw["price"])), path)
    assert "has two columns “price”" in said_of(border, path)
    np.testing.assert_allclose(read_as_it_is(path)["price"], raw["price"])  # “which keeps the first”
    renamed = pd.concat([raw, (2 * raw["price"]).rename("twice")], axis=1)
    renamed.to_csv(path, index=False) if kind == "csv" else renamed.to_parquet(path)
    np.testing.assert_allclose(loaded(border, path)["price"], raw["price"])


def test_a_column_of_no_use_may_be_there_twice_in_a_csv(border, raw, tmp_path):
    lines = raw.to_csv(index=False).splitlines()
    (tmp_path / "border.csv").write_text(
        "\n".join([f"{lines[0]},note,note", *(f"{one},a,b" for one in lines[1:])])
    )
    assert len(loaded(border, tmp_path / "border.csv")) == 40


def test_keys_in_an_index_without_a_name_are_called_index(border, raw, file):
    path = file(raw.set_index("country").rename_axis(None), "parquet")
    assert "one of its columns: index, period" in said_of(border, path)
    assert set(loaded(border, path, keys={"origin": "index"})["sector"]) == {"Canada", "China"}
    assert len(read_as_it_is(file(raw.set_index("country"), "parquet"))) == 40


def test_names_in_two_levels_are_joined(border, raw, file):
    levels = pd.MultiIndex.from_tuples(
        [("", "country"), ("", "period"), ("c", "price"), ("c", "tariff"), ("q", "")]
    )
    path = file(raw.set_axis(levels, axis=1), "parquet")
    named = {"price": {"column": "c price"}, "tariff": {"column": "c tariff"}, "volume": {"column": "q"}}
    assert len(loaded(border, path, variables=named)) == 40


@pytest.mark.slow
@pytest.mark.parametrize(
    ("write", "said"),
    [
        (lambda text: text.replace(",", ";"), "has no column"),
        (lambda text: text.replace(",", "\t"), "has no column"),
        (lambda text: "Trade, by country\nseen,in,2026\n\n" + text, "tradewinds start FILE"),
        (
            lambda text: "\n".join(line + "," * (i > 0) for i, line in enumerate(text.splitlines())),
            "cannot be read",
        ),
    ],
)
def test_another_separator_a_preamble_and_trailing_commas_are_read_by_the_remedy(
    border, raw, tmp_path, write, said
):
    path = tmp_path / "border.csv"
    path.write_text(write(raw.to_csv(index=False)))
    assert said in said_of(border, path) and "tradewinds start FILE" in said_of(border, path)
    assert len(read_as_it_is(path)) == 40
