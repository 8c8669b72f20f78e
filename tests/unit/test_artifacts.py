import os
import subprocess
import time
from pathlib import Path

import h5py
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import xarray as xr

from tradewinds.artifacts import (
    read_json,
    read_page,
    read_table,
    read_tree,
    read_units,
    write_json,
    write_page,
    write_table,
    write_tree,
)
from tradewinds.carried_provenance import checked_hash, read_provenance, recorded_hash, value_hash
from tradewinds.errors import ArtifactError, ChangedError
from tradewinds.left_behind import partial_path
from tradewinds.replacing import replacing, write_file, write_folders
from tradewinds.values import hash_bytes, hash_table

PROVENANCE = {"experiment": "test", "stage": "fit", "settings": {"größe": [1, 2.5, None]}, "inputs": {}}


@pytest.fixture
def frame():
    return pd.DataFrame(
        {
            "sector": pd.Series(["a × b", "a × b", "ç"], dtype="str"),
            "period": pd.to_datetime(["2020-01-01", "2020-02-01", "2020-01-01"]).astype("datetime64[ns]"),
            "step": np.array([1, 2, 3], dtype="int64"),
            "price": [1.0, np.nan, 0.1 + 0.2],
        }
    )


@pytest.fixture
def tree(frame):
    dataset = xr.Dataset(
        {
            "mean": (("row", "level"), np.array([[1.0, np.nan], [3.0, 4.0]]), {"unit": "index"}),
            "flag": ("row", np.array([True, False])),
            "sector": ("row", np.array(["a", "bç"], dtype=object)),
        },
        coords={"level": [0.5, 0.9], "period": ("row", frame["period"].to_numpy()[:2])},
        attrs={"algorithm": "nuts", "non_finite": 3, "levels": [0.5, 0.9], "one": ["x"]},
    )
    return xr.DataTree.from_dict({"/price/fit": dataset, "/volume": dataset[["flag"]]})


def test_table_comes_back_with_units_and_provenance(tmp_path, frame):
    path = tmp_path / "deep" / "key=1" / "panel.parquet"
    write_table(frame, path, PROVENANCE, units={"price": "index, 2017 = 100", "absent": "kg"})
    pd.testing.assert_frame_equal(read_table(path), frame)
    assert read_units(path) == {"price": "index, 2017 = 100"}
    assert read_provenance(path) == PROVENANCE | {"values": value_hash(path)}
    assert os.listdir(path.parent) == ["panel.parquet"]


def test_tree_comes_back_without_the_stamp(tmp_path, tree):
    path = tmp_path / "posterior.nc"
    write_tree(tree, path, PROVENANCE)
    back = read_tree(path)
    xr.testing.assert_identical(back["/price/fit"].to_dataset()["mean"], tree["/price/fit/mean"])
    assert back.attrs == {}
    attributes = back["/price/fit"].attrs
    assert (attributes["algorithm"], attributes["non_finite"], attributes["one"]) == ("nuts", 3, "x")
    assert not any(isinstance(attributes[name], np.ndarray) for name in ("algorithm", "non_finite", "one"))
    assert list(attributes["levels"]) == [0.5, 0.9] and set(attributes) == {*tree["/price/fit"].attrs}
    assert back["/price/fit/period"].dtype == "datetime64[ns]"
    assert read_provenance(path) == PROVENANCE | {"values": value_hash(path)}


def test_same_content_gives_same_bytes(tmp_path, frame, tree):
    for name in ("one", "two"):
        stamped = frame.copy()
        stamped.attrs["stale"] = name
        write_table(stamped, tmp_path / f"{name}.parquet", PROVENANCE)
        write_tree(tree.copy(), tmp_path / f"{name}.nc", PROVENANCE)
    for suffix in (".parquet", ".nc"):
        assert (tmp_path / f"one{suffix}").read_bytes() == (tmp_path / f"two{suffix}").read_bytes()


