"""What runs leave beside their artifacts: logs, and what a process had begun to write when it was killed."""

import hashlib
import os
import platform
import shutil
import threading
import time
from fnmatch import fnmatch, fnmatchcase
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


_DAY = 24 * 60 * 60.0
"""In seconds."""


def partial_path(folder: Path, name: str) -> Path:
    """Where this thread writes what is not complete, beside what it is for."""
    return folder / f".part.{os.getpid()}-{_this_machine()}-{threading.get_ident():x}.{name}"


def remove_partial(folder: Path, pattern: str) -> None:
    """Remove what processes that have died had begun in a folder under such a name: a file, or a folder.

    Whether a process of another machine, which shares the disk, has died nobody knows here: what it had begun
    goes when it is a day old.
    """
    for left in folder.glob(".part.*.*"):
        begun_by, _, name = left.name.removeprefix(".part.").partition(".")
        process, machine, *_ = *begun_by.split("-"), ""
        if process.isdecimal() and fnmatchcase(name, pattern):
            gone = not _lives(int(process)) if machine == _this_machine() else _is_old(left)
            if gone:
                shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)


def _this_machine() -> str:
    """A name of this machine, or container, without points."""
    return hashlib.sha256(platform.node().encode()).hexdigest()[:8]


def _is_old(left: Path) -> bool:
    try:
        return time.time() - left.stat().st_mtime > _DAY
    except OSError:
        return False  # its own process has just removed it


def _lives(process: int) -> bool:
    """Whether there is a process of this number here."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True  # another user's
    return True
