"""Tables too long to be held: read, cut, measured and hashed some sectors at a time, with the same result."""

import errno
import os
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from linear_world import described, panel

from tradewinds import file_values
from tradewinds.artifacts import read_table, require_unchanged, write_table
from tradewinds.data import blocks, mapping_in_blocks, sources
from tradewinds.data.blocks import LongTable
from tradewinds.data.chosen_series import largest_series, means_by_period, rows_of_series
from tradewinds.data.left_out import NOT_ASKED
from tradewinds.data.panel import to_grid
from tradewinds.data.scale_fit import fit_equation_scaler
from tradewinds.data.scale_fit_in_blocks import fit_equation_scaler_in_blocks
from tradewinds.data.split import split
from tradewinds.data.split_in_blocks import split_in_blocks
from tradewinds.equations import parse
from tradewinds.errors import ArtifactError, DataError
from tradewinds.file_values import hash_table_in_file
from tradewinds.left_behind import left_as, partial_path
from tradewinds.long_tables import TableWriter
from tradewinds.settings.data_variable import Unit
from tradewinds.settings.split import SplitSettings
from tradewinds.values import hash_table

PROVENANCE = {"experiment": "small", "stage": "test"}
SCALES = {"price": "log", "tariff": "level"}


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Blocks of a few rows, so that there are several."""
    monkeypatch.setattr(file_values, "AT_ONCE", 7)
    monkeypatch.setattr(blocks, "ROW_GROUP", 30)
    monkeypatch.setattr(mapping_in_blocks, "ROWS_AT_ONCE", 50)
    monkeypatch.setattr(sources, "ROWS_AT_ONCE", 11)
    monkeypatch.setattr(sources, "LONG", 0)


def test_a_file_has_the_hash_of_its_table(tmp_path):
    rng = np.random.default_rng(0)
    texts = [None if n % 5 == 0 else f"ä{n}" * (n % 3) for n in range(50)]
    table = pd.DataFrame(
        {
            "text": pd.Series(texts, dtype="str"),
            "number": np.where(rng.random(50) < 0.2, np.nan, rng.random(50)),
            "single": rng.random(50).astype("float32"),
            "count": np.arange(50),
            "truth": rng.random(50) < 0.5,
            "time": pd.date_range("2020", periods=50),
        }
    )
    units = {"number": "USD"}
    write_table(table, tmp_path / "whole.parquet", PROVENANCE, units)
    hashed = hash_table_in_file(pq.ParquetFile(tmp_path / "whole.parquet"), units)
    assert hashed == hash_table(table, units)
    with TableWriter(tmp_path / "parts.parquet", PROVENANCE, units) as parts:
        for first in range(0, 50, 9):
            parts.write(table.iloc[first : first + 9])
    assert (tmp_path / "parts.parquet").read_bytes() == (tmp_path / "whole.parquet").read_bytes()
    assert parts.rows == 50 and not list(tmp_path.glob(".*"))


def test_parts_that_end_in_an_error_leave_nothing(tmp_path):
    with pytest.raises(ZeroDivisionError), TableWriter(tmp_path / "parts.parquet", PROVENANCE) as parts:
        parts.write(pd.DataFrame({"a": [1.0]}))
        raise ZeroDivisionError
    assert not list(tmp_path.iterdir())


def test_a_table_of_which_nothing_was_written_is_an_error(tmp_path):
    with pytest.raises(ArtifactError, match="of which nothing was written"):
        TableWriter(tmp_path / "parts.parquet", PROVENANCE).__enter__().__exit__(None, None, None)


@pytest.fixture
def dead() -> int:
    """The number of a process that is no more."""
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


def test_what_a_killed_process_had_begun_is_removed_and_a_living_ones_stays(tmp_path, border, dead):
    whose = [
        partial_path(tmp_path, "").name.replace(str(os.getpid()), str(one)) for one in (dead, os.getppid())
    ]
    names = [f"{begun}parts.a.parquet" for begun in whose]
    blocks = [tmp_path / f"{begun}blocks-x" for begun in whose]
    for name in names:
        (tmp_path / name).touch()
    for folder in blocks:
        folder.mkdir()
        (folder / "1.parquet").touch()
    with pytest.raises(ZeroDivisionError), TableWriter(tmp_path / "a.parquet", PROVENANCE):
        assert [(tmp_path / name).exists() for name in names] == [False, True]
        raise ZeroDivisionError
    file = tmp_path / "border.csv"
    user_rows().to_csv(file, index=False)
    sources.load_in_blocks(border(gaps="keep", shortest=1), "sectors", file, tmp_path, lambda table: None)
    assert [folder.exists() for folder in blocks] == [False, True]


def test_what_is_begun_has_names_that_tell_whose_it_is(tmp_path, border):
    """An audit leaves them out, and so does a bundle."""
    file, seen = tmp_path / "border.csv", []
    user_rows().to_csv(file, index=False)
    with TableWriter(tmp_path / "prepare" / "a.parquet", PROVENANCE) as writer:

        def take(table):
            writer.write(table)
            seen.extend(path for path in tmp_path.rglob("*") if path.is_file() and path != file)

        settings = border(gaps="keep", shortest=1)
        sources.load_in_blocks(settings, "sectors", file, tmp_path / "prepare", take)
    names = {path.relative_to(tmp_path).as_posix() for path in seen}
    assert len({Path(name).parts[1] for name in names}) == 2 and all(map(left_as, names))
    assert all(Path(name).parts[1].startswith(f".part.{os.getpid()}-") for name in names)


def test_a_full_disk_is_said_in_one_line(tmp_path, border, monkeypatch):
    def full(*arguments, **named):
        raise OSError(errno.ENOSPC, "No space left on device")

    file = tmp_path / "border.csv"
    user_rows().to_csv(file, index=False)
    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    writing = TableWriter(tmp_path / "a.parquet", PROVENANCE)
    with pytest.raises(ArtifactError, match=r"a\.parquet cannot be written: no room"), writing as writer:
        writer.write(pd.DataFrame({"a": [1.0]}))
    monkeypatch.setattr(pa.ipc, "new_stream", full)
    with pytest.raises(ArtifactError, match=r"sectors\.parquet cannot be written: no room"):
        sources.load_in_blocks(border(gaps="keep", shortest=1), "sectors", file, tmp_path, print)


def test_a_long_table_that_was_changed_is_refused(tmp_path):
    table = panel({"price": np.ones((3, 4))}, "2019-01", "month", origin=["a", "b", "c"])
    write_table(table, tmp_path / "panel.parquet", PROVENANCE)
    changed = pq.read_table(tmp_path / "panel.parquet")
    prices = table["price"].to_numpy().copy()
    prices[5] = 2.0
    place = changed.column_names.index("price")
    pq.write_table(changed.set_column(place, changed.field("price"), [prices]), tmp_path / "panel.parquet")
    with pytest.raises(ArtifactError, match="was changed after it was written"):
        require_unchanged(tmp_path / "panel.parquet")
    with pytest.raises(ArtifactError, match="was changed"):
        LongTable.open(tmp_path / "panel.parquet", described(table, "month"))


def user_rows() -> pd.DataFrame:
    """Nine origins, not in order, with gaps, a short one, one to exclude, and labels that two have alike."""
    rng = np.random.default_rng(1)
    months = pd.period_range("2018-01", periods=20, freq="M").astype(str)
    origins = [f"C{n}" for n in rng.permutation(9)]
    rows = pd.DataFrame(
        {
            "country": np.repeat(origins, 20),
            "name": np.repeat([f"LAND {int(o[1:]) // 2}" if o != "C4" else "" for o in origins], 20),
            "period": np.tile(months, 9),
            "price": 100 + rng.normal(size=180),
            "tariff": 0.025,
            "quantity": 50 + rng.normal(size=180),
        }
    )
    rows.loc[rng.choice(180, 30, replace=False), "quantity"] = 0.0
    rows.loc[(rows["country"] == "C7") & (rows["period"] > "2018-04"), "price"] = np.nan
    rows.loc[rng.choice(180, 20, replace=False), "name"] = ""
    return rows.sample(frac=1.0, random_state=2, ignore_index=True)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_long_file_gives_the_table_that_it_gives_whole(tmp_path, border, kind, caplog):
    settings = border(
        file=f"border.{kind}", gaps="keep", shortest=8, sector_label="name", exclude={"origin": ["C2"]}
    )
    file = tmp_path / f"border.{kind}"
    user_rows().to_csv(file, index=False) if kind == "csv" else user_rows().to_parquet(file, index=False)
    whole, left_out = sources.load_table(settings, "sectors", file, 0)
    said = [one.getMessage() for one in caplog.records if "left out" in one.getMessage()]
    caplog.clear()
    assert sources.is_long(settings, "sectors", file)
    parts: list[pd.DataFrame] = []
    found = sources.load_in_blocks(settings, "sectors", file, tmp_path, parts.append)
    assert len(parts) > 2
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), whole)
    pd.testing.assert_frame_equal(found, left_out)
    assert [one.getMessage() for one in caplog.records if "left out" in one.getMessage()] == said
    assert [one.name for one in tmp_path.iterdir()] == [file.name]


@pytest.mark.slow
@pytest.mark.parametrize("late", ["2.5", "(D)"])
def test_columns_may_change_their_type_along_a_long_file(tmp_path, border, late):
    """Whole numbers first, then decimals or a mark in rows that are left out; notes that begin empty."""
    rows = user_rows().sort_values("country", kind="stable", ignore_index=True)
    rows = rows.assign(quantity=np.arange(len(rows)) + 5, notes="", status="1")
    rows = rows.astype({"quantity": "str"})
    of_last = rows["country"] == "C8"
    rows.loc[of_last, "quantity"] = late
    rows.loc[rows["country"] == "C6", "quantity"] += ".25"
    rows.loc[of_last, ["notes", "status"]] = ["revised", "p"]
    excluded = ["C8"] if late == "(D)" else []
    settings = border(file="border.csv", gaps="keep", shortest=8, exclude={"origin": excluded})
    file = tmp_path / "border.csv"
    rows.to_csv(file, index=False)
    whole, left_out = sources.load_table(settings, "sectors", file, 0)
    parts: list[pd.DataFrame] = []
    found = sources.load_in_blocks(settings, "sectors", file, tmp_path, parts.append)
    assert len(parts) > 2
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), whole)
    pd.testing.assert_frame_equal(found, left_out)


def test_a_mark_late_in_a_long_file_is_named_as_in_a_short_one(tmp_path, border):
    rows = user_rows().astype({"quantity": "str"})
    rows.loc[len(rows) - 1, "quantity"] = "(D)"
    rows.to_csv(tmp_path / "border.csv", index=False)
    with pytest.raises(DataError, match=r"quantity is not a number in 1 of 180 rows, first '\(D\)'"):
        sources.load_in_blocks(border(), "sectors", tmp_path / "border.csv", tmp_path, lambda table: None)


def test_a_column_that_a_long_file_lacks_is_named(tmp_path, border):
    user_rows().drop(columns="country").to_csv(tmp_path / "border.csv", index=False)
    with pytest.raises(DataError, match="no column “country”"):
        sources.load_in_blocks(border(), "sectors", tmp_path / "border.csv", tmp_path, lambda table: None)


@pytest.mark.slow
@pytest.mark.parametrize("largest", [0.4, 40.0])
def test_percent_that_may_be_fractions_are_doubted_once_over_a_long_file(tmp_path, border, largest, caplog):
    """Only one origin's rates are as large as the largest."""
    settings = border(gaps="keep")
    settings.tables["sectors"].variables["tariff"].written = Unit.percent
    rows, file = user_rows(), tmp_path / "border.csv"
    rows.loc[rows["country"] == "C5", "tariff"] = largest
    rows.to_csv(file, index=False)

    def said() -> list[str]:
        found = [one.getMessage() for one in caplog.records if "if these are fractions" in one.getMessage()]
        caplog.clear()
        return found

    sources.load_table(settings, "sectors", file, 0)
    whole = said()
    sources.load_in_blocks(settings, "sectors", file, tmp_path, lambda table: None)
    assert said() == whole and len(whole) == (largest < 1)