@pytest.mark.slow
def test_a_tree_written_again_after_reading_has_the_same_bytes(tmp_path, tree):
    write_tree(tree, tmp_path / "one.nc", PROVENANCE)
    write_tree(read_tree(tmp_path / "one.nc"), tmp_path / "two.nc", PROVENANCE)
    assert value_hash(tmp_path / "one.nc") == value_hash(tmp_path / "two.nc")
    write_tree(read_tree(tmp_path / "two.nc"), tmp_path / "three.nc", PROVENANCE)
    assert (tmp_path / "two.nc").read_bytes() == (tmp_path / "three.nc").read_bytes()


def test_no_time_of_the_day_is_written(tmp_path):
    dataset = xr.Dataset({"a": 1.0}, attrs={"created_at": "now", "kept": "yes"})
    write_tree(dataset, tmp_path / "a.nc", PROVENANCE)
    assert read_tree(tmp_path / "a.nc").attrs == {"kept": "yes"}
    assert dataset.attrs["created_at"] == "now"


def test_page_and_json_carry_their_provenance(tmp_path):
    provenance = PROVENANCE | {"settings": "</script> & “quotes”"}
    write_page("<html>ü</html>", tmp_path / "a.html", provenance)
    write_json({"artifacts": ["ü"]}, tmp_path / "a.json", provenance)
    for name in ("a.html", "a.json"):
        path = tmp_path / name
        assert read_provenance(path) == provenance | {"values": value_hash(path)}
    assert "ü" in (tmp_path / "a.json").read_text(encoding="utf-8")  # for who reads it without a program
    path = tmp_path / "a.html"
    before = value_hash(path)
    path.write_text(path.read_text().replace("ü", "u"))
    assert value_hash(path) != before


@pytest.mark.parametrize(
    "change",
    [
        lambda f: f.assign(price=f["price"] + [0, 0, 1e-16]),
        lambda f: f.iloc[::-1],
        lambda f: f.rename(columns={"price": "cost"}),
        lambda f: f.assign(step=f["step"].astype("int32")),
        lambda f: f.assign(sector=["a × b", "a × ", "bç"]),
        lambda f: f.assign(sector=["a × b", None, "ç"]),
    ],
)
def test_every_change_of_content_changes_the_value_hash(tmp_path, frame, change):
    write_table(frame, tmp_path / "a.parquet", PROVENANCE)
    write_table(change(frame), tmp_path / "b.parquet", PROVENANCE)
    assert value_hash(tmp_path / "a.parquet") != value_hash(tmp_path / "b.parquet")


def test_the_value_hash_does_not_see_provenance_and_resolution_of_time(tmp_path, frame):
    write_table(frame, tmp_path / "a.parquet", PROVENANCE)
    seconds = frame.assign(period=frame["period"].astype("datetime64[s]"))
    write_table(seconds, tmp_path / "b.parquet", {"stage": "other"})
    assert value_hash(tmp_path / "a.parquet") == value_hash(tmp_path / "b.parquet")


def test_the_value_hash_of_a_tree_sees_values_and_attributes(tmp_path, tree):
    def hashed(changed):
        write_tree(changed, tmp_path / "a.nc", PROVENANCE)
        return value_hash(tmp_path / "a.nc")

    original = hashed(tree)
    number, attribute = tree.copy(deep=True), tree.copy(deep=True)
    number["/price/fit/mean"][1, 1] = 4.5
    attribute["/price/fit"].attrs["non_finite"] = 0
    assert len({original, hashed(number), hashed(attribute)}) == 3
    assert hashed(xr.DataTree.from_dict(dict(reversed(tree.to_dict().items())))) == original


def test_missing_and_damaged_files_are_named(tmp_path, frame, tree):
    readers = {
        "a.parquet": read_table,
        "a.nc": read_tree,
        "a.json": read_provenance,
        "a.html": read_provenance,
    }
    for name, read in readers.items():
        with pytest.raises(ArtifactError, match=f"{name} is missing.*Run snakemake"):
            read(tmp_path / name)
        (tmp_path / name).write_bytes(b"\x89 not this")
        with pytest.raises(ArtifactError, match=f"{name} c.*again"):
            read(tmp_path / name)
    write_tree(tree, tmp_path / "b.nc", PROVENANCE)
    whole = (tmp_path / "b.nc").read_bytes()
    (tmp_path / "b.nc").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ArtifactError, match="b.nc cannot be read"):
        read_tree(tmp_path / "b.nc")


