"""What Slurm adds to the work of many small experiments, on a cluster of one node that this script starts.

Needs root and Debian's packages of Slurm, or apt to install them (tests/cluster/one_node.py). Counted is
processor time, which a machine with other work does not lengthen as it does the clock's: the work is that of
the scripts, all else that Python does is overhead. What the one command on the login node adds is counted on
``--of`` experiments, in a dry run: composing their settings, and laying out their jobs.

    python benchmarks/cluster.py                  # two experiments, as the profile for small ones sends them
    python benchmarks/cluster.py --profile slurm  # as the other profile would
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests" / "cluster"), str(ROOT / "tests")]

from one_node import Site, install, missing  # noqa: E402
from shrunk import SHIPPED, SMALL  # noqa: E402

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


def run(folder: Path, profile: str, experiments: int, *options: str) -> dict[str, float]:
    """Seconds of processor time by kind of process."""
    (folder / "account").mkdir(exist_ok=True)
    (folder / "account" / "sitecustomize.py").write_text(ACCOUNT)
    noted = folder / "account" / "noted.tsv"
    noted.unlink(missing_ok=True)
    overrides = json.dumps([*SMALL, f"seed=range(0,{experiments})"])
    command = [sys.executable, "-m", "snakemake", "--profile", f"profiles/{profile}", *options]
    environment = {**os.environ, "ACCOUNT": str(noted), "PYTHONPATH": str(folder / "account")}
    asked = ["--config", "experiment=quickstart", f"overrides={overrides}"]
    ended = subprocess.run([*command, *asked], cwd=folder, env=environment, capture_output=True, text=True)
    if ended.returncode:
        raise SystemExit(ended.stdout[-3000:] + ended.stderr[-3000:])
    found: Counter[str] = Counter()
    for line in noted.read_text().splitlines():
        seconds, _, arguments = line.partition("\t")
        found[kind(arguments)] += float(seconds)
    found["jobs of Slurm"] = len(re.findall(r"submitted with SLURM jobid", ended.stdout + ended.stderr))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--profile", default="slurm_small", choices=("slurm", "slurm_small"))
    parser.add_argument("--experiments", type=int, default=2, help="that are made")
    parser.add_argument("--of", type=int, default=100, help="that one command asks for")
    asked = parser.parse_args()
    if reason := missing() or install():
        raise SystemExit(f"no Slurm here: {reason}")
    with tempfile.TemporaryDirectory(prefix="cluster-") as place:
        folder, site = Path(place) / "checkout", Site(Path(place) / "slurm")
        for name in SHIPPED:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
            folder.mkdir(exist_ok=True)
            copy(ROOT / name, folder / name)
        try:
            site.start()
            command = run(folder, asked.profile, asked.of, "--dry-run", "--quiet")["command"] / asked.of
            made = run(folder, asked.profile, asked.experiments)
        finally:
            site.stop()
    work = made["scripts"] / asked.experiments
    started = (made["start of jobs"] + made["Snakemake in a job"]) / asked.experiments
    sent = made["jobs of Slurm"] / asked.experiments
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
