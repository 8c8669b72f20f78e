"""What Slurm adds to the work of many small experiments, on a cluster of one node that this script starts.

Needs root and Debian's packages of Slurm, or apt to install them (tests/cluster/one_node.py). Counted is
processor time, which a machine with other work does not lengthen as it does the clock's, and the clock's
beside it: the work is that of the scripts, all else that Python does is overhead. What the one command on the
login node adds is counted on ``--of`` experiments, in a dry run: composing their settings, and laying out
their jobs.

    python benchmarks/cluster.py                  # two experiments, as the profile for small ones sends them
    python benchmarks/cluster.py --profile slurm  # as the other profile would
    python benchmarks/cluster.py --experiments 100 --disturb --folder /tmp/hundred
    python benchmarks/cluster.py --experiment random_walk --experiments 100 --at-once 6
    python benchmarks/cluster.py --experiment random_walk --experiments 20 --together 5

``--disturb`` puts a file where one experiment's folder has to be, so that it cannot be made, and cancels the
job of another. Then it takes the file away and gives the command again, twice: first one job is missing.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests" / "cluster"), str(ROOT / "tests"), str(ROOT / "src")]

from one_node import Site, install, missing  # noqa: E402
from shrunk import SHIPPED, SMALL, SMALL_WALK  # noqa: E402

from tradewinds.settings.run_names import asked_runs  # noqa: E402

ACCOUNT = """
import atexit, os, resource, sys, time

begun = time.monotonic()

def note():
    used, clock = resource.getrusage(resource.RUSAGE_SELF), time.monotonic() - begun
    with open(os.environ["ACCOUNT"], "a") as file:
        file.write(f"{used.ru_utime + used.ru_stime}\\t{clock}\\t{' '.join(sys.argv)}\\n")

atexit.register(note)
"""
"""Every Python process notes at its end what it took, of the processor's time and by the clock."""
SHRUNK = {"quickstart": SMALL, "random_walk": SMALL_WALK}
"""Experiment → overrides that make it small: 26 jobs of a laboratory's, four of a calibration's."""


def kind(arguments: str) -> str:
    """What a process was for."""
    if "/.snakemake/scripts/" in arguments.split()[0]:
        return "scripts"
    if "--target-jobs" in arguments:
        return "start of jobs"
    return "command" if "--profile" in arguments else "Snakemake in a job"


@dataclass
class Sent:
    """A command that was given: its status, what it said, and by kind of process seconds of the processor and
    the clock; ``clock["jobs"]`` are those of whole jobs of Slurm."""

    status: int
    said: str
    seconds: Counter[str]
    clock: Counter[str]

    @property
    def jobs(self) -> int:
        """Jobs of Slurm that it sent."""
        return len(re.findall(r"submitted with SLURM jobid", self.said))


@dataclass
class Many:
    """Copies of one small experiment that differ by their seeds, and the profile that sends them."""

    folder: Path
    profile: str
    experiment: str
    together: int | None = None

    def overrides(self, experiments: int) -> list[str]:
        return [*SHRUNK[self.experiment], f"seed=range(0,{experiments})"]

    def made(self, experiments: int) -> int:
        """How many are finished."""
        names = asked_runs([self.experiment], self.overrides(experiments))
        return sum((self.folder / "results" / name / "manifest.json").exists() for name in names)


def given(many: Many, experiments: int, *options: str, cancel: Site | None = None) -> Sent:
    """Give the command and wait for its end; ``cancel``: where the third of its jobs is cancelled at work."""
    folder = many.folder
    (folder / "account").mkdir(exist_ok=True)
    (folder / "account" / "sitecustomize.py").write_text(ACCOUNT)
    noted = folder / "account" / "noted.tsv"
    noted.unlink(missing_ok=True)
    overrides = json.dumps(many.overrides(experiments))
    command = [sys.executable, "-m", "snakemake", "--profile", f"profiles/{many.profile}", *options]
    environment = {**os.environ, "ACCOUNT": str(noted), "PYTHONPATH": str(folder / "account")}
    asked = ["--config", f"experiment={many.experiment}", f"overrides={overrides}"]
    asked += [] if many.together is None else [f"together={many.together}"]
    log = folder / "account" / "said.log"
    with log.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            [*command, *asked], cwd=folder, env=environment, stdout=file, stderr=subprocess.STDOUT
        )
        if cancel is not None:
            cancelled(cancel)
        status = process.wait()
    seconds: Counter[str] = Counter()
    clock: Counter[str] = Counter()
    for line in noted.read_text(encoding="utf-8").splitlines():
        took, passed, arguments = line.split("\t", 2)
        seconds[kind(arguments)] += float(took)
        clock[kind(arguments)] += float(passed)
        if "--executor slurm-jobstep" in arguments:
            clock["jobs"] += float(passed)
    return Sent(status, log.read_text(encoding="utf-8"), seconds, clock)


