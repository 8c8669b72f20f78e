"""Where results are written."""

import os
from pathlib import Path

from tradewinds.errors import SettingsError

LONGEST = 255
"""Bytes of a name that file systems allow."""


def require_folder(path: Path) -> None:
    """Raises SettingsError where a file stands in the place of a folder, or of one above it, and where its
    name is longer than a disk can have.
    """
    if long := [part for part in path.parts if len(os.fsencode(part)) > LONGEST]:
        found = f"a folder with a name of {len(os.fsencode(long[0])):,} bytes"
        raise SettingsError(found, f"at most {LONGEST}", "Write elsewhere: --config results=DIR.")
    there = next((one for one in (path, *path.parents) if os.path.exists(one)), path)
    if os.path.exists(there) and not there.is_dir():
        remedy = "Move it away, or write elsewhere: --config results=DIR."
        raise SettingsError(f"{there} is a file", "the folder that results are written to", remedy)
