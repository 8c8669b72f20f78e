"""How long the quickstart takes, as whole processes: with cold and with warm compilation caches.

    python benchmarks/quickstart.py [--experiment quickstart]

Runs `snakemake` twice into fresh results folders, the first time without the compilation cache, and
prints the seconds of each run, on the clock and of processors (of Snakemake and all jobs, what counts beside
other work), their ratio, and the share of each rule (a job's start and end stand in Snakemake's log, to the
second).
"""

import argparse
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
STAMP = re.compile(r"^\[(\w{3} \w{3} +\d+ [\d:]{8} \d{4})\]$")
STARTED = re.compile(r"^Job (\d+): ")
RULE = re.compile(r"^Finished jobid: (\d+) \(Rule: (\w+)\)")


def imports() -> list[float]:
    """Seconds of three processes that import the largest packages and end."""
    command = [sys.executable, "-c", "import jax, numpyro, arviz_base, arviz_stats"]
    found = []
    for _ in range(3):
        begin = time.perf_counter()
        subprocess.run(command, check=True)
        found.append(time.perf_counter() - begin)
    return found


def processor_seconds() -> float:
    """Of all processes that this one started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def timed(experiment: str) -> tuple[float, float, dict[str, float]]:
    """Seconds of a whole run into a fresh folder, on the clock and of processors, and seconds per rule summed
    over its jobs."""
    with tempfile.TemporaryDirectory() as folder:
        snakemake = Path(sys.executable).with_name("snakemake")
        command = [str(snakemake), "--config", f"experiment={experiment}", f"results={folder}/results"]
        begin, used = time.perf_counter(), processor_seconds()
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        seconds, used = time.perf_counter() - begin, processor_seconds() - used
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return seconds, used, by_rule(done.stdout + done.stderr)


def by_rule(log: str) -> dict[str, float]:
    now, started, total = None, {}, defaultdict(float)
    for line in log.splitlines():
        if stamp := STAMP.match(line):
            now = datetime.strptime(stamp[1], "%a %b %d %H:%M:%S %Y")
        elif job := STARTED.match(line):
            started[job[1]] = now
        elif (job := RULE.match(line)) and job[1] in started:
            total[job[2]] += (now - started[job[1]]).total_seconds()
    return dict(total)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--experiment", default="quickstart")
    experiment = parser.parse_args().experiment
    shutil.rmtree(ROOT / ".cache" / "jax", ignore_errors=True)
    before = imports()
    cold, cold_used, cold_rules = timed(experiment)
    warm, warm_used, warm_rules = timed(experiment)
    one = median([*before, *imports()])
    print(f"cold {cold:.1f} s, warm {warm:.1f} s, ratio {cold / warm:.2f}")
    print(f"of processors: cold {cold_used:.1f} s, warm {warm_used:.1f} s")
    print(f"one import takes {one:.2f} s: cold {cold / one:.0f} of them, warm {warm / one:.0f}")
    print(
        f"{'rule':<12}{'cold':>8}{'share':>8}{'warm':>8}{'share':>8}   (job seconds; jobs run side by side)"
    )
    for rule in sorted(cold_rules, key=cold_rules.get, reverse=True):
        parts = [cold_rules[rule], cold_rules[rule] / sum(cold_rules.values())]
        parts += [warm_rules[rule], warm_rules[rule] / sum(warm_rules.values())]
        print(f"{rule:<12}{parts[0]:>8.0f}{parts[1]:>8.0%}{parts[2]:>8.0f}{parts[3]:>8.0%}")


if __name__ == "__main__":
    main()
