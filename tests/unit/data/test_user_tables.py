"""What a user's file may look like, and what is said when it cannot be used."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tradewinds.data.sources import raw_files, read_tables
from tradewinds.errors import DataError, SettingsError


def refused(read, rows, *said, **changes):
    """Reading fails with one line that says all of this."""
    with pytest.raises(DataError) as caught:
        read(rows, **changes)
    text = str(caught.value)
    assert "\n" not in text
    for piece in said:
        assert piece in text


@pytest.mark.parametrize("file", ["border.csv", "border.parquet"])
def test_a_sound_file_becomes_the_panel(read, raw, file):
    table = read(raw, file)
    assert list(table) == ["sector", "origin", "label", "period", "price", "tariff", "volume", "revenue"]
    assert table["period"].dtype == "datetime64[ns]"
    assert table["sector"].tolist() == raw["country"].tolist()
    np.testing.assert_allclose(table["volume"], raw["quantity"])
    np.testing.assert_allclose(table["revenue"], 0.025 * raw["price"] / 100 * raw["quantity"])


def test_several_keys_make_a_sector(read, raw):
    rows = raw.assign(code="007")
    table = read(rows, keys={"industry": "code"})
    assert table["sector"].unique().tolist() == ["Canada × 007", "China × 007"]
    assert table["industry"].unique().tolist() == ["007"]


def test_what_the_file_lacks_may_be_said_once(read, raw):
    one = raw[raw["country"] == "China"].drop(columns=["country", "tariff"])
    table = read(one, constants={"country": "Peru", "tariff": 0.0})
    assert set(table["sector"]) == {"Peru"} and set(table["tariff"]) == {0.0} and len(table) == len(one)
    refused(read, raw, "constants", "a column tariff of its own", constants={"tariff": 0.1})


def test_percent_is_divided_when_the_settings_say_so(read, raw):
    rows = raw.assign(tariff=2.5)
    assert read(rows, variables={"tariff": {"written": "percent"}})["tariff"].unique().tolist() == [0.025]


def test_percent_that_look_like_fractions_are_doubted(read, raw, caplog):
    read(raw.assign(tariff=0.08), variables={"tariff": {"written": "percent"}})
    assert "tariff of table “sectors” is at most 0.08 %: if these are fractions" in caplog.text


def test_excluded_sectors_may_be_faulty(read, raw):
    rows = raw.assign(price=raw["price"].where(raw["country"] == "Canada", -1.0))
    assert read(rows, exclude={"origin": ["China"]})["sector"].unique().tolist() == ["Canada"]


def test_one_sector_of_several_keys_may_be_excluded(read, raw):
    rows = pd.concat([raw.assign(code="01"), raw.assign(code="87")])
    table = read(rows, keys={"industry": "code"}, exclude={"sector": ["China × 87"]})
    assert table["sector"].unique().tolist() == ["Canada × 01", "Canada × 87", "China × 01"]


def test_start_and_end_cut_the_table(read, raw):
    table = read(raw, start="2018-03", end="2019-02-28")
    assert table["period"].min() == pd.Timestamp("2018-03-01")
    assert table["period"].max() == pd.Timestamp("2019-02-01")


def test_a_sector_may_start_later_and_end_earlier(read, raw):
    table = read(raw.drop(index=[20, 21, 39]))
    assert table["sector"].value_counts().to_dict() == {"Canada": 20, "China": 17}


def test_gaps_that_are_kept_are_left_out_and_this_is_said(read, raw, caplog):
    rows = raw.drop(index=[3, 4])
    rows.loc[8, "tariff"] = np.nan
    rows.loc[25, "quantity"] = 0.0
    table = read(rows, gaps="keep")
    assert table["sector"].value_counts().to_dict() == {"Canada": 17, "China": 19}
    assert table.notna().all().all() and "2 of 38 rows have no value" in caplog.text


@pytest.mark.parametrize(("value", "words"), [(-1.0, "a number above 0"), (np.inf, "a finite number")])
def test_a_gap_is_no_excuse_for_an_impossible_value(read, raw, value, words):
    raw.loc[25, "quantity"] = value
    refused(read, raw, "volume", words, gaps="keep")


def test_short_sectors_are_left_out_and_this_is_said(read, raw, caplog):
    table = read(raw.drop(index=[39]), shortest=20)
    assert table["sector"].unique().tolist() == ["Canada"]
    assert "1 of 2 sectors have fewer than 20 rows" in caplog.text
    refused(read, raw, "has no rows", shortest=21)


def test_unsorted_rows_are_sorted_and_this_is_said(read, raw, caplog):
    table = read(raw.iloc[::-1])
    assert table["price"].tolist() == pytest.approx(raw["price"].tolist())
    assert "put in order of sector" in caplog.text


def test_sorted_rows_are_not_spoken_of(read, raw, caplog):
    read(raw)
    assert caplog.text == ""


def test_missing_file(border, tmp_path):
    with pytest.raises(DataError, match="no file .*border.csv.*TRADEWINDS_DATA"):
        raw_files(border(), tmp_path)


def test_a_kind_of_file_that_is_not_read(border, tmp_path):
    with pytest.raises(DataError, match="border.xlsx.*parquet or .csv"):
        raw_files(border(file="border.xlsx"), tmp_path)


def test_missing_column(read, raw):
    refused(
        read,
        raw.drop(columns="quantity"),
        "no column “quantity” (for variables.volume)",
        "one of its columns: country, period, price, tariff",
        "data.tables.sectors",
    )


def test_duplicated_sector_period(read, raw):
    rows = pd.concat([raw, raw.iloc[[23]]])
    refused(read, rows, "1 duplicated row: China, 2018-04", "one row per sector and period", "keys")


def test_gap_inside_a_sector(read, raw):
    refused(read, raw.drop(index=[3, 4]), "1 gap: nothing between Canada, 2018-03 and 2018-06", "exclude")


def test_missing_value(read, raw):
    raw.loc[25, "tariff"] = np.nan
    refused(read, raw, "1 value of tariff: China, 2018-06 = nan", "a finite number", "Fill these cells")


def test_infinite_value(read, raw):
    raw.loc[[0, 1, 2, 3], "quantity"] = np.inf
    refused(read, raw, "4 values of volume: Canada, 2018-01 = inf", "and 1 more", "a finite number")


@pytest.mark.parametrize("value", [0.0, -3.0])
def test_value_that_has_no_logarithm(read, raw, value):
    raw.loc[2, "price"] = value
    refused(read, raw, f"1 value of price: Canada, 2018-03 = {value:g}", "above 0", "scale: level")


def test_tariff_in_percent(read, raw):
    raw.loc[20:, "tariff"] = 2.5
    refused(read, raw, "20 values of tariff: China, 2018-01 = 2.5", "0.025 for 2.5 %", "written: percent")


def test_text_among_the_numbers(read, raw):
    rows = raw.astype({"price": object})
    rows.loc[21, "price"] = "1,234"
    refused(read, rows, "price is not a number in 1 of 40 rows", "'1,234' at China, 2018-02", "thousands")


def test_unreadable_period(read, raw):
    raw.loc[4, "period"] = "soon"
    refused(read, raw, "1 of 40 periods cannot be read (row 5: 'soon')", "2019-03", "frequency")


def test_sector_without_a_name(read, raw):
    raw.loc[7, "country"] = None
    refused(read, raw, "country is empty in 1 of 40 rows, first in row 8")


def test_excluding_what_is_not_there(read, raw):
    refused(read, raw, "exclude.origin = Chine", "Canada, China", exclude={"origin": ["Chine"]})


def test_start_that_is_no_period(read, raw):
    refused(read, raw, "data.tables.sectors.start = 'soon'", "a month such as 2019-03", start="soon")


def test_nothing_left(read, raw):
    refused(read, raw, "table “sectors” has no rows", start="2025-01")


def test_empty_table(read, raw):
    refused(read, raw.iloc[:0], "table “sectors” has no rows")


@pytest.mark.parametrize("content", [b"", b"PAR1 and then it broke off"])
def test_corrupt_parquet(border, tmp_path, content):
    (tmp_path / "border.parquet").write_bytes(content)
    settings = border(file="border.parquet")
    with pytest.raises(DataError, match="cannot be read .*a whole Parquet file.*again"):
        read_tables(settings, raw_files(settings, tmp_path))


def test_truncated_parquet(border, raw, tmp_path):
    file = tmp_path / "border.parquet"
    raw.to_parquet(file)
    file.write_bytes(file.read_bytes()[:-200])
    with pytest.raises(DataError, match="cannot be read"):
        read_tables(border(file="border.parquet"), {"sectors": file})


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00garbage\x80", b'a,b\n1,2,3\n"4,5,6,7\n'])
def test_corrupt_csv(border, tmp_path, content):
    (tmp_path / "border.csv").write_bytes(content)
    settings = border()
    with pytest.raises(DataError, match="cannot be read .*a CSV file"):
        read_tables(settings, raw_files(settings, tmp_path))


def test_a_file_of_another_kind_lacks_the_columns(border, tmp_path):
    (tmp_path / "border.csv").write_text("<html>not found</html>\n")
    settings = border()
    with pytest.raises(DataError, match="no column .*one of its columns: <html>not found</html>"):
        read_tables(settings, raw_files(settings, tmp_path))


def test_an_identity_of_unknown_variables_is_refused_before_any_file_is_read(border):
    with pytest.raises(SettingsError, match="identities.revenue = 'tariff . cost'.*price, tariff, volume"):
        border(identities={"revenue": "tariff * cost"})


NAMES = ["NA", "None", "null", "NaN", "n/a", "nan"]


@pytest.mark.slow
@pytest.mark.parametrize("file", ["border.csv", "border.parquet"])
@pytest.mark.parametrize("code", NAMES)
def test_a_code_that_others_take_for_nothing_is_a_sector(read, raw, file, code):
    rows = raw.replace({"country": {"Canada": code}})
    assert set(read(rows, file)["sector"]) == {code, "China"}
    assert read(rows, file, exclude={"origin": [code]})["sector"].unique().tolist() == ["China"]


@pytest.mark.parametrize("empty", ["", "  ", None])
@pytest.mark.parametrize("file", ["border.csv", "border.parquet"])
def test_an_empty_cell_alone_is_no_name(read, raw, file, empty):
    raw.loc[7, "country"] = empty
    refused(read, raw, "country is empty in 1 of 40 rows, first in row 8", file=file)


@pytest.mark.slow
@pytest.mark.parametrize(
    "mark", ["", " ", "NA", "N/A", "n/a", "nan", "NULL", ".", "..", "...", "-", "–", ":"]
)
@pytest.mark.parametrize("file", ["border.csv", "border.parquet"])
def test_a_mark_for_no_value_is_a_gap_and_never_a_number(read, raw, file, mark):
    rows = raw.astype({"tariff": "str"})
    rows.loc[25, "tariff"] = mark
    refused(read, rows, "1 value of tariff: China, 2018-06 = nan", "a finite number", file=file)
    table = read(rows, file, gaps="keep")
    assert len(table) == 39 and table["tariff"].unique().tolist() == [0.025]


@pytest.mark.slow
@pytest.mark.parametrize("note", ["(D)", "c", "x", "0.02 p", "1 234", "1,5", "TRUE", "n.d."])
def test_any_other_mark_is_refused_by_name(read, raw, note):
    rows = raw.astype({"quantity": "str"})
    rows.loc[25, "quantity"] = note
    refused(
        read, rows, "quantity is not a number in 1 of 40 rows", f"{note!r} at China, 2018-06", gaps="keep"
    )


@pytest.mark.parametrize("values", [True, pd.Timestamp("2020-01-01")])
def test_truth_values_and_dates_are_no_numbers(read, raw, values):
    refused(read, raw.assign(quantity=values), "quantity is not a number in 40 of 40", file="border.parquet")


def test_codes_that_a_gap_made_decimals_are_whole_again(read, raw):
    rows = raw.assign(code=raw["country"].map({"Canada": 101.0, "China": 65.0}))
    assert set(read(rows, "border.parquet", keys={"origin": "code"})["sector"]) == {"101", "65"}


@pytest.mark.slow
@pytest.mark.parametrize("empty", [None, "", " "])
@pytest.mark.parametrize("file", ["border.csv", "border.parquet"])
def test_an_empty_label_is_the_sectors_other_one_or_its_key(read, raw, file, empty):
    rows = raw.assign(name=raw["country"].map({"Canada": "CANADA, ALL", "China": "NA"}))
    rows.loc[[3, 19], "name"] = empty
    table = read(rows, file, sector_label="name")
    assert set(zip(table["sector"], table["label"], strict=True)) == {
        ("Canada", "Canada, all"),
        ("China", "NA"),
    }
    rows.loc[:19, "name"] = empty
    table = read(rows, file, sector_label="name")
    assert set(zip(table["sector"], table["label"], strict=True)) == {("Canada", "Canada"), ("China", "NA")}


def test_labels_keep_their_zeros(read, raw):
    named = raw.assign(name=raw["country"].map({"Canada": "007", "China": "010"}))
    assert set(read(named, sector_label="name")["label"]) == {"007", "010"}


@pytest.mark.parametrize("file", ["border.csv", "border.parquet"])
def test_sectors_of_one_label_are_told_apart_by_their_keys(read, raw, file):
    """An industry's name is no name of its imports from China."""
    rows = pd.concat([raw.assign(industry="331"), raw.assign(industry="332")])
    rows["name"] = rows["industry"].map({"331": "PRIMARY METAL", "332": "Fabricated metal"})
    table = read(rows, file, keys={"industry": "industry"}, sector_label="name")
    assert dict(zip(table["sector"], table["label"], strict=True)) == {
        "Canada × 331": "Primary metal × Canada",
        "Canada × 332": "Fabricated metal × Canada",
        "China × 331": "Primary metal × China",
        "China × 332": "Fabricated metal × China",
    }