def test_what_was_changed_after_it_was_written_is_not_read(tmp_path, frame, tree):
    """With the provenance of what it was, as who edits a file and keeps its metadata leaves it."""
    table, arrays = tmp_path / "a.parquet", tmp_path / "a.nc"
    write_table(frame, table, PROVENANCE)
    whole = pq.read_table(table)
    other = whole.set_column(2, whole.schema.field(2), whole.column(2).take([2, 1, 0]))
    pq.write_table(other, table)
    write_tree(tree, arrays, PROVENANCE)
    with h5py.File(arrays, "r+") as file:
        found = []
        file.visititems(lambda name, item: found.append(item) if isinstance(item, h5py.Dataset) else None)
        numbers = next(item for item in found if item.dtype.kind == "f" and item.size > 1)
        numbers[...] = numbers[...] + 1.0
    for read, path in (
        (read_table, table),
        (read_tree, arrays),
        (checked_hash, table),
        (checked_hash, arrays),
    ):
        with pytest.raises(ArtifactError, match=f"{path.name} was changed after it was written"):
            read(path)
    assert value_hash(table) != recorded_hash(table)


@pytest.mark.parametrize("text", ["[]", "1", '"me"', '[{"tradewinds": {}}]'])
def test_json_that_is_no_document_carries_nothing(text, tmp_path):
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(ArtifactError, match="carries no provenance"):
        read_provenance(tmp_path / "a.json")
    assert value_hash(tmp_path / "a.json") == recorded_hash(tmp_path / "a.json") == hash_bytes(text.encode())


def test_a_provenance_that_is_no_document_is_named(tmp_path):
    (tmp_path / "a.json").write_text('{"tradewinds": [1]}')
    for read in (read_provenance, read_json, recorded_hash):
        with pytest.raises(ChangedError, match="the provenance of .* is no document"):
            read(tmp_path / "a.json")
    (tmp_path / "b.json").write_text('{"tradewinds": {"stage": "fit"}}')
    for read in (read_json, recorded_hash):
        with pytest.raises(ChangedError, match="was changed"):
            read(tmp_path / "b.json")


def test_a_table_without_provenance_is_refused(tmp_path, frame):
    frame.to_parquet(tmp_path / "user.parquet")
    with pytest.raises(ArtifactError, match="carries no provenance"):
        read_provenance(tmp_path / "user.parquet")


def test_a_failed_write_leaves_what_was_there(tmp_path, frame):
    path = tmp_path / "panel.parquet"
    write_table(frame, path, PROVENANCE)
    before = path.read_bytes()
    with pytest.raises(TypeError):
        write_table(frame.assign(step=2), path, {"settings": object()})
    assert path.read_bytes() == before and os.listdir(tmp_path) == ["panel.parquet"]


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    for content in ("ü\n", "ü\n".encode()):
        write_file(content, tmp_path / "quote.md")
        assert (tmp_path / "quote.md").read_bytes() == "ü\n".encode()

    def interrupted(path, content):
        with path.open("wb") as file:
            file.write(content[:1])
        raise OSError

    monkeypatch.setattr("pathlib.Path.write_bytes", interrupted)
    with pytest.raises(OSError):
        write_file("other", tmp_path / "quote.md")
    assert (tmp_path / "quote.md").read_bytes() == "ü\n".encode() and os.listdir(tmp_path) == ["quote.md"]


def folders_of(content: str, *names: str) -> dict[str, dict[str, str]]:
    return {folder: {name: f"{content} {folder}" for name in names} for folder in ("figures", "tables")}


