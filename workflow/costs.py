"""What jobs cost, from Snakemake's own files of it: no artifact holds clock time."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd


def seconds_of(benchmarks: Iterable[str]) -> dict[str, dict[str, float]]:
    """Folder → folder within it → seconds of the job."""
    found: dict[str, dict[str, float]] = {}
    for path in map(Path, benchmarks):
        seconds = float(pd.read_csv(path, sep="\t")["s"].iloc[-1])
        found.setdefault(path.parent.parent.name, {})[path.parent.name] = seconds
    return found