@pytest.mark.parametrize("label", ["DE × 01", "HS CODE 01", "USA", "EU-27", "De Beers"])
def test_codes_keep_their_case(read, raw, label):
    rows = raw.assign(name=raw["country"].map({"Canada": label, "China": "other"}))
    assert set(read(rows, sector_label="name")["label"]) == {label, "other"}


def test_keys_in_an_index_of_pandas_are_columns(border, raw, tmp_path):
    raw.set_index(["country", "period"]).to_parquet(tmp_path / "border.parquet")
    settings = border(file="border.parquet")
    table = read_tables(settings, raw_files(settings, tmp_path))["sectors"]
    assert table["sector"].tolist() == raw["country"].tolist()


def test_named_separators_at_the_ends_of_lines_move_no_column(border, raw, tmp_path):
    (tmp_path / "border.csv").write_text(
        "".join(f"{line},\n" for line in raw.to_csv(index=False).splitlines())
    )
    settings = border()
    table = read_tables(settings, raw_files(settings, tmp_path))["sectors"]
    np.testing.assert_allclose(table["volume"], raw["quantity"])


@pytest.mark.parametrize("more", ["", "7"])
def test_rows_that_are_longer_than_the_names_are_refused(border, raw, tmp_path, more):
    lines = raw.to_csv(index=False).splitlines()
    (tmp_path / "border.csv").write_text("\n".join([lines[0], *(f"{line},{more}" for line in lines[1:])]))
    settings = border()
    with pytest.raises(DataError, match="cannot be read .*tradewinds start FILE"):
        read_tables(settings, raw_files(settings, tmp_path))


