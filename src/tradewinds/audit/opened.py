"""Results to be read: a folder as it is, or a zip archive unpacked to a temporary folder."""

import shutil
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from tradewinds.audit.verdict import AuditFinding, AuditVerdict
from tradewinds.errors import AuditError, few_of

_LARGEST = 8 * 2**30
"""Bytes that an archive may unpack to."""
_DENSEST = 1_000
"""Times that a file of an archive may be larger than what is stored of it, from a megabyte on."""
_CHUNK = 2**20
_RESULTS, _DATA, _SOURCE = "results", "data", "source"
"""Folders of an archive that has more than the results."""
_WHAT = "a folder of results, or a zip archive of one"


@dataclass(frozen=True)
class OpenedResults:
    """The ``folder`` of an experiment's results, the folders of raw files and of the ``source`` that came
    with it, if any, and what of an archive was not unpacked, with the reason.
    """

    folder: Path
    data: Path | None = None
    source: Path | None = None
    refused: dict[str, AuditFinding] = field(default_factory=dict)


@contextmanager
def opened_results(path: Path) -> Iterator[OpenedResults]:
    """Results that lie at ``path``; nothing is written there. Raises AuditError where there are none."""
    if path.is_dir():
        yield OpenedResults(*_results_in(path))
        return
    if not path.is_file():
        raise AuditError(f"{path} is not there", _WHAT)
    with TemporaryDirectory(prefix="tradewinds-audit-") as temporary:
        refused = _unpacked(path, Path(temporary))
        yield OpenedResults(*_results_in(Path(temporary)), refused=refused)


def _results_in(
    folder: Path, data: Path | None = None, source: Path | None = None
) -> tuple[Path, Path | None, Path | None]:
    """The results themselves: folders that hold nothing but one folder, and ``results``, are gone into. And
    the ``data`` and the ``source`` beside those.
    """
    try:
        inside = list(folder.iterdir())
    except OSError as error:
        raise AuditError(f"{folder} cannot be looked into ({error.strerror})", _WHAT) from None
    if (folder / "manifest.json").exists():
        return folder, data, source
    if len(inside) == 1 and inside[0].is_dir() and not inside[0].is_symlink():
        return _results_in(inside[0], data, source)
    within = folder / _RESULTS
    if within.is_dir() and not within.is_symlink():
        return _results_in(within, _beside(folder, _DATA) or data, _beside(folder, _SOURCE) or source)
    if not inside:
        raise AuditError(f"{folder} is empty", _WHAT)
    several = sorted(one.name for one in inside if (one / "manifest.json").exists())
    if len(several) > 1:
        found = f"{folder} holds the results of {len(several)} experiments: {few_of(several)}"
        raise AuditError(found, "those of one", f"Name one of them: {folder / several[0]}.")
    return (folder / several[0] if several else folder), data, source


def _beside(folder: Path, name: str) -> Path | None:
    place = folder / name
    return place if place.is_dir() and not place.is_symlink() else None


def _unpacked(archive: Path, folder: Path) -> dict[str, AuditFinding]:
    refused: dict[str, AuditFinding] = {}
    left = _LARGEST
    try:
        with zipfile.ZipFile(archive) as file:
            seen: set[str] = set()
            for entry in file.infolist():
                name = entry.filename
                odd = _odd(entry, seen, left)
                seen.add(name)
                if not odd and not entry.is_dir():
                    odd = _unpack(file, entry, folder / name)
                    left -= entry.file_size
                if odd:
                    refused[name] = AuditFinding(AuditVerdict.untraceable, "archive", odd)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise AuditError(f"{archive} cannot be unpacked ({reason})", _WHAT) from None
    return refused


def _odd(entry: zipfile.ZipInfo, seen: set[str], left: int) -> str:
    """Why an entry is not unpacked; empty where it is."""
    name, path = entry.filename, PurePosixPath(entry.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or not path.parts:
        return "its name leads out of the archive: it was not unpacked"
    if name in seen:
        return "it is twice in the archive"
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "it is a link or a device: it was not unpacked"
    if entry.flag_bits & 1:
        return "it is encrypted"
    dense = entry.file_size > max(_DENSEST * entry.compress_size, _CHUNK)
    if dense or entry.file_size > left:
        return f"it would unpack to {entry.file_size:,} bytes: it was not unpacked"
    return ""


def _unpack(file: zipfile.ZipFile, entry: zipfile.ZipInfo, place: Path) -> str:
    """Unpack no more than the entry says; why it was not, if so."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with file.open(entry) as source, place.open("xb") as target:
            shutil.copyfileobj(source, target, _CHUNK)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        place.unlink(missing_ok=True) if place.is_file() else None
        return f"it cannot be unpacked ({type(error).__name__})"
    except Exception as error:  # zlib, lzma and bz2 raise errors of their own
        place.unlink(missing_ok=True)
        return f"it cannot be unpacked ({type(error).__name__})"
    return ""
