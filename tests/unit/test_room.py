"""A disk without room is said in one line, and leaves what was there."""

import os
import resource
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from tradewinds.artifacts import read_json, write_json, write_page, write_table, write_tree
from tradewinds.errors import ArtifactError
from tradewinds.replacing import write_file
from tradewinds.room import LEAST, require_room

LIMIT = 20_000
NOISE = np.random.default_rng(0).normal(size=40_000)
TREE = xr.DataTree.from_dict({"price/posterior": xr.Dataset({"w": ("draw", NOISE)})})


@contextmanager
def no_larger_file():
    """In the place of a full disk: the system refuses to make any file larger than ``LIMIT`` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


WRITERS = {
    "a.parquet": lambda path: write_table(pd.DataFrame({"w": NOISE}), path, {}),
    "a.nc": lambda path: write_tree(TREE, path, {}),
    "a.html": lambda path: write_page("<p>" * 30_000, path, {}),
    "a.json": lambda path: write_json({"text": "a" * 30_000}, path, {}),
    "a.svg": lambda path: write_file(b"a" * 30_000, path),
}


def said_of(name: str, folder: Path) -> str:
    """What is said where there is no room for a file."""
    with no_larger_file(), pytest.raises(ArtifactError) as error:
        WRITERS[name](folder / name)
    return str(error.value)


def said_apart(name: str, folder: Path) -> str:
    """The same in a process of its own: HDF5 tries to write again when a file is forgotten, and crashes."""
    code = (
        "import os, pathlib, sys, test_room\n"
        "print(test_room.said_of(sys.argv[1], pathlib.Path(sys.argv[2])), flush=True)\n"
        "os._exit(0)"
    )
    paths = os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)])
    ran = subprocess.run(
        [sys.executable, "-c", code, name, str(folder)],
        env=os.environ | {"PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout.strip()


@pytest.mark.slow
@pytest.mark.parametrize("name", WRITERS)
def test_what_finds_no_room_is_said_with_what_it_needs(tmp_path, name):
    path = tmp_path / name
    (line,) = (said_apart if name == "a.nc" else said_of)(name, tmp_path).splitlines()
    assert line.startswith(f"{path} cannot be written: no room on the disk or in the quota")
    assert "Make room and run the same command again" in line
    assert name == "a.json" or " kB, of which " in line
    assert list(tmp_path.iterdir()) == []
    WRITERS[name](path)
    assert path.stat().st_size > LIMIT


def test_what_was_there_stays(tmp_path):
    write_json({"text": "b"}, tmp_path / "a.json", {})
    with no_larger_file(), pytest.raises(ArtifactError):
        WRITERS["a.json"](tmp_path / "a.json")
    assert read_json(tmp_path / "a.json") == {"text": "b"}


def test_a_run_does_not_begin_on_a_full_disk(tmp_path, monkeypatch):
    require_room(tmp_path / "results" / "none")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=LEAST - 1))
    with pytest.raises(ArtifactError, match="is full: 5.0 MB are free"):
        require_room(tmp_path / "results" / "none")
    monkeypatch.setattr("os.access", lambda folder, how: False)
    require_room(tmp_path)  # what is only read, as by an audit of results on another disk, needs none


def test_other_failures_to_write_are_said_as_they_are(tmp_path):
    (tmp_path / "a.json").mkdir()
    with pytest.raises(IsADirectoryError):
        write_json({}, tmp_path / "a.json", {})


def test_a_name_that_no_folder_can_have_is_none():
    """The room is that of the folder above it."""
    require_room(Path("a" * 5000))
