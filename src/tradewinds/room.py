"""A disk without room, said in one line: what could not be written, and how much room it needs."""

import errno
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tradewinds.errors import ArtifactError, TradewindsError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_SAID = re.compile(
    rf"\berrno(?: =)? ({'|'.join(map(str, _FULL))})\b|No space left|quota exceeded", re.IGNORECASE
)
"""How libraries in C say it, whose errors have no number."""
_NEARLY_NONE = 65_536
"""Bytes free below which a failure to write is taken for one of room whatever a library says of it."""

LEAST = 5_000_000
"""Bytes that a run needs beside its results: locks, records and logs of the workflow."""


def require_room(folder: Path) -> None:
    """Raise ArtifactError where a disk that can be written has no room for a run to begin. A folder that is
    not there yet is looked for in those above it.
    """
    there = next(one for one in (folder.absolute(), *folder.absolute().parents) if os.path.exists(one))
    free = shutil.disk_usage(there).free
    if free < LEAST and os.access(there, os.W_OK):
        raise ArtifactError(
            f"the disk of {there} is full: {_size(free)} are free",
            f"{_size(LEAST)} for locks, records and logs, and room for the results",
            "Make room and run the same command again: what is finished is kept.",
        )


def is_full(error: BaseException, folder: Path) -> bool:
    """Whether a failure to write in a folder is one of room: on the disk, in a quota, or of a file's size."""
    if any(getattr(one, "errno", None) in _FULL or _SAID.search(str(one)) for one in _chain(error)):
        return True
    try:
        return shutil.disk_usage(folder).free < _NEARLY_NONE and os.access(folder, os.W_OK)
    except OSError:
        return False


def no_room(path: Path, needed: int) -> ArtifactError:
    """The error of a file of up to ``needed`` bytes that found no room."""
    try:
        free = f", of which {_size(shutil.disk_usage(path.parent).free)} are free"
    except OSError:
        free = ""
    return ArtifactError(
        f"{path} cannot be written: no room on the disk or in the quota",
        f"up to {_size(needed)}{free}" if needed else "",
        "Make room and run the same command again: what is finished is kept.",
    )


@contextmanager
def told_if_full(path: Path) -> Iterator[None]:
    """Whatever fails within for want of room is the error of ``path``, which was being written."""
    try:
        yield
    except Exception as error:
        if isinstance(error, TradewindsError) or not is_full(error, path.parent):
            raise
        raise no_room(path, 0) from error


def _size(count: int) -> str:
    for size, unit in ((1e9, "GB"), (1e6, "MB")):
        if count >= size:
            return f"{count / size:,.1f} {unit}"
    return f"{count / 1e3:,.0f} kB"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