@pytest.mark.slow
@pytest.mark.parametrize("keys", [["country", "period"], ["country"], ["period"]])
def test_a_long_file_out_of_order_is_said_to_be(tmp_path, border, keys, caplog):
    """In order, and with one origin's months, or the origins, mixed."""
    file, said = tmp_path / "border.csv", []
    rows = user_rows()
    rows.loc[rows["country"] == "C7", "price"] = 100.0
    rows.sort_values(keys, kind="stable").to_csv(file, index=False)
    for read in (
        lambda: sources.load_table(border(gaps="keep"), "sectors", file, 0),
        lambda: sources.load_in_blocks(border(gaps="keep"), "sectors", file, tmp_path, lambda table: None),
    ):
        caplog.clear()
        read()
        said.append([one.getMessage() for one in caplog.records if "put in order" in one.getMessage()])
    assert said[0] == said[1] and len(said[0]) == (len(keys) == 1)


def test_origins_that_alone_would_be_at_fault_are_not_in_a_long_file(tmp_path, border):
    """Quarters alone among months, rows known later, and no row in a month whose jump is taken out."""
    rows, file = user_rows(), tmp_path / "border.csv"
    rows = rows.assign(quantity=50.0 + np.arange(180), price=100.0, known="2020-01-01")
    few, late = (rows["country"] < "C3"), (rows["country"] >= "C7")
    rows.loc[late, "known"] = "2021-01-01"
    rows = rows[~few | rows["period"].str[-2:].isin(["01", "04", "07", "10"])]
    rows.to_csv(file, index=False)
    settings = border(
        gaps="keep", published="known", variables={"volume": {"smooth": ["2018-09"]}}, shortest=2
    )
    settings.as_of = "2020-06-01"
    whole, left_out = sources.load_table(settings, "sectors", file, 0)
    parts: list[pd.DataFrame] = []
    found = sources.load_in_blocks(settings, "sectors", file, tmp_path, parts.append)
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), whole)
    pd.testing.assert_frame_equal(found, left_out)


