"""What a job asks a cluster for: more with more data, and more again at every further attempt.

The size of the data is that of an experiment's tables as they are read, known before the first job: a
scheduler wants to hear of all jobs of a group at once, when none of the files between them is there.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tradewinds.folders import data_folder
from tradewinds.provenance import RAW
from tradewinds.settings.kinds import AnyExperiment
from tradewinds.settings.stages import STAGES

MEMORY_PER_MB = 60
"""MB of memory for each MB of data: the largest jobs hold an array of every draw by every row."""
MINUTES_PER_MB = 2
"""Minutes for each MB of data: what a job does with every draw or step, it does with every row."""
PACKED = 8
"""How much larger a packed table is when it is read."""
_PACKED = (".parquet", ".gz", ".zip", ".bz2", ".xz", ".zst", ".xlsx")
_COLUMNS = 16
"""Columns of a simulated table, of eight bytes each."""
_MB = 1e6


def raw_files(experiment: AnyExperiment) -> list[Path]:
    """The user's files that an experiment's tables are read from; none of a simulated economy."""
    read = STAGES["read"]
    found = {name for job in read.jobs_of(experiment) for name in read.inputs_of(experiment, job)}
    return [data_folder() / name.removeprefix(RAW) for name in sorted(found) if name.startswith(RAW)]


def data_mb(experiment: AnyExperiment) -> float:
    """MB of the tables that an experiment reads, as they would lie unpacked, or simulates.

    A file that is not there counts nothing: that it is missing is said elsewhere.
    """
    synthetic = getattr(getattr(experiment, "data", None), "synthetic", None)
    if synthetic:
        return float(synthetic.sectors * synthetic.periods * _COLUMNS * 8 / _MB)
    there = [file for file in raw_files(experiment) if file.is_file()]
    return sum(file.stat().st_size * (PACKED if file.suffix in _PACKED else 1) for file in there) / _MB


def needed(
    memory_mb: int, minutes: int, size: Callable[[Any], float]
) -> dict[str, Callable[[Any, int], int]]:
    """Resources of a rule, ``mem_mb`` and ``runtime`` in minutes, as functions of wildcards and attempt.

    ``memory_mb`` and ``minutes`` are what its jobs take with little data; ``size`` is the MB of data of the
    wildcards' experiment.
    """
    return {
        "mem_mb": lambda wildcards, attempt: round((memory_mb + MEMORY_PER_MB * size(wildcards)) * attempt),
        "runtime": lambda wildcards, attempt: round((minutes + MINUTES_PER_MB * size(wildcards)) * attempt),
    }
