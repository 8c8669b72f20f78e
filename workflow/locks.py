"""Locks that a killed run left behind.

Snakemake locks the results while it runs and cannot unlock them when it is killed. The running process is
noted beside the locks; where it has died on this machine, they are taken away and the next run goes on.
"""

import os
import platform
import shutil
from pathlib import Path

_FOLDER = Path(".snakemake")


def note_running(folder: Path = _FOLDER) -> None:
    """Note this process as the one that holds the locks."""
    (folder / "running").write_text(f"{platform.node()} {os.getpid()}\n")


def remove_stale(folder: Path = _FOLDER) -> bool:
    """Remove the locks if the process that held them has died on this machine; say whether it was so."""
    note, locks = folder / "running", folder / "locks"
    if not note.is_file() or not locks.is_dir() or not any(locks.iterdir()):
        return False
    host, _, process = note.read_text().strip().partition(" ")
    if host != platform.node() or _alive(int(process)):
        return False
    shutil.rmtree(locks, ignore_errors=True)
    return True


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
