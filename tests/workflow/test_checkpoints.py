"""Finished equations are taken up again only where nothing has changed and nothing is broken."""

import shutil

import checkpoints
import h5py
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
    memory.write("chains", PARTS)
    file = kept.folder / "price" / "chains.npz"
    file.write_bytes(file.read_bytes()[:100])
    assert memory.read("chains") is None
    kept.write("price", tree)
    assert memory.read("chains") is None and kept.read("price").equals(tree)


def test_another_equations_draws_are_named_and_not_taken(tmp_path, tree, capsys):
    kept = Checkpoints(tmp_path / "posterior.nc", PROVENANCE)
    kept.write("price", tree)
    shutil.copy(kept.folder / "price.nc", kept.folder / "wages.nc")
    assert kept.read("wages") is None and kept.read("price").equals(tree)
    assert "  fit | the checkpoint" in capsys.readouterr().err
    assert not (kept.folder / "wages.nc").exists()


def test_changed_draws_are_named_and_not_taken(tmp_path, tree):
    """Written again with the provenance of the true ones, hash included."""
    said = []
    kept = Checkpoints(tmp_path / "posterior.nc", PROVENANCE, said.append)
    kept.write("price", tree)
    with h5py.File(kept.folder / "price.nc", "r+") as file:
        file["posterior/w"][0, 0] = 7.0
    assert kept.read("price") is None
    assert "price.nc is not used: it is not what was written" in said[0]


def changed(arrays):
    return arrays | {"state 0": arrays["state 0"] + 1}


def test_a_changed_state_is_named_and_not_taken(tmp_path):
    said = []
    memory = Checkpoints(tmp_path / "posterior.nc", PROVENANCE, said.append).memory("price")
    memory.write("chains", PARTS)
    file = memory.folder / "chains.npz"
    with np.load(file) as archive:
        arrays = dict(archive)
    np.savez(file, **changed(arrays))
    assert memory.read("chains") is None
    assert "chains.npz is not used: it is not what was written" in said[0]
    assert memory.read("chains") is None and len(said) == 1  # it is gone


@pytest.mark.parametrize("other", ["wages/chains", "price/search"])
def test_the_state_of_another_part_is_not_taken(tmp_path, other):
    said = []
    kept = Checkpoints(tmp_path / "posterior.nc", PROVENANCE, said.append)
    kept.memory("price").write("chains", PARTS)
    equation, part = other.split("/")
    place = kept.folder / equation / f"{part}.npz"
    place.parent.mkdir(exist_ok=True)
    shutil.copy(kept.folder / "price" / "chains.npz", place)
    assert kept.memory(equation).read(part) is None and "another part" in said[0]
    assert kept.memory("price").read("chains") is not None


def test_what_is_killed_while_it_writes_leaves_the_state_before(tmp_path, monkeypatch):
    memory = Checkpoints(tmp_path / "posterior.nc", PROVENANCE).memory("price")
    memory.write("chains", PARTS)

    def killed(file, **arrays):
        file.write(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(np, "savez", killed)
    with pytest.raises(KeyboardInterrupt):
        memory.write("chains", changed(PARTS))
    np.testing.assert_array_equal(memory.read("chains")["state 0"], PARTS["state 0"])
