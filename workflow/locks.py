"""Locks that a killed run left behind.

Snakemake locks the results while it runs and cannot unlock them when it is killed. Every run therefore
leaves a note beside the locks before it takes any, and holds the note itself locked by the operating system,
which lets go of it however the run ends. A run that begins looks at the notes of all others: where every one
of them has died, their locks are taken away and the work goes on.

On the machine of the note the operating system's word is final, in another container and after the process's
number was given to another program too. From another machine, or where files cannot be locked, only the signs
of life count that a run gives by touching its note: one that was silent for ``SILENT`` seconds has died.
"""

import atexit
import fcntl
import os
import platform
import shutil
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

BEAT = 20.0
"""Seconds from one sign of life to the next."""
SILENT = 120.0
"""Seconds without one after which a run on another machine has died: many beats, as a file server may answer
with what it knew a minute before.
"""
_HALF = ".half "
"""Begins the name of a note that is being written; one that stays so is of a run that was killed before it
began, and says nothing."""
_FOLDER = Path(".snakemake")
_BOOT = Path("/proc/sys/kernel/random/boot_id")


class Run:
    """This process's run, noted in ``folder`` until it ends.

    ``frees``: whether it takes away locks of runs that died. One that takes none itself does not: they keep
    others from what it makes when the run that started it has died.
    """

    def __init__(self, folder: Path = _FOLDER, frees: bool = True) -> None:
        self.freed = False
        """Whether the locks of runs that died were removed."""
        notes, locks = folder / "processes", folder / "locks"
        notes.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.note = notes / f"{platform.node()} {os.getpid()} {uuid.uuid4().hex[:8]}"
        # one run at a time looks and notes itself: none takes away what another has just taken
        with _alone(folder / "processes.lock"):
            half = self.note.with_name(f"{_HALF}{self.note.name}")
            self._file = half.open("w", encoding="utf-8")
            self._file.write(machine())
            self._file.flush()
            _held(self._file.fileno())
            half.rename(self.note)  # whole and held from its first moment on
            self.freed = frees and _remove_dead(notes, locks, self.note)
        self._over = threading.Event()
        threading.Thread(target=self._give_signs, name="signs of life", daemon=True).start()
        atexit.register(self.end)

    def end(self) -> None:
        """Take the note away; a run that is killed leaves it to the next."""
        self._over.set()
        self.note.unlink(missing_ok=True)
        self._file.close()
        atexit.unregister(self.end)

    def why_locked(self) -> str:
        """What keeps this run from its files, for whoever started it: one line."""
        others = _others(self.folder / "processes", self.note)
        alive = [note for note in others if not _has_died(note, now=time.time())]
        if others and not alive:
            who = ", ".join(_described(note) for note in sorted(others)[:3])
            return f"another run of the same files ended while this one began ({who}). Run this again."
        if not alive:
            return (
                f"{self.folder / 'locks'} says that a run makes the same files, but no run has left a note. "
                "If none is at work: snakemake --unlock"
            )
        who = ", ".join(_described(note) for note in sorted(alive)[:3])
        return (
            f"the same files are being made by another run in this folder ({who}). Let it end, or stop it; "
            "then run this again."
        )

    def _give_signs(self) -> None:
        while not self._over.wait(BEAT):
            with suppress(OSError):
                os.utime(self.note)


def _described(note: Path) -> str:
    host, process = note.name.split()[:2]
    try:
        silent = time.time() - note.stat().st_mtime
    except OSError:
        silent = 0.0
    wait = f", silent for {silent:.0f} s, given up after {SILENT:.0f}" if silent > 2 * BEAT else ""
    return f"process {process} on {host}{wait}"


def in_plain_words(run: Run, exceptions: Any) -> None:
    """Snakemake's own error where its files are locked (LockException of its module ``exceptions``) becomes
    one line that says by whom.
    """

    def stop() -> NoReturn:
        raise SystemExit(f"tradewinds: {run.why_locked()}")

    exceptions.LockException = stop


def lock_beside(persistence: Any, beside: Callable[[Any], Iterable[str]]) -> None:
    """Snakemake locks, beside what its own jobs make, the files that ``beside`` names of each job that is to
    run, and finds them locked by others: a job may start a run without locks that makes these.

    ``persistence``: Snakemake's class of locks.
    """
    own = persistence.all_outputfiles
    persistence.all_outputfiles = lambda self: [
        *own(self),
        *(file for job in self.dag.needrun_jobs() for file in beside(job)),
    ]


def unlock_own(persistence: Any) -> None:
    """A run that ends takes its own locks away; Snakemake's takes those of all runs in the folder, so that
    what another is making could be begun a second time. ``snakemake --unlock`` takes them all, as before.

    ``persistence``: Snakemake's class of locks that are files.
    """

    def unlock(self: Any) -> None:
        for file in self._lockfile.values():
            Path(file).unlink(missing_ok=True)
        self._lockfile.clear()

    persistence.unlock = unlock
    persistence.cleanup_locks = lambda self: self._delete_locks()


def machine() -> str:
    """Tells one running kernel from another: containers on a machine share it, a restart changes it."""
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return platform.node()


def _remove_dead(notes: Path, locks: Path, own: Path) -> bool:
    others = _others(notes, own)
    dead = [note for note in others if _has_died(note, now=own.stat().st_mtime)]
    if not dead or len(dead) < len(others):
        return False  # the notes of the dead stay as long as their locks
    for note in dead:
        note.unlink(missing_ok=True)
    if not locks.is_dir() or not any(locks.iterdir()):
        return False
    shutil.rmtree(locks, ignore_errors=True)
    return True


def _others(notes: Path, own: Path) -> list[Path]:
    return [note for note in notes.iterdir() if note != own and not note.name.startswith(_HALF)]


def _has_died(note: Path, now: float) -> bool:
    """``now`` is the file server's time, which need not be this machine's."""
    try:
        with note.open("r+", encoding="utf-8") as file:
            held = _held(file.fileno())
            if held is False:
                return False
            here = file.read() == machine()
            silent = now - os.fstat(file.fileno()).st_mtime
    except OSError:
        return False  # its run has just ended, or it is another user's
    return bool(held and here) or silent > SILENT


def _held(file: int) -> bool | None:
    """Lock an open file; False where another process has it, None where such files cannot be locked."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Others wait at the same path until this is over, where files can be locked."""
    with path.open("w", encoding="utf-8") as file:
        with suppress(OSError):
            fcntl.flock(file.fileno(), fcntl.LOCK_EX)
        yield