def test_a_long_file_of_quarters_is_no_table_of_months(tmp_path, border):
    rows, file = user_rows(), tmp_path / "border.csv"
    rows[rows["period"].str[-2:].isin(["01", "04", "07", "10"])].to_csv(file, index=False)
    with pytest.raises(DataError, match="the periods lie 3 months apart"):
        sources.load_in_blocks(border(gaps="keep"), "sectors", file, tmp_path, lambda table: None)


def test_a_fault_of_a_long_file_is_said_as_of_a_short_one(tmp_path, border):
    settings, file = border(gaps="refuse"), tmp_path / "border.csv"
    user_rows().assign(tariff=2.5).to_csv(file, index=False)
    with pytest.raises(DataError) as whole:
        sources.load_table(settings, "sectors", file, 0)
    with pytest.raises(DataError) as blockwise:
        sources.load_in_blocks(settings, "sectors", file, tmp_path, lambda table: None)
    assert str(blockwise.value) == str(whole.value)


@pytest.mark.slow
@pytest.mark.parametrize("late", [["C0", "C1", "C2", "C3"], ["C6", "C7", "C8"]])
def test_sectors_of_which_nothing_was_published_by_the_day_do_not_end_a_long_file(tmp_path, border, late):
    rows = user_rows().fillna(100.0).replace({"quantity": {0.0: 50.0}})
    rows["out"] = rows["country"].map(lambda one: "2021-01-01" if one in late else "2020-01-01")
    settings, file = replace(border(published="out"), as_of="2020-06-30"), tmp_path / "border.csv"
    rows.to_csv(file, index=False)
    whole, left_out = sources.load_table(settings, "sectors", file, 0)
    parts: list[pd.DataFrame] = []
    found = sources.load_in_blocks(settings, "sectors", file, tmp_path, parts.append)
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), whole)
    pd.testing.assert_frame_equal(found, left_out)
    assert found["rows"].tolist() == [20 * len(late)] and found["of_rows"].tolist() == [180]


