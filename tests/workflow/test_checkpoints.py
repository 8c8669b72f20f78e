"""Finished equations are taken up again only where nothing has changed and nothing is broken."""

import checkpoints
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


PARTS = {"state 0": np.arange(3), "piece 0": np.array([True, False])}


def test_an_unfinished_equation_is_kept_until_it_is_finished(tmp_path, tree, monkeypatch):
    kept = Checkpoints(tmp_path / "posterior.nc", PROVENANCE)
    memory = kept.memory("price")
    assert memory.read("chains") is None and not memory.due()
    monkeypatch.setattr(checkpoints, "WORTH_KEEPING", -1.0)
    assert memory.due()
    memory.write("chains", PARTS)
    found = Checkpoints(tmp_path / "posterior.nc", PROVENANCE).memory("price").read("chains")
    assert found.keys() == PARTS.keys()
    for name, values in PARTS.items():
        np.testing.assert_array_equal(found[name], values)
        assert found[name].dtype == values.dtype
    assert (
        Checkpoints(tmp_path / "posterior.nc", PROVENANCE | {"seed": 4}).memory("price").read("chains")
        is None
    )
    file = kept.folder / "price" / "chains.npz"
    file.write_bytes(file.read_bytes()[:100])
    assert memory.read("chains") is None
    kept.write("price", tree)
    assert memory.read("chains") is None and kept.read("price").equals(tree)
