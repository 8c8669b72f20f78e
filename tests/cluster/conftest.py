"""A real Slurm of one node for the session, and one training job that is sent to it."""

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import one_node
import pytest
from shrunk import FEW_EQUATIONS, SHIPPED

ROOT = Path(__file__).parents[2]
SMALL = [
    *FEW_EQUATIONS,
    "inference.optimiser.steps=20000",
    "inference.optimiser.chunk=100",
    "inference.optimiser.patience=20000",
]
ASKED = "TRADEWINDS_CLUSTER"


@pytest.fixture(scope="session")
def cluster(tmp_path_factory):
    if not os.environ.get(ASKED):
        pytest.skip(f"{ASKED} is not set: these tests install Slurm and start it (make cluster-test)")
    reason = one_node.missing() or one_node.install()
    if reason:
        pytest.skip(reason)
    site = one_node.Site(tmp_path_factory.mktemp("slurm"))
    try:
        site.start()
        yield site
    finally:
        site.stop()


@dataclass
class Checkout:
    """A copy of the checkout in which the networks of tier 1 are to be trained."""

    folder: Path

    @property
    def results(self) -> Path:
        (found,) = (folder for folder in (self.folder / "results").iterdir() if folder.is_dir())
        return found

    @property
    def posterior(self) -> Path:
        return self.results / "fit" / "tier1" / "posterior.nc"

    @property
    def said(self) -> str:
        """What the job that trains has said so far; a job that starts anew begins its log anew."""
        log = self.results / "log" / "fit-tier1.log"
        return log.read_text() if log.exists() else ""

    def command(self, *arguments: str) -> list[str]:
        config = ["--config", "experiment=quickstart", f"overrides={json.dumps(SMALL)}"]
        return [sys.executable, "-m", "snakemake", *arguments, *config]

    def environment(self) -> dict[str, str]:
        return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory):
    """Trained here, without a cluster."""
    checkout = Checkout(tmp_path_factory.mktemp("undisturbed") / "checkout")
    checkout.folder.mkdir()
    for name in SHIPPED:
        source, copy = ROOT / name, checkout.folder / name
        shutil.copytree(source, copy) if source.is_dir() else shutil.copy2(source, copy)
    command = checkout.command("--cores", "1", "--until", "fit")
    ended = subprocess.run(
        command, cwd=checkout.folder, env=checkout.environment(), capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr
    return checkout


@dataclass
class Sent(Checkout):
    """Its training is sent to the cluster."""

    site: one_node.Site
    process: subprocess.Popen

    @property
    def job(self) -> str:
        """Number of the newest job that trains."""
        return next(reversed(self.site.jobs("rule_fit_wildcards")))

    def until_it_trains(self, words: str) -> None:
        self.site.until(lambda: words in self.said or self.process.poll() is not None, words, 400)
        assert self.process.poll() is None, self.account

    def ends(self) -> None:
        """Wait for the command, which has to end well."""
        assert self.process.wait(timeout=900) == 0, self.account

    @property
    def account(self) -> str:
        return (self.folder / "account").read_text()


@pytest.fixture
def send(cluster, undisturbed, tmp_path):
    """Send the training of tier 1; its tables are there."""
    processes = []

    def sent(*arguments):
        folder = tmp_path / "checkout"
        shutil.copytree(undisturbed.folder, folder, symlinks=True)
        checkout = Checkout(folder)
        shutil.rmtree(checkout.posterior.parents[1])
        (checkout.results / "log" / "fit-tier1.log").unlink()
        target = str(checkout.posterior.relative_to(folder))
        options = ["--profile", "profiles/slurm", "--slurm-init-seconds-before-status-checks", "3"]
        with (folder / "account").open("w") as account:
            process = subprocess.Popen(
                checkout.command(target, *options, *arguments),
                cwd=folder,
                env=checkout.environment(),
                stdout=account,
                stderr=account,
            )
        processes.append(process)
        return Sent(folder, cluster, process)

    yield sent
    for process in processes:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=60)
    subprocess.run(["scancel", "--me"], capture_output=True, timeout=60)
    time.sleep(1)
