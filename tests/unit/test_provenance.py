import json
import re
import subprocess
import sys
from importlib.metadata import version
from types import SimpleNamespace

import pytest

from tradewinds.provenance import document
from tradewinds.values import hash_json


def build(settings):
    return document(
        experiment="quickstart", stage="fit", settings=settings, inputs={"b": "2", "a": "1"}, code="c", seed=7
    )


def test_the_document_says_where_an_artifact_comes_from():
    found = build({"width": 16})
    assert found["settings_hash"] == hash_json({"width": 16})
    assert list(found["inputs"]) == ["a", "b"]
    assert (found["experiment"], found["stage"], found["settings"]) == ("quickstart", "fit", {"width": 16})
    assert (found["seed"], found["code"], found["inputs"]["b"]) == (7, "c", "2")
    assert found["python"] == ".".join(map(str, sys.version_info[:3]))
    assert found["packages"]["numpy"] and found["packages"]["tradewinds"] == version("tradewinds")


def test_the_hash_of_settings_does_not_see_the_order_of_keys():
    assert build({"a": 1, "b": 2})["settings_hash"] == build({"b": 2, "a": 1})["settings_hash"]
    assert build({"a": 1, "b": 2})["settings_hash"] != build({"a": 1, "b": 2.5})["settings_hash"]


def test_no_clock_host_or_path_is_in_it():
    import platform
    from pathlib import Path

    text = json.dumps(build({}))
    assert not re.search(r"\d\d:\d\d", text)
    assert str(Path.cwd()) not in text and str(Path.home()) not in text
    assert platform.node() not in text.split('"')


@pytest.mark.slow
def test_artifacts_and_provenance_import_neither_jax_nor_xarray():
    command = "import sys, tradewinds.artifacts, tradewinds.provenance, tradewinds.audit\n"
    command += "print([name for name in ('jax', 'xarray', 'matplotlib') if name in sys.modules])"
    environment = {"PYTHONPATH": ":".join(sys.path)}
    answer = subprocess.run(
        [sys.executable, "-c", command], capture_output=True, text=True, check=True, env=environment
    )
    assert answer.stdout.strip() == "[]"


@pytest.mark.slow
def test_what_was_written_before_changes_no_document():
    """A run that goes on where it was may have written nothing yet when its document is made."""
    command = "import json, tradewinds.artifacts, xarray, h5py\n"
    command += "from tradewinds.provenance import document\n"
    command += (
        "one = lambda: document(experiment='', stage='', settings={}, inputs={}, code='')['packages']\n"
    )
    command += "before = one(); import h5netcdf; print(json.dumps([before, one()]))"
    environment = {"PYTHONPATH": ":".join(sys.path)}
    answer = subprocess.run(
        [sys.executable, "-c", command], capture_output=True, text=True, check=True, env=environment
    )
    before, after = json.loads(answer.stdout)
    assert before == after and "h5netcdf" in before


@pytest.mark.parametrize(("wide", "precision"), [(True, "float64"), (False, "float32")])
def test_device_and_precision_are_those_of_the_arrays(monkeypatch, wide, precision):
    devices = [SimpleNamespace(device_kind="NVIDIA H200"), SimpleNamespace(device_kind="other")]
    jax = SimpleNamespace(config=SimpleNamespace(jax_enable_x64=wide), devices=lambda: devices)
    monkeypatch.setitem(sys.modules, "jax", jax)
    assert (build({})["device"], build({})["precision"]) == ("NVIDIA H200", precision)
    monkeypatch.delitem(sys.modules, "jax")
    assert (build({})["device"], build({})["precision"]) == ("cpu", "float64")


def test_what_of_the_environment_changes_numbers_is_told(monkeypatch):
    monkeypatch.setattr("tradewinds.provenance.told_arithmetic", lambda: {"XLA_FLAGS": "--fast"})
    assert build({})["arithmetic"] == {"XLA_FLAGS": "--fast"}
