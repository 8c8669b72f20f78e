"""What a training job has done so far, so that the job goes on there when it was stopped."""

import json
import shutil
import time
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from tradewinds.artifacts import read_provenance, read_tree, replacing, write_tree
from tradewinds.errors import ArtifactError

WORTH_KEEPING = 60.0
"""Seconds of work between two writings of an unfinished equation: what a stopped job loses at most."""
ROWS = "rows-"
"""Begins the name of a folder with rows of an equation, of use to the job alone that wrote it."""
_PROVENANCE = "provenance"


class Checkpoints:
    """Finished equations beside the output to come, and unfinished parts of the one in work.

    Each carries the provenance of the whole job. One that was made from other inputs, settings, code or seed
    counts as none, as does a broken one.
    """

    def __init__(self, output: Path | str, provenance: dict[str, Any]) -> None:
        self.folder = Path(output).with_suffix(".unfinished")
        self.folder.mkdir(parents=True, exist_ok=True)
        for left in self.folder.glob(f"{ROWS}*"):  # of a job that was killed
            shutil.rmtree(left, ignore_errors=True)
        self.provenance = json.loads(json.dumps(provenance))

    def read(self, equation: str) -> xr.DataTree | None:
        """The equation's draws as they were written, None when they are still to be made."""
        path = self._path(equation)
        if not path.exists():
            return None
        try:
            document = read_provenance(path)
            current = all(document.get(key) == value for key, value in self.provenance.items())
            return read_tree(path) if current else None
        except ArtifactError:
            return None

    def write(self, equation: str, tree: xr.DataTree) -> None:
        write_tree(tree, self._path(equation), self.provenance)
        shutil.rmtree(self.folder / equation, ignore_errors=True)

    def memory(self, equation: str) -> "_Unfinished":
        """Where the unfinished parts of an equation are kept."""
        return _Unfinished(self.folder / equation, self.provenance)

    def remove(self) -> None:
        """All of them; the output is there."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _path(self, equation: str) -> Path:
        return self.folder / f"{equation}.nc"


class _Unfinished:
    """The states of an equation's loops, one archive of NumPy's each."""

    def __init__(self, folder: Path, provenance: dict[str, Any]) -> None:
        self.folder, self.provenance = folder, json.dumps(provenance, sort_keys=True)
        self.written = time.monotonic()

    def due(self) -> bool:
        """Whether as much was done since the last writing as is worth keeping."""
        return time.monotonic() - self.written > WORTH_KEEPING

    def read(self, part: str) -> dict[str, np.ndarray] | None:
        """The part as the same job wrote it; None where there is nothing that is whole."""
        try:
            with (self.folder / f"{part}.npz").open("rb") as file, np.load(file) as archive:
                found = dict(archive)
        except (OSError, ValueError, zipfile.BadZipFile):
            return None
        return found if str(found.pop(_PROVENANCE, "")) == self.provenance else None

    def write(self, part: str, arrays: dict[str, np.ndarray]) -> None:
        """Keep this in place of what was written of the part before."""
        with replacing(self.folder / f"{part}.npz") as temporary, temporary.open("wb") as file:
            np.savez(file, **arrays, **{_PROVENANCE: np.array(self.provenance)})
        self.written = time.monotonic()
