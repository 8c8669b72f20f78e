"""Results to be read: a folder as it is, or a zip archive unpacked to a temporary folder."""

import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tradewinds.audit.verdict import AuditFinding, AuditVerdict
from tradewinds.errors import AuditError, few_of
from tradewinds.zip_entries import examined_entries

_CHUNK = 2**20
_DEEPEST = 50
"""Folders that hold nothing but a folder, one in the other."""
_RESULTS, _DATA, _SOURCE = "results", "data", "source"
"""Folders of an archive that has more than the results."""
NAMED_DATA = "files.json"
"""Of a bundle's data: their names and hashes."""
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

    @property
    def brought(self) -> Path | None:
        """The folder of raw files where it has any; a bundle whose data are not shared names them alone."""
        if self.data is None:
            return None
        files = (one for one in self.data.rglob("*") if one.is_file())
        return self.data if any(one != self.data / NAMED_DATA for one in files) else None


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


def _results_in(folder: Path) -> tuple[Path, Path | None, Path | None]:
    """The results themselves: folders that hold nothing but one folder, and ``results``, are gone into. And
    the ``data`` and the ``source`` beside those.
    """
    data = source = None
    for _ in range(_DEEPEST):
        inside = _inside(folder)
        if (folder / "manifest.json").exists():
            return folder, data, source
        within = folder / _RESULTS
        if len(inside) == 1 and inside[0].is_dir() and not inside[0].is_symlink():
            folder = inside[0]
        elif within.is_dir() and not within.is_symlink():
            data, source = _beside(folder, _DATA) or data, _beside(folder, _SOURCE) or source
            folder = within
        else:
            return _one_of(folder, inside), data, source
    raise AuditError(f"nothing but folders in folders, {_DEEPEST} deep", _WHAT)


def _inside(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError as error:
        raise AuditError(f"{folder} cannot be looked into ({error.strerror})", _WHAT) from None


def _one_of(folder: Path, inside: list[Path]) -> Path:
    """The results among what is in a folder, or the folder itself."""
    if not inside:
        raise AuditError(f"{folder} is empty", _WHAT)
    several = sorted(one.name for one in inside if (one / "manifest.json").exists())
    if len(several) > 1:
        found = f"{folder} holds the results of {len(several)} experiments: {few_of(several)}"
        raise AuditError(found, "those of one", f"Name one of them: {folder / several[0]}.")
    return folder / several[0] if several else folder


def _beside(folder: Path, name: str) -> Path | None:
    place = folder / name
    return place if place.is_dir() and not place.is_symlink() else None


def _unpacked(archive: Path, folder: Path) -> dict[str, AuditFinding]:
    refused: dict[str, AuditFinding] = {}
    try:
        with zipfile.ZipFile(archive) as file:
            for entry, odd in examined_entries(file.infolist()):
                name = entry.filename
                if not odd and not entry.is_dir():
                    odd = _unpack(file, entry, folder / name)
                if odd:
                    refused[name] = AuditFinding(AuditVerdict.untraceable, "archive", odd)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise AuditError(f"{archive} cannot be unpacked ({reason})", _WHAT) from None
    return refused


def _unpack(file: zipfile.ZipFile, entry: zipfile.ZipInfo, place: Path) -> str:
    """Unpack no more than the entry says; why it was not, if so."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with file.open(entry) as source, place.open("xb") as target:
            shutil.copyfileobj(source, target, _CHUNK)
    except Exception as error:  # of zipfile and the file system; zlib, lzma and bz2 have errors of their own
        with suppress(OSError):
            place.unlink()
        return f"it cannot be unpacked ({type(error).__name__})"
    return ""
