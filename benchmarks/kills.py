"""Kill a run at random moments, start it again without a hand, and compare its bytes with one that nobody
killed.

    python benchmarks/kills.py --kills 40 --folder /tmp/kills

A copy of the checkout runs a small experiment once to its end, its explorer included. Then a second copy
is started and killed over and over, in one of the ways of ``WAYS``. When a run ends before it is to be killed
its results are compared and made again from nothing. The moment is drawn in seconds of the run's processor
time, which other work on the machine does not lengthen. Every kill and every end is a line of
``FOLDER/kills.jsonl`` and of what is printed: the way, the stages that were at work, the status. Given again,
the command goes on from these lines.
"""

import argparse
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from shrunk import SHIPPED, SMALL  # noqa: E402

ALL, RUN, JOB = "all", "Snakemake", "a job"
WAYS = {
    "the power is cut": (0.3, {ALL: signal.SIGKILL}),
    "Snakemake alone": (0.2, {RUN: signal.SIGKILL}),
    "Snakemake is asked to end": (0.15, {RUN: signal.SIGTERM}),
    "a job alone": (0.15, {JOB: signal.SIGKILL}),
    "Snakemake and a job": (0.1, {RUN: signal.SIGKILL, JOB: signal.SIGKILL}),
    "all are asked to end": (0.1, {ALL: signal.SIGTERM}),
}
"""Way → its share of the kills, and who gets which signal. A Snakemake that is killed alone leaves its job at
work beside the next run's; one that is asked to end, or whose job is killed, ends with an error."""
PATIENCE = 900
"""Seconds by the clock after which a run that was killed, or asked to end, has to be gone."""
OF_A_RUN = (".log",)
"""Endings of files that tell of one run and not of its results."""
TICKS = os.sysconf("SC_CLK_TCK")


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
    command = [sys.executable, "-m", "snakemake", "all", "explore", "--cores", "1", *config]
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


def members(run: subprocess.Popen) -> dict[int, float]:
    """Processes of a run → seconds of processor time of each, and of its children that have ended."""
    found = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = file.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == run.pid:  # the session, which every start has for itself
            found[int(file.parent.name)] = sum(map(int, fields[11:15])) / TICKS
    return found


def at_work(run: subprocess.Popen) -> dict[int, str]:
    """Processes of a run's jobs → the stage of each."""
    found = {}
    for number in members(run):
        try:
            words = (Path("/proc") / str(number) / "cmdline").read_bytes().decode().split("\0")
        except OSError:
            continue
        if named := re.search(r"/\.snakemake/scripts/tmp[^.]*\.(\w+)\.py$", " ".join(words[:2]).strip()):
            found[number] = named[1]
    return found


def ended(run: subprocess.Popen, moment: float, with_job: bool) -> bool:
    """Whether the run ended by itself before it had used so many seconds, or a job was at work after them."""
    while run.poll() is None:
        if sum(members(run).values()) >= moment and (not with_job or at_work(run)):
            return False
        time.sleep(0.2)
    return True


def killed(run: subprocess.Popen, signals: dict[str, int], rng: random.Random) -> dict[str, Any]:
    """Kill a run in one of the ways and wait for its end; the stages that were at work, and its status."""
    jobs = at_work(run)
    begun = time.monotonic()
    for target, number in signals.items():
        try:
            if target == ALL:
                os.killpg(run.pid, number)
            else:
                os.kill(run.pid if target == RUN else rng.choice(sorted(jobs)), number)
        except (ProcessLookupError, IndexError):
            pass  # it has just ended by itself
    try:
        status: int | str = run.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        status = f"was still there after {PATIENCE} s"
    return {"at work": sorted(jobs.values()), "status": status, "waited": round(time.monotonic() - begun, 1)}


def alone(folder: Path) -> None:
    """Wait for the end of runs that outlived this command, and of jobs that outlived their Snakemake."""
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        places = []
        for place in Path("/proc").glob("[0-9]*/cwd"):
            try:
                places.append(place.readlink())
            except OSError:
                continue
        if not any(place.is_relative_to(folder.resolve()) for place in places):
            return
        time.sleep(0.5)
    raise SystemExit(f"after {PATIENCE} s something is still at work in {folder}")


def compared(folder: Path, status: int, expected: dict[str, bytes]) -> dict[str, Any]:
    found = results(folder) if status == 0 else {}
    differing = sorted(name for name in {*found, *expected} if found.get(name) != expected.get(name))
    return {"status": status, "files": len(found), "differing": differing[:5]}


def told(lines: list[dict[str, Any]]) -> None:
    """How often what was killed, and what came of it."""
    kills, ends = [one for one in lines if "way" in one], [one for one in lines if "way" not in one]
    bad = [one for one in ends if one["differing"]] + [one for one in kills if isinstance(one["status"], str)]
    print("ways:", dict(Counter(one["way"] for one in kills)))
    print("stages at work:", dict(Counter(stage for one in kills for stage in one["at work"] or ["none"])))
    print(f"{len(kills)} kills, {len(ends)} runs that ended, {len(bad)} otherwise than the run nobody killed")
    raise SystemExit(1 if bad else 0)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument(
        "--folder", type=Path, required=True, help="a new folder for the two copies, or one to go on in"
    )
    parser.add_argument("--longest", type=float, default=20.0, help="processor seconds until a kill, at most")
    parser.add_argument("--hours", type=float, default=12.0, help="after which no other kill is begun")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    limit = time.monotonic() + 3600 * asked.hours
    whole, folder, lines = asked.folder / "whole", asked.folder / "killed", asked.folder / "kills.jsonl"
    if not lines.exists():
        if start(opened(whole), asked.folder / "whole.log").wait():
            raise SystemExit(f"the run that nobody kills failed: {asked.folder / 'whole.log'}")
        opened(folder)
        lines.touch()
    alone(folder)  # where this command was killed, a run that goes on
    noted = [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines()]
    expected, log = results(whole), asked.folder / "killed.log"

    def note(line: dict[str, Any]) -> None:
        noted.append(line)
        with lines.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        print(f"{time.strftime('%H:%M:%S')} {json.dumps(line)}", flush=True)

    while True:
        kills = sum("way" in line for line in noted)
        over = kills >= asked.kills or time.monotonic() > limit
        rng = random.Random(f"{asked.seed} {len(noted)}")
        (way,) = rng.choices(list(WAYS), [share for share, _ in WAYS.values()])
        signals, moment = WAYS[way][1], rng.uniform(0.2, asked.longest)
        run = start(folder, log)
        by_itself = over or ended(run, moment, JOB in signals)
        if not by_itself:
            note({"kill": kills + 1, "way": way, "after": round(moment, 1), **killed(run, signals, rng)})
            continue
        line = compared(folder, run.wait(), expected)
        number = sum("way" not in one for one in noted) + 1
        if line["differing"]:
            shutil.copy(log, asked.folder / f"bad-{number}.log")
            shutil.copytree(folder, asked.folder / f"bad-{number}", symlinks=True)
        note({"end": number, **line})
        if over:
            break
        alone(folder)
        for name in ("results", ".snakemake"):
            shutil.rmtree(folder / name)
    told(noted)


if __name__ == "__main__":
    main()
