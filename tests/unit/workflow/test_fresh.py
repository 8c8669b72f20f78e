"""Finished artifacts are held to what would be made now by what they carry, wherever they come from."""

import os
import shutil
from pathlib import Path

import fresh
import pandas as pd
import pytest
import xarray as xr
from fresh import MISSING, UNREADABLE, FinishedWork, is_finished

from tradewinds import freshness
from tradewinds.artifacts import write_json, write_page, write_table, write_tree
from tradewinds.carried_provenance import recorded_hash
from tradewinds.plan import planned_artifacts
from tradewinds.provenance import document
from tradewinds.settings.compose import compose
from tradewinds.settings.stages import STAGES

pytestmark = pytest.mark.slow

CONFIGS = Path(__file__).parents[3] / "configs"
CODE = {stage.code: f"code of {stage.code}" for stage in STAGES.values()}
WRITERS = {
    ".parquet": lambda path, about: write_table(pd.DataFrame({"a": [1.0]}), path, about),
    ".nc": lambda path, about: write_tree(xr.Dataset({"a": 1.0}), path, about),
    ".html": lambda path, about: write_page("<p>1</p>", path, about),
    ".json": lambda path, about: write_json({"a": 1}, path, about),
}


def quickstart(*overrides):
    return compose(CONFIGS, "quickstart", sorted(overrides))


@pytest.fixture(scope="module")
def experiment():
    return quickstart()


@pytest.fixture(scope="module")
def made(experiment, tmp_path_factory):
    """Results of which each carries what a run would have written, with next to nothing in them."""
    folder = tmp_path_factory.mktemp("results") / "quickstart"
    for one in planned_artifacts(experiment, CODE, made=lambda path: False):
        about = document(
            experiment="quickstart",
            stage=one.stage,
            settings=one.settings,
            inputs={name: recorded_hash(folder / name) for name in one.inputs},
            code=one.code,
            seed=one.seed,
        )
        path = folder / one.path
        WRITERS[path.suffix](path, about)
    return folder


@pytest.fixture
def results(made, tmp_path):
    shutil.copytree(made, tmp_path / "quickstart")
    return tmp_path / "quickstart"


def reasons(experiment, results, code=CODE):
    """Path → why it is to be made again, of all that is not current; and what was said."""
    said = []
    work = FinishedWork(experiment, results, code, results.parent / "records", said.append)
    planned = planned_artifacts(experiment, CODE, made=lambda path: False)
    found = {one.path: work.reason(one.path) for one in planned}
    work.keep()
    return {path: reason for path, reason in found.items() if reason}, said


def test_a_copy_is_current_whatever_its_times(experiment, results):
    for path in results.rglob("*"):
        os.utime(path, (1000, 1000))
    assert reasons(experiment, results) == ({}, [])


def test_another_seed_makes_all_again_that_follows_from_it_and_says_so_once(results):
    found, said = reasons(quickstart("seed=3"), results)
    assert set(found.values()) == {"seed"} and "manifest.json" in found
    assert len(said) == 1 and "prepare/sectors/panel.parquet was made with other seed" in said[0]


def test_a_setting_makes_again_what_follows_from_it_alone(results):
    found, _ = reasons(quickstart("report.accent='#000000'"), results)
    assert found.pop("report/index.html") == found.pop("manifest.json") == "settings"
    assert not [path for path in found if not path.startswith("report/")]


def test_code_makes_again_what_runs_it(experiment, results):
    found, _ = reasons(experiment, results, CODE | {"roll_out": "other"})
    assert found["policy/rising_tariffs/rollout.nc"] == "code" and "fit/tier1/posterior.nc" not in found


def test_another_version_of_a_package_makes_all_again(experiment, results, monkeypatch):
    versions = freshness.installed
    monkeypatch.setattr(freshness, "installed", lambda name: "0" if name == "pandas" else versions(name))
    assert set(reasons(experiment, results)[0].values()) == {"packages"}


def test_a_flag_that_changes_numbers_makes_all_again_and_no_other(experiment, results, monkeypatch):
    own = os.environ.get("XLA_FLAGS", "")
    monkeypatch.setenv("XLA_FLAGS", f"{own} --xla_dump_to=/tmp")
    assert reasons(experiment, results)[0] == {}
    monkeypatch.setenv("XLA_FLAGS", f"{own} --xla_cpu_enable_fast_math=true")
    assert set(reasons(experiment, results)[0].values()) == {"arithmetic"}


def test_what_was_made_from_other_values_is_made_again(experiment, results):
    path = results / "prepare/sectors/panel.parquet"
    about = freshness.of_provenance(fresh.read_provenance(path))
    write_table(pd.DataFrame({"a": [2.0]}), path, fresh.read_provenance(path))
    assert about["values"] != recorded_hash(path)
    found, _ = reasons(experiment, results)
    assert found["prepare/sectors/train.parquet"] == "inputs"
    assert "prepare/sectors/panel.parquet" not in found and "prepare/national/train.parquet" not in found


def test_what_is_missing_or_damaged_is_told_apart(experiment, results):
    (results / "fit/tier1/posterior.nc").unlink()
    (results / "fit/tier2/posterior.nc").write_bytes(b"half")
    found, said = reasons(experiment, results)
    assert found["fit/tier1/posterior.nc"] == MISSING and found["fit/tier2/posterior.nc"] == UNREADABLE
    assert found["manifest.json"] in (MISSING, UNREADABLE) and said == []


def test_a_second_look_reads_only_what_changed(experiment, results, monkeypatch):
    reasons(experiment, results)
    read, before = [], fresh.read_provenance
    monkeypatch.setattr(fresh, "read_provenance", lambda path: read.append(path) or before(path))
    assert reasons(experiment, results) == ({}, []) and read == []
    path = results / "prepare/sectors/panel.parquet"
    os.utime(path, (1000, 1000))
    assert reasons(experiment, results) == ({}, []) and read == [path]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[1]",
        '{"by": "other code", "files": {"manifest.json": [[1], {}]}}',
        '{"by": "BY", "files": {"a": 3}}',
    ],
)
def test_damaged_records_of_what_was_read_are_not_used(experiment, results, text):
    reasons(experiment, results)
    (records,) = (results.parent / "records").iterdir()
    records.write_text(text.replace("BY", fresh._by()))
    assert reasons(experiment, results) == ({}, [])


def finished(experiment, results, code=CODE):
    return is_finished(experiment, results, code, results.parent / "records", print)


def test_an_experiment_is_finished_when_all_of_it_is_there_as_it_would_be_made(experiment, results):
    assert finished(experiment, results)
    assert not finished(quickstart("seed=3"), results)
    assert not finished(experiment, results, CODE | {"read": "other"})
    (results / "prepare/sectors/left_out.parquet").unlink()
    assert not finished(experiment, results)


def test_one_made_with_another_package_is_not_finished(experiment, results, monkeypatch):
    versions = freshness.installed
    monkeypatch.setattr(freshness, "installed", lambda name: "0" if name == "pandas" else versions(name))
    assert not finished(experiment, results)


def test_one_whose_vintage_is_not_there_is_not_finished(tmp_path, monkeypatch):
    monkeypatch.setenv("TRADEWINDS_DATA", str(tmp_path))
    missing = compose(CONFIGS, "us_trade", ["data.tables.sectors.vintage=2026-10"])
    assert not finished(missing, tmp_path / "results")
