"""What runs leave beside their artifacts: logs, and what a process had begun to write when it was killed."""

import os
import shutil
from fnmatch import fnmatch
from pathlib import Path

LEFT = {
    "log/*.log": "logs of jobs",
    "*.unfinished/*": "checkpoints of unfinished jobs",
    ".part.*": "files that a killed job had begun to write",
    "*/.part.*": "files that a killed job had begun to write",
    "*/.snakemake_timestamp": "marks of Snakemake's",
}
"""What a run leaves beside its artifacts → what it is called. It says nothing of results: nothing is read of
it, and nobody is given it; the patterns are of paths within the results, * standing for anything.
"""


def left_as(name: str) -> str:
    """What a file (its path within the results) that a run leaves is called; empty for any other."""
    return next((kind for pattern, kind in LEFT.items() if fnmatch(name, pattern)), "")


def partial_path(folder: Path, name: str) -> Path:
    """Where this process writes what is not complete, beside what it is for."""
    return folder / f".part.{os.getpid()}.{name}"


def remove_partial(folder: Path, pattern: str) -> None:
    """Remove what processes that have died had begun in a folder under such a name: a file, or a folder."""
    for left in folder.glob(f".part.*.{pattern}"):
        process = left.name.split(".")[2]
        if process.isdecimal() and not _lives(int(process)):
            shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)


def _lives(process: int) -> bool:
    """Whether there is a process of this number here. One on another machine that still writes the same has
    lost its workflow, which has begun again.
    """
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True  # another user's
    return True