@pytest.mark.slow
@pytest.mark.parametrize("shape", ["semicolons", "preamble", "doubled column"])
def test_a_file_of_another_shape_is_read_by_the_remedy(border, raw, tmp_path, shape):
    """“tradewinds start FILE”, which the message names, reads it."""
    from tradewinds.intake.record import StartOptions
    from tradewinds.intake.start import looked_at

    settings, file = border(), tmp_path / "border.csv"
    if shape == "doubled column":
        settings, file = border(file="border.parquet"), tmp_path / "border.parquet"
        table = pa.Table.from_pandas(raw)
        pq.write_table(table.append_column("price", table["price"]), file)
    elif shape == "semicolons":
        raw.to_csv(file, sep=";", index=False)
    else:
        file.write_text("Trade of two countries\nseen,in,2026\n\n" + raw.to_csv(index=False))
    with pytest.raises(DataError, match="tradewinds start FILE"):
        read_tables(settings, raw_files(settings, tmp_path))
    look = looked_at(file, "border", StartOptions())
    assert look.faults == [] and look.tidy is not None
    np.testing.assert_allclose(look.tidy.rows["price"], raw["price"])


def test_all_that_is_wrong_with_a_table_is_said_at_once(read, raw):
    rows = pd.concat([raw.drop(index=[3]), raw.iloc[[30]]], ignore_index=True).astype({"tariff": object})
    rows.loc[4, "price"], rows.loc[6, "tariff"], rows.loc[8, "quantity"] = -1.0, "(D)", np.nan
    with pytest.raises(DataError) as caught:
        read(rows)
    first, *lines = str(caught.value).split("\n")
    assert first == "5 things are wrong with the table:" and len(lines) == 5
    for words in (
        "'(D)' at Canada, 2018-08",
        "duplicated row: China, 2018-11",
        "value of price: Canada, 2018-06 = -1",
        "value of volume: Canada, 2018-10 = nan",
        "nothing between Canada, 2018-03 and 2018-05",
    ):
        assert any(words in line for line in lines), (words, lines)