def cancelled(site: Site) -> None:
    """Cancel the third job that is sent from now on, once it has been at work for a while."""
    before = set(site.jobs())

    def sent() -> list[tuple[str, str]]:
        return [(job, state) for job, state in site.jobs().items() if job not in before]

    site.until(lambda: len(sent()) > 2 and sent()[2][1] == "RUNNING", "the third job is at work", 3600)
    time.sleep(20)
    subprocess.run(["scancel", sent()[2][0]], check=True, timeout=60)


def ended_well(sent: Sent) -> Sent:
    if sent.status:
        raise SystemExit(sent.said[-6000:])
    return sent


def disturbed(many: Many, site: Site, experiments: int) -> Sent:
    """A hundred of which one cannot be made and one is cancelled, and the command given again."""
    names = list(asked_runs([many.experiment], many.overrides(experiments)))
    in_the_way = many.folder / "results" / names[1]
    in_the_way.parent.mkdir(exist_ok=True)
    in_the_way.touch()

    def told(which: str, sent: Sent) -> None:
        took = sent.seconds["command"] / experiments
        ended = f"status {sent.status}, {sent.jobs} jobs sent, {many.made(experiments)} of {experiments} made"
        print(f"  {which}: {ended}; the command took {took:.2f} s an experiment", flush=True)

    first = given(many, experiments, cancel=site)
    states = Counter(site.jobs().values())
    told(f"first ({dict(states)})", first)
    in_the_way.unlink()
    for which in ("again", "once more"):
        told(which, given(many, experiments))
    return first


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--profile", default="slurm_small", choices=("slurm", "slurm_small"))
    parser.add_argument("--experiment", default="quickstart", choices=tuple(SHRUNK))
    parser.add_argument("--experiments", type=int, default=2, help="that are made")
    parser.add_argument("--together", type=int, help="that share a job of slurm_small; else as it is there")
    parser.add_argument("--at-once", type=int, default=2, help="jobs that the node takes at the same time")
    parser.add_argument("--of", type=int, default=100, help="that one command asks for")
    parser.add_argument("--disturb", action="store_true", help="one fails, one is cancelled, given again")
    parser.add_argument("--folder", type=Path, help="a new folder that is kept, with what was made")
    asked = parser.parse_args()
    if reason := missing() or install():
        raise SystemExit(f"no Slurm here: {reason}")
    with tempfile.TemporaryDirectory(prefix="cluster-") as place:
        folder, site = (asked.folder or Path(place)) / "checkout", Site(Path(place) / "slurm", asked.at_once)
        many = Many(folder, asked.profile, asked.experiment, asked.together)
        folder.mkdir(parents=True)
        for name in SHIPPED:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
            copy(ROOT / name, folder / name)
        try:
            site.start()
            dry = ended_well(given(many, asked.of, "--dry-run", "--quiet"))
            if asked.disturb:
                made = disturbed(many, site, asked.experiments)
            else:
                made = ended_well(given(many, asked.experiments))
        finally:
            site.stop()
        finished = many.made(asked.experiments)
    command = dry.seconds["command"] / asked.of
    work = made.seconds["scripts"] / asked.experiments
    started = (made.seconds["start of jobs"] + made.seconds["Snakemake in a job"]) / asked.experiments
    sent = made.jobs / asked.experiments
    rows = {
        "work of the scripts": work,
        f"starting it in {sent:g} jobs of Slurm": started,
        f"its part of a command for {asked.of}": command,
        "overhead, % of the work": 100 * (started + command) / work,
    }
    print(f"{asked.profile}, per experiment, of {finished} made, seconds of processor time:")
    for name, value in rows.items():
        print(f"  {name:40}{value:8.2f}")
    scripts, jobs = made.clock["scripts"] / finished, made.clock["jobs"] / finished
    print(
        f"  by the clock {jobs:.1f} s a job, {scripts:.1f} of them its scripts: {jobs / scripts - 1:.0%} more"
    )


if __name__ == "__main__":
    main()
