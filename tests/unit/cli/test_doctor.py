"""What the doctor finds, and what it advises."""

from pathlib import Path

import pytest

from tradewinds.cli import doctor
from tradewinds.cli.doctor import (
    Health,
    changing_variables,
    cluster,
    data_tables,
    devices,
    experiments,
    extras,
    fetched_vintages,
    keys,
    locked_versions,
    packages,
)

TOP = Path(__file__).parents[3]
LOCK = """a-b==1.2.3 \\
    --hash=sha256:00
c==1.0 ; python_full_version < '3' \\
    --hash=sha256:00
c==2.0 ; python_full_version >= '3' \\
# click==0.1
click==0.1 \\
"""


def test_a_lock_is_read_for_this_machine():
    assert locked_versions(LOCK) == {"a-b": "1.2.3", "c": "2.0", "click": "0.1"}


def test_packages_that_are_missing_or_other_are_named(tmp_path, monkeypatch):
    (tmp_path / "requirements.lock").write_text(LOCK)
    there = {"a-b": "1.2.3", "c": None, "click": "0.2"}
    monkeypatch.setattr(doctor, "_installed", there.get)
    (line,) = packages(tmp_path)
    assert line.mark is Health.ill and line.remedy.startswith("make setup")
    assert line.found == "1 of 3 packages as locked; missing: c; other versions: click 0.2, not 0.1"
    monkeypatch.setattr(doctor, "_installed", (there | {"c": "2.0", "click": "0.1"}).get)
    (line,) = packages(tmp_path)
    assert line.mark is Health.well


def test_variables_that_change_numbers_are_named_and_those_that_do_not_are_not(monkeypatch, tmp_path):
    for name in [name for name in doctor.os.environ if name.startswith(("JAX_", "XLA_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("JAX_COMPILATION_CACHE_DIR", "/tmp")
    assert [line.mark for line in changing_variables(tmp_path)] == [Health.well]
    monkeypatch.setenv("JAX_DEFAULT_PRNG_IMPL", "rbg")
    monkeypatch.setenv("XLA_FLAGS", "--xla_dump_to=/tmp --xla_cpu_enable_fast_math=true")
    changes, decided = changing_variables(tmp_path)
    assert changes.mark is Health.note and changes.found.startswith(
        "XLA_FLAGS=--xla_cpu_enable_fast_math=true "
    )
    assert decided.mark is Health.well and "JAX_DEFAULT_PRNG_IMPL=rbg is without effect" in decided.found


SINFO = """#!/bin/sh
printf 'long\\nshort\\n'
"""


def test_partitions_of_both_profiles_that_the_cluster_lacks_are_named(monkeypatch, tmp_path):
    tools = tmp_path / "bin"
    tools.mkdir()
    for name, text in (("sbatch", "#!/bin/sh\n"), ("sinfo", SINFO)):
        (tools / name).write_text(text)
        (tools / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:/bin:/usr/bin")
    _, all_stages, small = cluster(TOP)
    assert all_stages.mark is small.mark is Health.note
    assert all_stages.found == "profiles/slurm names cpu, gpu; the partitions are long, short"
    assert small.found == "profiles/slurm_small names cpu; the partitions are long, short"
    assert small.remedy == "Change the partitions in profiles/slurm_small/config.yaml."
    (tools / "sinfo").write_text("#!/bin/sh\necho cpu\n")
    _, all_stages, small = cluster(TOP)
    assert all_stages.found == "profiles/slurm names gpu; the partitions are cpu"
    assert small.mark is Health.well
    (tools / "sinfo").write_text("#!/bin/sh\nexit 1\n")
    _, silent = cluster(TOP)
    assert "does not answer" in silent.found


def test_without_slurm_runs_are_of_this_machine(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    (line,) = cluster(TOP)
    assert line.mark is Health.well and "no Slurm" in line.found


def test_keys_are_named_and_not_shown(monkeypatch):
    monkeypatch.setenv("CENSUS_API_KEY", "secret-key-of-mine")
    monkeypatch.delenv("BLS_API_KEY", raising=False)
    bls, census = (line for line in keys(TOP) if line.found.startswith(("BLS", "CENSUS")))
    assert bls.mark is Health.note and bls.found.startswith("BLS_API_KEY is not set: bls_all_imports, ")
    assert "Register at https://" in bls.remedy
    assert census.mark is Health.well and "secret-key" not in str(census)


def test_the_newest_vintage_of_a_source_is_said(monkeypatch, tmp_path):
    monkeypatch.setenv("TRADEWINDS_DATA", str(tmp_path))
    (line,) = fetched_vintages(TOP)
    assert line.found.startswith("nothing fetched of ")


def test_what_an_extra_is_for_is_said_where_it_is_missing(tmp_path):
    wanted = ["docs = ['no-such-package>=1']", "gpu = ['pytest[cuda99]>=9']", "test = ['pytest>=9']"]
    (tmp_path / "pyproject.toml").write_text("\n".join(["[project.optional-dependencies]", *wanted]))
    gpu, test, docs = list(extras(tmp_path))[:3]
    assert gpu.found == "without pytest-cuda99-plugin: no training on an NVIDIA GPU"
    assert test.found == "all that `make test` needs"
    assert docs.found == "without no-such-package: no `make docs` and `make notebooks`"


@pytest.mark.slow
def test_a_processor_is_named_once(monkeypatch):
    monkeypatch.setenv("JAX_PLATFORMS", "cpu")
    assert next(devices(TOP)).found.endswith("JAX computes on cpu")


def test_a_data_folder_that_is_not_there_is_said(monkeypatch, tmp_path):
    monkeypatch.setenv("TRADEWINDS_DATA", str(tmp_path / "none"))
    (line,) = data_tables(TOP)
    assert line.mark is Health.note and "TRADEWINDS_DATA" in line.remedy
    monkeypatch.setenv("TRADEWINDS_DATA", str(tmp_path))
    (tmp_path / "a.parquet").touch()
    (line,) = data_tables(TOP)
    assert line.mark is Health.well and line.found.endswith("1 tables")


@pytest.mark.slow
def test_experiments_without_their_tables_are_told_from_those_that_can_run(monkeypatch, tmp_path):
    monkeypatch.setenv("TRADEWINDS_DATA", str(tmp_path))
    lines = list(experiments(TOP))
    (able,) = (line.found for line in lines if line.mark is Health.well)
    assert "quickstart (simulated)" in able and "us_trade" not in able
    assert any(line.found.startswith("cannot run: us_trade, not there: ") for line in lines)
    assert lines[-1].remedy and not any(line.mark is Health.ill for line in lines)
