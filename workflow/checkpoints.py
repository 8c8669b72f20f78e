"""What a training job has finished so far, so that the job goes on there when it was stopped."""

import json
import shutil
from pathlib import Path
from typing import Any

import xarray as xr

from tradewinds.artifacts import read_provenance, read_tree, write_tree
from tradewinds.errors import ArtifactError


class Checkpoints:
    """Finished equations beside the output to come, each with the provenance of the whole job.

    One that was made from other inputs, settings, code or seed counts as none, as does a broken one.
    """

    def __init__(self, output: Path | str, provenance: dict[str, Any]) -> None:
        self.folder = Path(output).with_suffix(".unfinished")
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
        self.folder.mkdir(parents=True, exist_ok=True)
        write_tree(tree, self._path(equation), self.provenance)

    def remove(self) -> None:
        """All of them; the output is there."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _path(self, equation: str) -> Path:
        return self.folder / f"{equation}.nc"
