"""Finished equations are taken up again only where nothing has changed and nothing is broken."""

import numpy as np
import pytest
import xarray as xr
from checkpoints import Checkpoints

PROVENANCE = {"stage": "fit", "seed": 3, "settings": {"width": 4}, "inputs": {"train": "abc"}}


@pytest.fixture
def tree():
    draws = xr.Dataset({"w": (("chain", "draw"), np.arange(6.0).reshape(2, 3))}, attrs={"steps": 7})
    return xr.DataTree.from_dict({"posterior": draws})


def test_what_was_written_comes_back(tmp_path, tree):
    kept = Checkpoints(tmp_path / "posterior.nc", PROVENANCE)
    assert kept.read("price") is None
    kept.write("price", tree)
    again = Checkpoints(tmp_path / "posterior.nc", PROVENANCE)
    assert again.read("price").equals(tree) and again.read("volume") is None
    again.remove()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("change", [{"seed": 4}, {"settings": {"width": 5}}, {"inputs": {"train": "abd"}}])
def test_another_job_starts_anew(tmp_path, tree, change):
    Checkpoints(tmp_path / "posterior.nc", PROVENANCE).write("price", tree)
    assert Checkpoints(tmp_path / "posterior.nc", PROVENANCE | change).read("price") is None


def test_a_broken_file_counts_as_none(tmp_path, tree):
    kept = Checkpoints(tmp_path / "posterior.nc", PROVENANCE)
    kept.write("price", tree)
    file = next(kept.folder.iterdir())
    file.write_bytes(file.read_bytes()[:200])
    assert kept.read("price") is None