def test_what_cannot_be_mapped_in_parts_is_taken_from_the_whole(tmp_path, border, monkeypatch):
    settings, file = border(), tmp_path / "border.csv"
    user_rows().fillna(100.0).replace({"quantity": {0.0: 50.0}}).to_csv(file, index=False)
    whole = sources.load_table(settings, "sectors", file, 0).table
    mapped, parts = mapping_in_blocks.map_part, []

    def second_fails(raw, *given):
        if parts:
            raise DataError("a block that cannot be mapped alone")
        return mapped(raw, *given)

    monkeypatch.setattr(mapping_in_blocks, "map_part", second_fails)
    sources.load_in_blocks(settings, "sectors", file, tmp_path, parts.append)
    assert len(parts) == 2
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), whole)


@pytest.fixture
def world(tmp_path) -> tuple[pd.DataFrame, Path]:
    """Nine origins over 30 months with gaps, written down."""
    rng = np.random.default_rng(3)
    price = np.exp(rng.normal(size=(9, 30)).cumsum(axis=1) * 0.1 + rng.normal(0, 2, (9, 1)))
    price[rng.random(price.shape) < 0.05] = np.nan
    tariff = np.where(np.isnan(price), np.nan, rng.uniform(0, 0.3, (9, 30)).round(2))
    table = panel(
        {"price": price, "tariff": tariff}, "2015-01", "month", origin=[f"C{n}" for n in range(9)]
    ).sort_values(["sector", "period"], ignore_index=True)
    write_table(table, tmp_path / "panel.parquet", PROVENANCE)
    return table, tmp_path / "panel.parquet"


