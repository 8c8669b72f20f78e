"""What Slurm adds to the work of many small experiments, on a cluster of one node that this script starts.

Needs root and Debian's packages of Slurm, or apt to install them (tests/cluster/one_node.py). Counted is
processor time, which a machine with other work does not lengthen as it does the clock's: the work is that of
the scripts, all else that Python does is overhead. What the one command on the login node adds is counted on
``--of`` experiments, in a dry run: composing their settings, and laying out their jobs.

    python benchmarks/cluster.py                  # two experiments, as the profile for small ones sends them
    python benchmarks/cluster.py --profile slurm  # as the other profile would
    python benchmarks/cluster.py --experiments 100 --disturb --folder /tmp/hundred

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
from shrunk import SHIPPED, SMALL  # noqa: E402

from tradewinds.settings.run_names import asked_runs  # noqa: E402

ACCOUNT = """
import atexit, os, resource, sys

def note():
    used = resource.getrusage(resource.RUSAGE_SELF)
    with open(os.environ["ACCOUNT"], "a") as file:
        file.write(f"{used.ru_utime + used.ru_stime}\\t{' '.join(sys.argv)}\\n")

atexit.register(note)
"""
"""Every Python process notes at its end what it took."""


def kind(arguments: str) -> str:
    """What a process was for."""
    if "/.snakemake/scripts/" in arguments.split()[0]:
        return "scripts"
    if "--target-jobs" in arguments:
        return "start of jobs"
    return "command" if "--profile" in arguments else "Snakemake in a job"


@dataclass
class Sent:
    """A command that was given: its status, what it said, seconds of processor time by kind of process."""

    status: int
    said: str
    seconds: Counter[str]

    @property
    def jobs(self) -> int:
        """Jobs of Slurm that it sent."""
        return len(re.findall(r"submitted with SLURM jobid", self.said))


def given(folder: Path, profile: str, experiments: int, *options: str, cancel: Site | None = None) -> Sent:
    """Give the command and wait for its end; ``cancel``: where the third of its jobs is cancelled at work."""
    (folder / "account").mkdir(exist_ok=True)
    (folder / "account" / "sitecustomize.py").write_text(ACCOUNT)
    noted = folder / "account" / "noted.tsv"
    noted.unlink(missing_ok=True)
    overrides = json.dumps([*SMALL, f"seed=range(0,{experiments})"])
    command = [sys.executable, "-m", "snakemake", "--profile", f"profiles/{profile}", *options]
    environment = {**os.environ, "ACCOUNT": str(noted), "PYTHONPATH": str(folder / "account")}
    asked = ["--config", "experiment=quickstart", f"overrides={overrides}"]
    log = folder / "account" / "said.log"
    with log.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            [*command, *asked], cwd=folder, env=environment, stdout=file, stderr=subprocess.STDOUT
        )
        if cancel is not None:
            cancelled(cancel)
        status = process.wait()
    seconds: Counter[str] = Counter()
    for line in noted.read_text(encoding="utf-8").splitlines():
        took, _, arguments = line.partition("\t")
        seconds[kind(arguments)] += float(took)
    return Sent(status, log.read_text(encoding="utf-8"), seconds)


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


def disturbed(folder: Path, site: Site, profile: str, experiments: int) -> Sent:
    """A hundred of which one cannot be made and one is cancelled, and the command given again."""
    overrides = [*SMALL, f"seed=range(0,{experiments})"]
    names = list(asked_runs(["quickstart"], overrides))
    in_the_way = folder / "results" / names[1]
    in_the_way.parent.mkdir(exist_ok=True)
    in_the_way.touch()

    def told(which: str, sent: Sent) -> None:
        made = sum((folder / "results" / name / "manifest.json").exists() for name in names)
        took = sent.seconds["command"] / experiments
        ended = f"status {sent.status}, {sent.jobs} jobs sent, {made} of {experiments} made"
        print(f"  {which}: {ended}; the command took {took:.2f} s an experiment", flush=True)

    first = given(folder, profile, experiments, cancel=site)
    states = Counter(site.jobs().values())
    told(f"first ({dict(states)})", first)
    in_the_way.unlink()
    for which in ("again", "once more"):
        told(which, given(folder, profile, experiments))
    return first


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--profile", default="slurm_small", choices=("slurm", "slurm_small"))
    parser.add_argument("--experiments", type=int, default=2, help="that are made")
    parser.add_argument("--of", type=int, default=100, help="that one command asks for")
    parser.add_argument("--disturb", action="store_true", help="one fails, one is cancelled, given again")
    parser.add_argument("--folder", type=Path, help="a new folder that is kept, with what was made")
    asked = parser.parse_args()
    if reason := missing() or install():
        raise SystemExit(f"no Slurm here: {reason}")
    with tempfile.TemporaryDirectory(prefix="cluster-") as place:
        folder, site = (asked.folder or Path(place)) / "checkout", Site(Path(place) / "slurm")
        folder.mkdir(parents=True)
        for name in SHIPPED:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
            copy(ROOT / name, folder / name)
        try:
            site.start()
            dry = ended_well(given(folder, asked.profile, asked.of, "--dry-run", "--quiet"))
            if asked.disturb:
                made = disturbed(folder, site, asked.profile, asked.experiments)
            else:
                made = ended_well(given(folder, asked.profile, asked.experiments))
        finally:
            site.stop()
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
    print(f"{asked.profile}, per experiment, seconds of processor time:")
    for name, value in rows.items():
        print(f"  {name:40}{value:8.2f}")


if __name__ == "__main__":
    main()
