"""Files that are written whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from tradewinds.errors import ArtifactError
from tradewinds.left_behind import partial_path, remove_partial
from tradewinds.room import is_full, no_room

if TYPE_CHECKING:
    pass


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