def held_in(folder) -> dict[str, dict[str, str]]:
    """Every folder in it with its files; hidden ones too."""
    return {one.name: {file.name: file.read_text() for file in one.iterdir()} for one in folder.iterdir()}


def test_folders_are_written_together(tmp_path):
    old, new = folders_of("old", "one", "two"), folders_of("new", "two", "three")
    for some in (old, new):
        write_folders({tmp_path / folder: files for folder, files in some.items()})
        assert held_in(tmp_path) == some


def test_a_writer_of_folders_that_is_stopped_leaves_the_old_ones(tmp_path, monkeypatch):
    """At every file that it writes."""
    old, new = folders_of("old", "one", "two"), folders_of("new", "two", "three")
    write_folders({tmp_path / folder: files for folder, files in old.items()})
    for last in range(4):
        written = []

        def stopped(content, path, written=written, last=last):
            written.append(path)
            if len(written) > last:
                raise KeyboardInterrupt
            write_file(content, path)

        monkeypatch.setattr("tradewinds.replacing.write_file", stopped)
        with pytest.raises(KeyboardInterrupt):
            write_folders({tmp_path / folder: files for folder, files in new.items()})
        assert len(written) == last + 1 and held_in(tmp_path) == old


@pytest.mark.parametrize("stop", [OSError, KeyboardInterrupt])
@pytest.mark.parametrize("moved", [False, True], ids=["before", "after"])
def test_a_writer_of_folders_that_is_stopped_as_it_moves_them_leaves_the_old_ones(
    stop, moved, tmp_path, monkeypatch
):
    """Before or after every renaming, whatever stops it."""
    old, new = folders_of("old", "one", "two"), folders_of("new", "two", "three")
    rename = Path.rename
    write_folders({tmp_path / folder: files for folder, files in old.items()})
    for last in range(1, 5):
        calls = []

        def stopped(path, to, calls=calls, last=last):
            calls.append(path)
            if len(calls) == last and not moved:
                raise stop
            rename(path, to)
            if len(calls) == last:
                raise stop

        monkeypatch.setattr(Path, "rename", stopped)
        with pytest.raises(stop):
            write_folders({tmp_path / folder: files for folder, files in new.items()})
        assert len(calls) >= last and held_in(tmp_path) == old


def test_a_folder_that_cannot_be_moved_back_is_kept(tmp_path, monkeypatch):
    old = folders_of("old", "one")
    rename = Path.rename
    write_folders({tmp_path / folder: files for folder, files in old.items()})

    def fails(path, to):
        if not to.name.startswith(".part."):
            raise OSError("no room")
        rename(path, to)

    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(OSError, match="no room"):
        write_folders({tmp_path / folder: {} for folder in old})
    assert old["figures"] in held_in(tmp_path).values() and old["tables"] == held_in(tmp_path)["tables"]


def test_mixed_columns_are_refused(tmp_path):
    with pytest.raises((ArtifactError, TypeError, ValueError)):
        write_table(pd.DataFrame({"a": [1, "x"]}), tmp_path / "a.parquet", PROVENANCE)


def test_a_document_that_is_no_artifact_is_known_by_its_bytes(tmp_path):
    """Such as the record of a vintage: what a job notes of it is what the audit compares."""
    path = tmp_path / "record.json"
    path.write_text('{\n "b": 1,\n "a": 2}\n')
    assert recorded_hash(path) == value_hash(path) == hash_bytes(path.read_bytes())


def begun_by(process, path):
    """Where a process of this number writes what is to be at ``path``."""
    name = partial_path(path.parent, path.name).name
    return path.with_name(name.replace(f".{os.getpid()}-", f".{process}-"))


def test_what_killed_writers_left_goes_with_the_next_that_is_complete(tmp_path):
    ended = subprocess.Popen(["true"])
    ended.wait()
    own = begun_by(ended.pid, tmp_path / "a.json")
    others = [begun_by(ended.pid, tmp_path / name) for name in ("b.json", "v2.a.json", "a.json.b")]
    for left in (own, *others):
        left.write_text("half")
    write_json({"text": "whole"}, tmp_path / "a.json", {})
    assert set(tmp_path.iterdir()) == {*others, tmp_path / "a.json"}
    own = begun_by(ended.pid, tmp_path / "old.a")
    own.mkdir()
    write_folders({tmp_path / "a": {}})
    assert not own.exists()


