"""Kill a run at random moments, start it again without a hand, and compare its bytes with one that nobody
killed.

    python benchmarks/kills.py --kills 40 --folder /tmp/kills

A copy of the checkout runs a small experiment once to its end. Then a second copy is started and killed over
and over: the whole group of processes, as by a power cut, or Snakemake alone, whose job then goes on beside
the next run's. When a run ends before it is to be killed its results are compared and made again from
nothing. Prints a line for each end.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from shrunk import SHIPPED, SMALL  # noqa: E402

ALONE = 0.25
"""Share of kills that meet Snakemake alone."""
OF_A_RUN = (".log",)
"""Endings of files that tell of one run and not of its results."""


def opened(folder: Path) -> Path:
    """A copy of the checkout there, with a cache of compiled programs beside it that all copies share."""
    folder.mkdir(parents=True)
    for name in SHIPPED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, folder / name)
    cache = folder.parent / "cache"
    cache.mkdir(exist_ok=True)
    (folder / ".cache").symlink_to(cache.resolve())
    return folder


def start(folder: Path, log: Path) -> subprocess.Popen:
    config = ["--config", "experiment=quickstart", f"overrides={json.dumps(SMALL)}"]
    command = [sys.executable, "-m", "snakemake", "--cores", "1", *config]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    with log.open("w", encoding="utf-8") as file:
        return subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def results(folder: Path) -> dict[str, bytes]:
    """Path → bytes of all that a run made. Leftovers of killed writers are no results."""
    paths = sorted(path for path in (folder / "results").rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in paths
        if path.suffix not in OF_A_RUN and not path.name.startswith(".part.")
    }


def killed(process: subprocess.Popen, rng: random.Random) -> str:
    """Kill a run; how."""
    if rng.random() < ALONE:
        os.kill(process.pid, signal.SIGKILL)
        how = "Snakemake alone"
    else:
        os.killpg(process.pid, signal.SIGKILL)
        how = "all"
    process.wait()
    return how


def swept(folder: Path) -> None:
    """From nothing again, once jobs that outlived their Snakemake have ended."""
    time.sleep(5)
    for name in ("results", ".snakemake"):
        shutil.rmtree(folder / name, ignore_errors=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--folder", type=Path, required=True, help="a new folder for the two copies")
    parser.add_argument("--longest", type=float, default=40.0, help="seconds until a kill, at most")
    parser.add_argument("--hours", type=float, default=12.0, help="after which no other kill is begun")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    rng, limit = random.Random(asked.seed), time.monotonic() + 3600 * asked.hours
    whole, folder = opened(asked.folder / "whole"), opened(asked.folder / "killed")
    if start(whole, asked.folder / "whole.log").wait():
        raise SystemExit(f"the run that nobody kills failed: {asked.folder / 'whole.log'}")
    expected = results(whole)
    log = asked.folder / "killed.log"
    kills = bad = ends = since = 0
    while True:
        process, over = start(folder, log), kills >= asked.kills or time.monotonic() > limit
        try:
            status = process.wait(timeout=None if over else rng.uniform(0.2, asked.longest))
        except subprocess.TimeoutExpired:
            kills, since = kills + 1, since + 1
            print(f"kill {kills}: {killed(process, rng)}", flush=True)
            continue
        ends += 1
        found = results(folder) if status == 0 else {}
        differing = sorted(name for name in {*found, *expected} if found.get(name) != expected.get(name))
        bad += bool(differing)
        said = "the same bytes" if not differing else f"status {status}, other or missing: {differing[:5]}"
        print(f"end {ends} after {since} kills: {len(found)} files, {said}", flush=True)
        if differing:
            shutil.copy(log, asked.folder / f"bad-{ends}.log")
        if over:
            break
        swept(folder)
        since = 0
    print(f"{kills} kills, {ends} runs that ended, {bad} of them otherwise than the run that nobody killed")
    raise SystemExit(1 if bad else 0)


if __name__ == "__main__":
    main()
