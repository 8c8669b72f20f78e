"""What a job asks a cluster for: more with more data, and more again at every further attempt.

The size of the data is that of an experiment's tables as they are read, known before the first job: a
scheduler wants to hear of all jobs of a group at once, when none of the files between them is there.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from tradewinds.errors import TradewindsError
from tradewinds.folders import data_folder
from tradewinds.provenance import RAW
from tradewinds.settings.data import DataSettings
from tradewinds.settings.kinds import AnyExperiment
from tradewinds.settings.stages import STAGES

MEMORY_PER_MB = 60
"""MB of memory for each MB of data: the largest jobs hold an array of every draw by every row."""
MINUTES_PER_MB = 2
"""Minutes for each MB of data: what a job does with every draw or step, it does with every row."""
PACKED = 8
"""How much larger a packed table is when it is read."""
_TABLES = ("read", "observe")
"""Stages that read a user's tables."""
_PACKED = (".parquet", ".gz", ".zip", ".bz2", ".xz", ".zst", ".xlsx")
HELD_MB = 100
"""MB of a table that is read in parts, however long it is: about those of the shortest such one."""
MEMORY_OF_ANOTHER = 20
"""MB for each further experiment of a job that makes several, for what Snakemake holds of its stages: of
``quickstart`` 1 MB was measured.
"""
_COLUMNS = 16
"""Columns of a simulated table, of eight bytes each."""
_MB = 1e6


class Held(StrEnum):
    """What a job holds of a long table at once."""

    some = "some"
    """Some sectors, however many series are asked about."""
    asked = "asked"
    """The series that are asked about: all, but for ``most_series``."""
    all = "all"


def data_mb(experiment: AnyExperiment, held: Held = Held.asked) -> float:
    """MB of the tables that an experiment reads, as they would lie unpacked, or simulates.

    A long table counts ``HELD_MB`` where jobs hold some of it. A file that is not there counts nothing: that
    it is missing is said elsewhere.
    """
    data = getattr(experiment, "data", None)
    synthetic = getattr(data, "synthetic", None)
    if synthetic:
        return float(synthetic.sectors * synthetic.periods * _COLUMNS * 8 / _MB)
    there = [file for file in _read_files(experiment) if file.is_file()]
    return sum(_held_mb(file, data, held) for file in there)


def _read_files(experiment: AnyExperiment) -> list[Path]:
    """Those of a vintage that is not there, or is damaged, are left out: its job says so."""
    found: set[str] = set()
    for name in _TABLES:
        try:
            for job in STAGES[name].jobs_of(experiment):
                found |= set(STAGES[name].inputs_of(experiment, job))
        except TradewindsError:
            continue
    return [data_folder() / name.removeprefix(RAW) for name in sorted(found) if name.startswith(RAW)]


def _held_mb(file: Path, data: DataSettings, held: Held) -> float:
    size = file.stat().st_size * (PACKED if file.suffix in _PACKED else 1) / _MB
    if size <= HELD_MB or held is Held.all:
        return size
    from tradewinds.data.sources import is_long  # imports pandas, which small data do without

    read = [name for name, table in data.tables.items() if table.file and Path(table.file).stem == file.stem]
    of_some = [name for name in read if held is Held.some or data.tables[name].most_series]
    return HELD_MB if any(is_long(data, name, file) for name in of_some) else size


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


def needed_together(
    memory_mb: int, minutes: int, sizes: Callable[[Any], Sequence[float]]
) -> dict[str, Callable[..., int]]:
    """As ``needed``, of a job that makes several experiments: the time of all, and the memory of as many as
    it has cores. ``sizes`` are the MB of data of each of them.
    """

    def memory(wildcards: Any, threads: int, attempt: int) -> int:
        each = sorted((memory_mb + MEMORY_PER_MB * size for size in sizes(wildcards)), reverse=True)
        return round((sum(each[:threads]) + MEMORY_OF_ANOTHER * (len(each) - 1)) * attempt)

    def time(wildcards: Any, attempt: int) -> int:
        return round(sum(minutes + MINUTES_PER_MB * size for size in sizes(wildcards)) * attempt)

    return {"mem_mb": memory, "runtime": time}
