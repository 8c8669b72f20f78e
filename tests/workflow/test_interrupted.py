"""A run that is killed in the middle of training goes on and ends with the same bytes."""

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest


@pytest.fixture
def started(finished, tmp_path):
    """The same laboratory before its first run."""
    laboratory = finished.copy(tmp_path / "checkout")
    shutil.rmtree(laboratory.folder / "results")
    shutil.rmtree(laboratory.folder / ".snakemake")
    return laboratory


def start(laboratory):
    """With interpreters of their own, to be killed as a user's are."""
    return subprocess.Popen(
        replace(laboratory, python=sys.executable).command(),
        cwd=laboratory.folder,
        env=laboratory.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def kill_when(said, laboratory):
    process = start(laboratory)
    limit = time.monotonic() + 300
    while not any(said in log.read_text() for log in laboratory.folder.glob("results/*/log/fit-tier1.log")):
        assert process.poll() is None and time.monotonic() < limit
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_killed_as_soon_as_it_has_locked_it_goes_on(started):
    process = start(started)
    limit = time.monotonic() + 120
    while not any((started.folder / ".snakemake").glob("locks/*.lock")):
        assert process.poll() is None and time.monotonic() < limit
        time.sleep(0.001)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert "its locks are removed and its work goes on" in started.done("--until", "read")


def test_killed_twice_in_training_it_resumes_to_the_same_bytes(finished, started):
    """In the first equation, then in the second: each goes on where it was."""
    kill_when("price: step", started)
    assert not (started.results / "fit" / "tier1" / "posterior.nc").exists()
    assert (started.results / "prepare" / "tier1" / "scaler.nc").exists()
    kill_when("wages: step", started)
    again = started.done()
    assert "read the table" not in again and "price: finished before" in again
    expected, found = artifacts(finished), artifacts(started)
    assert list(found) == list(expected)
    assert [name for name in found if found[name] != expected[name]] == []


def artifacts(laboratory):
    """Path within the results → bytes."""
    paths = sorted(path for path in laboratory.results.rglob("*") if path.is_file() and path.suffix != ".log")
    return {path.relative_to(laboratory.results): path.read_bytes() for path in paths}