def test_columns_that_are_not_there_hide_no_other_fault(read, raw):
    raw.loc[25, "tariff"] = 5.0
    with pytest.raises(DataError) as caught:
        read(raw.drop(columns="quantity"))
    text = str(caught.value)
    assert "no column “quantity”" in text and "value of tariff: China, 2018-06 = 5" in text


def test_periods_that_cannot_be_read_hide_no_other_fault(read, raw):
    rows = raw.astype({"price": object})
    rows.loc[4, "period"], rows.loc[9, "price"] = "soon", "many"
    with pytest.raises(DataError) as caught:
        read(rows)
    assert "row 5: 'soon'" in str(caught.value) and "'many' in row 10" in str(caught.value)


@pytest.mark.parametrize(
    ("of", "words"), [("year", "7 of 47 periods are years"), ("quarter", "7 of 47 periods are quarters")]
)
def test_totals_of_longer_periods_are_no_months(read, raw, of, words):
    """A year among months was January wherever that was missing."""
    total = raw.iloc[:7].assign(period="2017" if of == "year" else "2017Q1", country=list("abcdefg"))
    refused(read, pd.concat([raw, total]), words, "not months", gaps="keep")


@pytest.mark.parametrize(("step", "frequency"), [(3, "quarter"), (12, "year")])
def test_months_that_lie_quarters_or_years_apart_are_refused(read, raw, step, frequency):
    apart = pd.period_range("2000-01", periods=20 * step, freq="M")[::step].astype(str)
    rows = raw.assign(period=np.tile(apart, 2))
    refused(read, rows, f"the periods lie {step} months apart", f"frequency: {frequency}", gaps="keep")


