"""One archive: the same files give the same bytes, and a list of their hashes that can be signed.

``SHA256SUMS`` names every other file but its own signature, so that a file more is found as well as one
that was changed or is gone; ``sha256sum -c SHA256SUMS`` reads it too.
"""

import hashlib
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tradewinds.errors import ProofError
from tradewinds.replacing import replacing
from tradewinds.zip_entries import between_entries, examined_entries

SUMS, SIGNATURE = "SHA256SUMS", "SHA256SUMS.sig"
_TIME = (1980, 1, 1, 0, 0, 0)
"""The first that a ZIP can name: no archive tells when it was written."""
_PACKED = (".nc", ".parquet", ".whl", ".gz", ".png", ".zip")
_AS_FILE = 0o100644 << 16
_WHAT = "a ZIP, or the folder it held"

Content = Mapping[str, Path | bytes]
"""Name in the archive → its bytes, or the file that has them."""


def sums_of(content: Content) -> bytes:
    """The text of ``SHA256SUMS`` of the files of an archive."""
    lines = [f"{hashlib.sha256(_bytes(content[name])).hexdigest()}  {name}\n" for name in sorted(content)]
    return "".join(lines).encode()


def write_archive(content: Content, path: Path) -> None:
    """Write a ZIP: names sorted, no times, one mode for all files."""
    with replacing(path) as temporary, zipfile.ZipFile(temporary, "w") as archive:
        for name in sorted(content):
            entry = zipfile.ZipInfo(name, _TIME)
            entry.create_system, entry.external_attr = 3, _AS_FILE
            packed = name.endswith(_PACKED)
            entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            archive.writestr(entry, _bytes(content[name]), compresslevel=6)


@dataclass(frozen=True)
class Archive:
    """A bundle as somebody got it: a ZIP, or the folder that it was unpacked to."""

    path: Path

    @contextmanager
    def _opened(self) -> Iterator[Callable[[str], bytes]]:
        """What reads a file: an archive of a thousand files is opened once."""
        if self.path.is_dir():
            yield lambda name: (self.path / name).read_bytes()
            return
        try:
            archive = zipfile.ZipFile(self.path)
        except (OSError, zipfile.BadZipFile, NotImplementedError) as error:
            raise ProofError(f"{self.path} cannot be read ({error})", _WHAT) from None
        with archive:
            yield archive.read

    def read(self, name: str) -> bytes:
        """The bytes of a file. Raises ProofError where there is none, or it cannot be unpacked."""
        with self._opened() as of:
            return self._read(name, of)

    def _read(self, name: str, of: Callable[[str], bytes]) -> bytes:
        try:
            return of(name)
        except (OSError, KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
            raise ProofError(f"{self.path} has no {name} that can be read ({error})", "a bundle") from None
        except Exception as error:  # zlib's own
            raise ProofError(f"{name} in {self.path} is damaged ({error})", "a bundle") from None

    def names(self) -> list[str]:
        """Every file. Raises ProofError for what is no archive, or holds what no bundle does: a name twice,
        or one that leads elsewhere, a link, a pipe, a file that would grow without end, bytes of no file.
        """
        if self.path.is_dir():
            return self._names_in_folder()
        if not self.path.is_file():
            raise ProofError(f"{self.path} is not there", _WHAT)
        try:
            with zipfile.ZipFile(self.path) as archive:
                entries = list(examined_entries(archive.infolist()))
                beside = between_entries(archive, self.path)
        except (OSError, zipfile.BadZipFile, NotImplementedError, struct.error) as error:
            raise ProofError(f"{self.path} cannot be read ({error})", _WHAT) from None
        for entry, odd in entries:
            if odd:
                raise ProofError(f"{entry.filename!r} in {self.path}: {odd}", "a bundle as it is written")
        if beside:
            raise ProofError(f"{self.path} holds {beside}", "a bundle as it is written")
        return sorted(entry.filename for entry, _ in entries if not entry.is_dir())

    def _names_in_folder(self) -> list[str]:
        found = []
        for one in self.path.rglob("*"):
            if one.is_symlink() or not (one.is_dir() or one.is_file()):
                raise ProofError(f"{one} is a link, a pipe or a device", "files and folders alone")
            if not one.is_dir():
                found.append(one.relative_to(self.path).as_posix())
        return sorted(found)

    def sums(self) -> dict[str, str]:
        """Name of every file → SHA-256, as ``SHA256SUMS`` says. Raises ProofError."""
        return _parsed(self.read(SUMS))

    def faults(self) -> Iterator[str]:
        """Files that are not what ``SHA256SUMS`` says: changed, gone, or not named there."""
        said = self.sums()
        names = set(self.names()) - {SUMS, SIGNATURE}
        with self._opened() as of:
            for name in sorted(said.keys() | names):
                if name not in names:
                    yield f"{name} is gone"
                elif name not in said:
                    yield f"{name} is not named in {SUMS}"
                elif hashlib.sha256(self._read(name, of)).hexdigest() != said[name]:
                    yield f"{name} was changed"


def _parsed(sums: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    try:
        for line in sums.decode().splitlines():
            digest, _, name = line.partition("  ")
            if len(digest) != 64 or not name or name in found:
                raise ValueError(line[:80])
            found[name] = digest
    except ValueError as error:
        raise ProofError(
            f"{SUMS} cannot be read ({error})", "a SHA-256, two blanks and a name a line"
        ) from None
    return found


def _bytes(content: Path | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.read_bytes()
