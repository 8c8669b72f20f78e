"""A copy of the checkout, run for real on quickstart shrunk until it takes seconds."""

import compileall
import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from shrunk import SHIPPED, SMALL

from tradewinds.data.synthetic import simulate_economy
from tradewinds.fingerprint import code_fingerprints
from tradewinds.settings.synthetic import SyntheticSettings

ROOT = Path(__file__).parents[2]
OWN_FILES = [
    "data.synthetic=null",
    "data.tables.sectors.file=sectors.csv",
    "data.tables.national.file=national.csv",
]


@dataclass
class Laboratory:
    """A copy of the checkout with a user's data folder beside it, from ``shipped``, where nothing was run."""

    folder: Path
    shipped: Path
    overrides: list[str]
    environment: dict[str, str]
    python: str = sys.executable
    experiment: str = "quickstart"
    told: tuple[str, ...] = ()
    """What else ``--config`` is given."""

    def open(self) -> None:
        """Copy the checkout."""
        shutil.copytree(self.shipped, self.folder)

    def command(self, *arguments: str, overrides: list[str] | None = None) -> list[str]:
        text = json.dumps(self.overrides if overrides is None else overrides)
        config = ["--config", f"experiment={self.experiment}", f"overrides={text}", *self.told]
        return [self.python, "-m", "snakemake", "--cores", "2", *arguments, *config]

    def run(self, *arguments: str, overrides: list[str] | None = None) -> subprocess.CompletedProcess:
        command = self.command(*arguments, overrides=overrides)
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=570
        )

    def done(self, *arguments: str, overrides: list[str] | None = None) -> str:
        """Run to a good end; what was said."""
        ended = self.run(*arguments, overrides=overrides)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout + ended.stderr

    def would_run(self, *targets: str) -> set[str]:
        """Messages of the jobs that a dry run announces."""
        text = self.done("--dry-run", *targets)
        jobs = set(re.findall(r"^Job \d+: (.*)$", text, flags=re.MULTILINE))
        assert jobs or "Nothing to be done" in text
        return jobs

    @property
    def results(self) -> Path:
        (found,) = (folder for folder in (self.folder / "results").iterdir() if folder.is_dir())
        return found

    def copy(self, folder: Path) -> "Laboratory":
        shutil.copytree(self.folder, folder, symlinks=True)
        return replace(self, folder=folder, environment=dict(self.environment))


def write_own_files(folder: Path) -> None:
    """Two tables as a user would bring them."""
    folder.mkdir()
    for name, table in simulate_economy(SyntheticSettings("two_tier", sectors=3, periods=50), seed=1).items():
        table.to_csv(folder / f"{name}.csv", index=False)


@pytest.fixture(scope="session")
def shared(tmp_path_factory, worker_id):
    """A folder that all workers of pytest-xdist see."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def shipped(shared):
    """The checkout's code and settings: compiled, and its fingerprints on record, as after a first run."""
    folder = shared / "shipped"
    with (shared / "shipped.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            folder.mkdir()
            for name in SHIPPED:
                source, copy = ROOT / name, folder / name
                if source.is_dir():
                    shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__"))
                    compileall.compile_dir(copy, quiet=2)
                else:
                    shutil.copy2(source, copy)
            code_fingerprints((folder / "workflow" / "scripts").glob("*.py"), folder / ".cache" / "code.json")
    return folder


@pytest.fixture(scope="session")
def new_laboratory(python, shipped):
    """Makes laboratories; all share the cache of compiled programs that the tests have."""
    left_out = ("PYTHONPATH", "TRADEWINDS_DATA")
    environment = {name: value for name, value in os.environ.items() if name not in left_out}

    def new(folder: Path, overrides: list[str]) -> Laboratory:
        return Laboratory(folder, shipped, overrides, dict(environment), python)

    return new


@pytest.fixture(scope="session")
def small():
    """Overrides that make quickstart take seconds."""
    return list(SMALL)


@pytest.fixture(scope="session")
def finished(shared, new_laboratory):
    """Run to the end on a user's own files, by the first worker that needs it. Take a copy to change."""
    laboratory = new_laboratory(shared / "finished", SMALL + OWN_FILES)
    with (shared / "finished.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not laboratory.folder.exists():
            laboratory.open()
            write_own_files(laboratory.folder / "data")
            laboratory.done()
    assert (laboratory.results / "manifest.json").exists(), "the first run failed: see its error"
    return laboratory


@pytest.fixture
def laboratory(finished, tmp_path):
    """A copy of the finished run, records of Snakemake included, to change and look at."""
    return finished.copy(tmp_path / "checkout")
