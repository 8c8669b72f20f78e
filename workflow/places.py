"""Where results are written."""

from pathlib import Path

from tradewinds.errors import SettingsError


def require_folder(path: Path) -> None:
    """Raises SettingsError where a file stands in the place of a folder, or of one above it."""
    there = next((one for one in (path, *path.parents) if one.exists()), path)
    if there.exists() and not there.is_dir():
        remedy = "Move it away, or write elsewhere: --config results=DIR."
        raise SettingsError(f"{there} is a file", "the folder that results are written to", remedy)