def test_what_another_machine_has_begun_stays_for_a_day(tmp_path, monkeypatch):
    """Its processes' numbers say nothing here."""
    ended = subprocess.Popen(["true"])
    ended.wait()
    with monkeypatch.context() as there:
        there.setattr("platform.node", lambda: "node2.cluster")
        begun = begun_by(ended.pid, tmp_path / "a.json")
    assert begun != begun_by(ended.pid, tmp_path / "a.json")
    begun.write_text("half")
    for hours, stays in ((0, True), (23, True), (25, False)):
        os.utime(begun, (time.time() - hours * 3600,) * 2)
        write_json({"text": "whole"}, tmp_path / "a.json", {})
        assert begun.exists() == stays


def test_what_a_living_writer_has_begun_stays(tmp_path):
    """A job whose workflow was killed ends while the one that takes its place writes the same."""
    begun = begun_by(os.getppid(), tmp_path / "a.json")
    begun.write_text("half")
    write_json({"text": "whole"}, tmp_path / "a.json", {})
    assert begun.read_text() == "half"


def test_two_that_write_the_same_file_do_not_write_into_each_other(tmp_path, monkeypatch):
    """As a job whose workflow was killed does, beside the one that takes its place."""
    with replacing(tmp_path / "a") as first:
        first.write_text("first")
        monkeypatch.setattr("os.getpid", lambda: -1)
        with replacing(tmp_path / "a") as second:
            second.write_text("second, longer")
        assert (tmp_path / "a").read_text() == "second, longer"
        first.write_text("first")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_page_ends_with_its_provenance_and_nothing_else_counts_as_that(tmp_path):
    path = tmp_path / "a.html"
    write_page("<p>ü</p>", path, PROVENANCE | {"title": "</script>"})
    whole = path.read_bytes()
    assert read_page(path) == "<p>ü</p>" and value_hash(path) == hash_bytes("<p>ü</p>".encode())
    mark = whole[whole.index(b"\n<script") :]
    for other in (
        whole + b" ",
        whole + mark,
        mark + whole,
        whole.replace(b'{"', b'{ "', 1),
        whole.replace(b"</script>\n", b"</script><b>1</b>\n"),
        whole[:-2],
    ):
        path.write_bytes(other)
        for read in (read_page, read_provenance, value_hash):
            with pytest.raises(ChangedError, match="a.html does not end with its provenance"):
                read(path)


def test_a_document_that_was_changed_is_not_read(tmp_path):
    path = tmp_path / "a.json"
    write_json({"draws": 10}, path, PROVENANCE)
    path.write_text(path.read_text().replace("10", "11"))
    with pytest.raises(ChangedError, match="a.json was changed"):
        read_json(path)


def test_arrays_that_lie_elsewhere_are_not_read(tmp_path, tree):
    """A link out of a file is no content of it, and a broken one no riddle."""
    for link in (h5py.SoftLink("/nowhere"), h5py.ExternalLink("b.nc", "/")):
        write_tree(tree, tmp_path / "a.nc", PROVENANCE)
        with h5py.File(tmp_path / "a.nc", "a") as file:
            file["more"] = link
        with pytest.raises(ArtifactError, match="/more is a link to elsewhere"):
            read_tree(tmp_path / "a.nc")


def test_a_long_table_is_hashed_as_a_whole_one(tmp_path, frame):
    units = {"price": "index"}
    write_table(frame, tmp_path / "a.parquet", PROVENANCE, units)
    assert value_hash(tmp_path / "a.parquet") == hash_table(frame, units)
    assert value_hash(tmp_path / "a.parquet") == recorded_hash(tmp_path / "a.parquet")
