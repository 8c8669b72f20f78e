"""What stands in a ZIP that somebody sent, looked at before any of it is read or unpacked."""

import stat
import struct
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

LARGEST = 8 * 2**30
"""Bytes that an archive may unpack to."""
_DENSEST = 1_000
"""Times that a file of an archive may be larger than what is stored of it, from a megabyte on."""
_MEGABYTE = 2**20
_HEADER = struct.Struct("<4s22xHH")
"""Of an entry, as it stands before its bytes: signature, lengths of name and of what is added to that."""


def examined_entries(
    entries: Iterable[zipfile.ZipInfo], largest: int = LARGEST
) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    """Every entry, and why it is not to be unpacked; nothing where it may be. All of them together are no
    larger than ``largest`` bytes then.
    """
    seen: dict[str, str] = {}
    left = largest
    for entry in entries:
        odd = _odd(entry, seen, left)
        seen.setdefault(_anywhere(entry.filename), entry.filename)
        if not odd:
            left -= entry.file_size
        yield entry, odd


def _odd(entry: zipfile.ZipInfo, seen: dict[str, str], left: int) -> str:
    name, path = entry.filename, PurePosixPath(entry.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or not path.parts:
        return "its name leads out of the archive: it was not unpacked"
    if (other := seen.get(_anywhere(name))) is not None:
        alike = f"some machines take its name and {other} for one: it was not unpacked"
        return "it is twice in the archive" if other == name else alike
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "it is a link or a device: it was not unpacked"
    if entry.flag_bits & 1:
        return "it is encrypted"
    dense = entry.file_size > max(_DENSEST * entry.compress_size, _MEGABYTE)
    if dense or entry.file_size > left:
        return f"it would unpack to {entry.file_size:,} bytes: it was not unpacked"
    return ""


def _anywhere(name: str) -> str:
    """A name as a file system has it that knows neither capitals nor two ways to write an umlaut."""
    return unicodedata.normalize("NFC", name).casefold()


def between_entries(archive: zipfile.ZipFile, path: Path) -> str:
    """What an archive holds that is of none of its files; empty where there is nothing.

    Programs that read it from its beginning find files there which others do not see.
    """
    if archive.comment:
        return "a comment"
    end = 0
    with path.open("rb") as file:
        for entry in sorted(archive.infolist(), key=lambda one: one.header_offset):
            if entry.header_offset != end:
                return f"bytes before {entry.filename} that are of no file"
            file.seek(entry.header_offset)
            _, name, extra = _HEADER.unpack(file.read(_HEADER.size))
            end = entry.header_offset + _HEADER.size + name + extra + entry.compress_size
    return "" if archive.start_dir == end else "bytes behind its last file"
