"""Files that are written whole or not at all."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from shutil import rmtree

import pyarrow as pa

from tradewinds.errors import ArtifactError
from tradewinds.left_behind import partial_path, remove_partial
from tradewinds.room import is_full, no_room

_OLD = "old."
"""Stands before the name of a folder that another is taking the place of."""


def write_file(content: bytes | str, path: Path | str) -> None:
    """Write bytes, or a text as UTF-8, that carry no provenance."""
    with replacing(path, len(content)) as temporary:
        temporary.write_bytes(content.encode() if isinstance(content, str) else content)


@contextmanager
def replacing(path: Path | str, needed: int = 0) -> Iterator[Path]:
    """A name in the same folder to write to; it takes the place of ``path`` once it is complete.

    The name is the process's own: a job whose workflow was killed may go on beside the one that takes its
    place, and neither takes away what the other has begun. What processes that died leave behind goes with
    the next that is complete. Raises ArtifactError where there is no room for it, which says that it takes up
    to ``needed`` bytes.
    """
    path = Path(path)
    temporary = partial_path(path.parent, path.name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        os.replace(temporary, path)
        remove_partial(path.parent, escape(path.name))
    except (OSError, RuntimeError, ValueError, pa.ArrowException) as error:
        if isinstance(error, ArtifactError) or not is_full(error, path.parent):
            raise
        raise no_room(path, needed) from error
    finally:
        temporary.unlink(missing_ok=True)


def write_folders(folders: Mapping[Path, Mapping[str, bytes | str]]) -> None:
    """Folder → name → bytes or text of files that carry no provenance: each folder takes the place of what
    was there, and none does before all of them are complete. Where one cannot, the others go back.
    """
    begun = {folder: partial_path(folder.parent, folder.name) for folder in folders}
    try:
        for folder, files in folders.items():
            begun[folder].mkdir(parents=True)
            for name, content in files.items():
                write_file(content, begun[folder] / name)
        _exchange(begun)
    finally:
        for temporary in begun.values():
            rmtree(temporary, ignore_errors=True)
    for folder in folders:
        for kind in ("", _OLD):
            remove_partial(folder.parent, kind + escape(folder.name))


def _aside(folder: Path) -> Path:
    """Where a folder lies until all that are to take the place of others have done so."""
    return partial_path(folder.parent, _OLD + folder.name)


def _exchange(begun: Mapping[Path, Path]) -> None:
    """Move each new folder to its place, what is there being kept until the last one is."""
    try:
        for folder, temporary in begun.items():
            if folder.exists():
                folder.rename(_aside(folder))
            temporary.rename(folder)
    except BaseException:
        for folder, temporary in begun.items():
            with suppress(OSError):  # what cannot be moved back is kept aside
                if not temporary.exists():
                    folder.rename(temporary)
                if _aside(folder).exists():
                    _aside(folder).rename(folder)
        raise
    for folder in begun:
        rmtree(_aside(folder), ignore_errors=True)