def test_weeks_are_no_months(read, raw):
    weeks = pd.date_range("2019-01-07", periods=20, freq="7D").strftime("%Y-%m-%d")
    refused(read, raw.assign(period=np.tile(weeks, 2)), "duplicated rows", "change “frequency”", gaps="keep")


@pytest.mark.parametrize("file", ["border.csv", "border.parquet"])
def test_local_midnight_written_in_another_zone_is_refused(read, raw, file):
    local = pd.to_datetime(raw["period"]).dt.tz_localize("Europe/Berlin")
    refused(read, raw.assign(period=local.dt.tz_convert("UTC")), "40 of 40 periods have a time", file=file)


def test_local_midnight_in_its_own_zone_is_the_month(read, raw):
    local = pd.to_datetime(raw["period"]).dt.tz_localize("Europe/Berlin")
    table = read(raw.assign(period=local), "border.parquet")
    assert table["period"].dt.strftime("%Y-%m").tolist() == raw["period"].tolist()


def test_an_end_that_is_a_year_keeps_all_of_it(read, raw):
    assert read(raw, end="2018")["period"].max() == pd.Timestamp("2018-12-01")


def test_a_rate_above_one_is_told_by_what_is_set(read, raw):
    raw.loc[25, "tariff"] = 145.0
    refused(
        read, raw.assign(tariff=raw["tariff"].where(raw["tariff"] > 1, 2.5)),
        "1 value of tariff: China, 2018-06 = 1.45", "“written: percent” of tariff being set",
        "“largest: 2” of tariff (200 %)",
        variables={"tariff": {"written": "percent"}},
    )  # fmt: skip
    raw.loc[25, "tariff"] = 1.45
    refused(
        read,
        raw,
        "1 value of tariff: China, 2018-06 = 1.45",
        "0.025 for 2.5 %",
        "“largest: 2” of tariff (200 %)",
    )


def test_rates_above_one_that_are_meant_are_read(read, raw):
    raw.loc[25, "tariff"] = 1.45
    assert read(raw, variables={"tariff": {"largest": 1.5}})["tariff"].max() == 1.45
    raw.loc[26, "tariff"] = 1.6
    refused(
        read, raw, "1 value of tariff: China, 2018-07 = 1.6", "of at most 1.5",
        variables={"tariff": {"largest": 1.5}},
    )  # fmt: skip


def test_a_rate_below_zero_is_refused_unless_it_is_meant(read, raw):
    raw.loc[25, "tariff"] = -0.03
    refused(read, raw, "1 value of tariff: China, 2018-06 = -0.03", "at least 0", "“smallest: -0.05”")
    assert read(raw, variables={"tariff": {"smallest": -0.05}})["tariff"].min() == -0.03


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ({"largest": 200}, "a fraction from -20 to 20"),
        ({"smallest": 1.0}, "the first the smaller"),
        ({"rate": False, "largest": 2.0}, "largest = 2.0; expected nothing for what is no rate"),
    ],
)
def test_bounds_that_cannot_be_meant(border, bounds, words):
    with pytest.raises(SettingsError, match=words):
        border(variables={"tariff": bounds})


@pytest.mark.parametrize(
    ("unit", "written", "stored"),
    [
        ("percent", "percent", "fraction"),
        ("% of GDP", "percent", "fraction of GDP"),
        ("percent", "as_is", "percent"),
    ],
)
def test_the_panels_unit_is_that_of_its_numbers(border, unit, written, stored):
    share = {"label": "Share", "unit": unit, "written": written}
    assert border(variables={"share": share}).tables["sectors"].variables["share"].stored_unit == stored
