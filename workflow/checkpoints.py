"""What a training job has done so far, so that the job goes on there when it was stopped."""

import hashlib
import json
import shutil
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from tradewinds.artifacts import read_tree, write_tree
from tradewinds.carried_provenance import read_provenance
from tradewinds.errors import ArtifactError
from tradewinds.replacing import replacing

WORTH_KEEPING = 60.0
"""Seconds of work between two writings of an unfinished equation: what a stopped job loses at most."""
ROWS = "rows-"
"""Begins the name of a folder with rows of an equation, of use to the job alone that wrote it."""
_OF, _HASH = "checkpoint of", "hash"
_OTHER = "it is of other settings, code, inputs, seed or packages, or of another part"
_BROKEN = "it is not what was written"
Log = Callable[[str], None]


class Checkpoints:
    """Finished equations beside the output to come, and unfinished parts of the one in work.

    Each carries the provenance of the whole job, what part of it it is, and a hash of its contents. One of
    another job or part, and one that is not as it was written, is named, removed and made again.
    """

    def __init__(self, output: Path | str, provenance: dict[str, Any], log: Log | None = None) -> None:
        self.folder = Path(output).with_suffix(".unfinished")
        self.folder.mkdir(parents=True, exist_ok=True)
        for left in self.folder.glob(f"{ROWS}*"):  # of a job that was killed
            shutil.rmtree(left, ignore_errors=True)
        self.provenance = json.loads(json.dumps(provenance))
        self._log = log or _told(self.provenance)

    def read(self, equation: str) -> xr.DataTree | None:
        """The equation's draws as they were written, None when they are still to be made."""
        path = self._path(equation)
        if not path.exists():
            return None
        try:
            document = read_provenance(path)
            if all(document.get(key) == value for key, value in self._document(equation).items()):
                return read_tree(path)  # which computes the hash of what it reads again
            reason = _OTHER
        except ArtifactError:
            reason = _BROKEN
        _discard(path, reason, self._log)
        return None

    def write(self, equation: str, tree: xr.DataTree) -> None:
        write_tree(tree, self._path(equation), self._document(equation))
        shutil.rmtree(self.folder / equation, ignore_errors=True)

    def memory(self, equation: str) -> "_Unfinished":
        """Where the unfinished parts of an equation are kept."""
        return _Unfinished(self.folder / equation, self._document(equation), self._log)

    def remove(self) -> None:
        """All of them; the output is there."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _path(self, equation: str) -> Path:
        return self.folder / f"{equation}.nc"

    def _document(self, equation: str) -> dict[str, Any]:
        return {**self.provenance, _OF: equation}


class _Unfinished:
    """The states of an equation's loops, one archive of NumPy's each."""

    def __init__(self, folder: Path, document: dict[str, Any], log: Log) -> None:
        self.folder, self._document, self._log = folder, document, log
        self.written = time.monotonic()

    def due(self) -> bool:
        """Whether as much was done since the last writing as is worth keeping."""
        return time.monotonic() - self.written > WORTH_KEEPING

    def read(self, part: str) -> dict[str, np.ndarray] | None:
        """The part as the same job wrote it; None where there is nothing that is whole."""
        path = self.folder / f"{part}.npz"
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
                found = dict(archive)
            of, carried = str(found.pop(_OF, "")), str(found.pop(_HASH, ""))
            whole = carried == _hash(of, found)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, EOFError, zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error):
            whole, of, found = False, "", {}
        if whole and of == self._identity(part):
            return found
        _discard(path, _OTHER if whole else _BROKEN, self._log)
        return None

    def write(self, part: str, arrays: dict[str, np.ndarray]) -> None:
        """Keep this in place of what was written of the part before."""
        of = self._identity(part)
        told = {_OF: np.array(of), _HASH: np.array(_hash(of, arrays))}
        with replacing(self.folder / f"{part}.npz") as temporary, temporary.open("wb") as file:
            np.savez(file, **arrays, **told)
        self.written = time.monotonic()

    def _identity(self, part: str) -> str:
        return json.dumps({**self._document, "part": part}, sort_keys=True)


def _hash(of: str, arrays: dict[str, np.ndarray]) -> str:
    """sha256 of what a checkpoint is of, and of its arrays by their names, kinds, shapes and bytes."""
    digest = hashlib.sha256(of.encode())
    for name in sorted(arrays):
        values = np.asarray(arrays[name])
        digest.update(f"\n{name}\n{values.dtype.str}\n{values.shape}\n".encode())
        digest.update(np.ascontiguousarray(values).tobytes())
    return digest.hexdigest()


def _discard(path: Path, reason: str, log: Log) -> None:
    log(f"the checkpoint {path} is not used: {reason}. What it holds is made again.")
    path.unlink(missing_ok=True)


def _told(provenance: dict[str, Any]) -> Log:
    """Says it as jobs say how far they are."""
    return lambda text: print(f"  {provenance.get('stage')} | {text}", file=sys.stderr, flush=True)