def test_a_long_table_is_cut_as_a_short_one(world):
    table, path = world
    settings, parts = SplitSettings(inside_share=0.2), ([], [])
    split_in_blocks(path, "sectors", settings, 2, 5, parts[0].append, parts[1].append)
    assert len(parts[0]) > 1
    for found, asked in zip(parts, split({"sectors": table}, settings, 5)["sectors"], strict=True):
        pd.testing.assert_frame_equal(pd.concat(found, ignore_index=True), asked)


def test_one_too_short_is_refused_alike(world):
    with pytest.raises(DataError, match="too few periods for C0; C1"):
        split_in_blocks(world[1], "sectors", SplitSettings(), 20, 5, print, print)


@pytest.mark.parametrize(
    "text",
    [
        "dlog(price[t]) ~ price[t-1] + tariff[t-1] + d(tariff[t]) + common(dlog(price[t-1])) + month",
        "dlog(price[t]) ~ d(tariff[t]) + index",
    ],
)
@pytest.mark.parametrize("within", [None, frozenset({"tariff"})])
def test_a_long_table_is_measured_as_a_short_one(world, text, within):
    table, path = world
    settings, equation = described(table, "month"), parse(text, SCALES)
    whole = fit_equation_scaler(to_grid(table, settings), equation, "change", within)
    found = fit_equation_scaler_in_blocks(LongTable.open(path, settings), equation, "change", within)
    for name in ("mean", "scale", "low", "high", "target_mean", "target_scale"):
        np.testing.assert_allclose(getattr(found, name), getattr(whole, name), 1e-11, 1e-14, err_msg=name)
    np.testing.assert_allclose(found.support.whitening, whole.support.whitening, rtol=1e-10, atol=1e-12)
    assert found.support.farthest == pytest.approx(whole.support.farthest, rel=1e-10)
    assert (found.usual is None) == (whole.usual is None) and (found.season is None) == (whole.season is None)
    if whole.usual is not None:
        np.testing.assert_allclose(found.usual, whole.usual, rtol=1e-12)
    if whole.season is not None:
        for name in ("years", "total", "count"):
            np.testing.assert_allclose(getattr(found.season, name), getattr(whole.season, name), atol=1e-12)


def test_the_series_asked_about_are_those_named_and_the_largest(world, tmp_path):
    table, path = world
    size = table.groupby("sector")["price"].sum().sort_values()
    chosen = largest_series(path, 4, "price", [size.index[0]])
    assert chosen == sorted([size.index[0], *size.index[-3:]])
    term = parse("dlog(price[t]) ~ common(dlog(price[t-1]))", SCALES).inputs[0]
    means = means_by_period(LongTable.open(path, described(table, "month")), [term])
    rows, left = rows_of_series(path, chosen, means, "price")
    asked = table["sector"].isin(chosen)
    pd.testing.assert_frame_equal(rows[list(table)], table[asked].reset_index(drop=True))
    assert left.loc[0, ["reason", "rows", "of_rows", "sectors", "of_sectors"]].tolist() == [
        NOT_ASKED,
        (~asked).sum(),
        len(table),
        5,
        9,
    ]
    assert left["share"][0] == pytest.approx(table["price"][~asked].sum() / table["price"].sum())
    grid, whole = to_grid(rows, described(table, "month")), to_grid(table, described(table, "month"))
    assert grid.sectors == chosen and grid.part.before == 0
    change = np.diff(np.log(whole.values["price"]), axis=1)
    np.testing.assert_allclose(
        grid.part.common[str(term)][2:], np.nanmean(change, axis=0)[:-1], rtol=1e-10
    )  # a change of a month ago is first known in the third


def test_a_series_that_is_not_there_is_named(world):
    with pytest.raises(DataError, match="no training row of the series Atlantis"):
        largest_series(world[1], 4, "price", ["Atlantis"])
    with pytest.raises(DataError, match="3 series are named"):
        largest_series(world[1], 2, "price", ["C0", "C1", "C2"])


def test_a_table_that_was_read_is_as_it_was(world):
    pd.testing.assert_frame_equal(read_table(world[1]), world[0])
