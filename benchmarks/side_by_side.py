"""What the benchmarks share: runs that alternate, medians and ratios, and the machine they ran on."""

import os
import platform
import statistics
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

Timed = dict[str, list[float]]
"""Contestant → its seconds in every round."""


def alternate(contestants: dict[str, Callable[[], float]], rounds: int) -> Timed:
    """Seconds of every contestant in every round, one after another within a round.

    A contestant returns its own seconds. An unmeasured round goes first, for what is compiled or cached.
    """
    for run in contestants.values():
        run()
    seconds: Timed = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, run in contestants.items():
            seconds[name].append(run())
    return seconds


def ratio(timed: Timed, above: str, below: str) -> float:
    """Median over the rounds of ``above`` / ``below``: neighbours in time met the same other load."""
    return statistics.median(a / b for a, b in zip(timed[above], timed[below], strict=True))


def median(timed: Timed, name: str) -> float:
    return statistics.median(timed[name])


def machine(*packages: str) -> str:
    """One line on the processor, Python and the packages that were compared."""
    kind = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if "model name" in line
        ]
        kind = names[0] if names else kind
    found = ", ".join(f"{name} {_version(name)}" for name in packages)
    return f"{kind}, {os.cpu_count()} cores, Python {platform.python_version()}, {found}"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "(not installed)"
