"""Locks that a killed run left behind.

Snakemake locks the results while it runs and cannot unlock them when it is killed. Every running process is
noted beside the locks; where all that were noted have died on this machine, the locks are taken away and
the next run goes on.
"""

import os
import platform
import shutil
from pathlib import Path

_FOLDER = Path(".snakemake")


def note_running(folder: Path = _FOLDER) -> None:
    """Note this process as one that may hold locks."""
    notes = folder / "processes"
    notes.mkdir(parents=True, exist_ok=True)
    (notes / f"{platform.node()} {os.getpid()}").touch()


def remove_stale(folder: Path = _FOLDER) -> bool:
    """Remove the locks if every process that may hold them has died on this machine; say so."""
    notes, locks = folder / "processes", folder / "locks"
    noted = list(notes.iterdir()) if notes.is_dir() else []
    dead = [note for note in noted if _has_died(note.name)]
    for note in dead:
        note.unlink(missing_ok=True)
    if not dead or len(dead) < len(noted) or not locks.is_dir() or not any(locks.iterdir()):
        return False
    shutil.rmtree(locks, ignore_errors=True)
    return True


def _has_died(note: str) -> bool:
    host, _, process = note.rpartition(" ")
    return host == platform.node() and not _alive(int(process))


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
