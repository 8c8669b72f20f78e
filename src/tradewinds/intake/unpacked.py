"""A user's file as bytes and as text: unpacked, and decoded from the encoding it is written in."""

import gzip
import io
import re
import zipfile
import zlib
from pathlib import Path

from tradewinds.errors import DataError
from tradewinds.intake.record import IntakeRecord

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
"""Byte order marks → the encoding that takes them off."""
_WESTERN = "cp1252"
"""Latin-1 as Windows writes it, which has more letters and is the same otherwise."""
_OTHERS = ["cp850", "mac_roman", "cp1251", "shift_jis", "gb18030"]
_EASTERN = ["gb18030", "big5", "shift_jis", "euc_kr"]
_NAMES = {"utf-8-sig": "UTF-8 with a byte order mark", "utf-16": "UTF-16", "utf-8": "UTF-8"}
_ABOUT = re.compile(
    r"(^|/)(__MACOSX|\.|metadata|read_?me|licen[cs]e|notes?\b|terms|documentation|codebook)|\.(pdf|docx?|md)$",
    re.IGNORECASE,
)
"""Names of what lies beside a table in an archive, and is about it."""
_AROUND = "\"',;:.()"
_SAMPLE = 60_000
"""Bytes in which an encoding is looked for."""


def unpacked(path: Path, record: IntakeRecord) -> tuple[bytes, str]:
    """What the file holds, and its kind: the last suffix of its name without ``.gz`` and ``.zip``.

    Raises DataError for a file that is not there, may not be read, is empty or damaged, or is an archive of
    several.
    """
    try:
        if path.is_dir():
            raise DataError(f"{path} is a folder", "the file of a table", "Name the file in it.")
        if not path.exists():
            raise DataError(f"no file {path}", "a table to read", "Look at its name and folder.")
        content, kind = path.read_bytes(), path.suffix.lower()
    except OSError as error:
        raise DataError(
            f"{path} cannot be read ({error.strerror})",
            "a file that you may read",
            "Look at who may (ls -l).",
        ) from None
    try:
        if content[:2] == b"\x1f\x8b":
            content, kind = gzip.decompress(content), Path(path.stem).suffix.lower()
            record.facts["packed"] = "gzip"
        elif content[:2] == b"PK" and kind == ".zip":
            content, kind = _only_member(content, path, record)
            record.facts["packed"] = "zip"
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as error:
        raise DataError(f"{path.name} is damaged ({error})", "a whole file", "Fetch it again.") from None
    if not content.strip():
        raise DataError(f"{path.name} is empty", "a table", "Fetch or export it again.")
    return content, kind


def _only_member(content: bytes, path: Path, record: IntakeRecord) -> tuple[bytes, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/")]
        tables = [name for name in names if not _ABOUT.search(name)]
        if len(names) > 1 and len(tables) == 1:
            record.steps.append(
                f"beside {tables[0]} in the archive, not read: {', '.join(set(names) - set(tables))}"
            )
            names = tables
        if len(names) != 1:
            raise DataError(
                f"{path.name} holds {len(names)} files: {', '.join(names[:5])}",
                "one table",
                "Unpack it and name the one that is meant.",
            )
        return archive.read(names[0]), Path(names[0]).suffix.lower()


def decoded(content: bytes, name: str, record: IntakeRecord) -> str:
    """The text of a file, and in the record its encoding. Raises DataError for what is no text."""
    encoding = next((code for mark, code in _MARKS if content.startswith(mark)), None)
    if encoding is None:
        encoding = "utf-8" if _is_utf8(content) else _guessed(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("latin-1")
        encoding = "latin-1"
    if "\x00" in text:
        raise DataError(f"{name} is no text", "CSV, TSV, JSON-stat, Excel (.xlsx), Stata (.dta) or Parquet",
                        "Export it as one of these.")  # fmt: skip
    if text.lstrip()[:200].lower().startswith(("<!doctype", "<html", "<?xml")):
        raise DataError(
            f"{name} is a web page or XML, not a table",
            "CSV, TSV, JSON-stat, Excel (.xlsx), Stata (.dta) or Parquet",
            "Download it again, in one of these formats: a page that says “no access” is saved as easily.",
        )
    record.facts["encoding"] = _NAMES.get(
        encoding, encoding.upper() if encoding in _OTHERS + _EASTERN else f"Latin-1 or like it ({encoding})"
    )
    if encoding not in _NAMES:
        strange = next(word for word in re.split(r"[ \t\r\n]+", text) if not word.isascii())
        record.hints.append(f"The encoding is guessed, as in “{strange.strip(_AROUND)[:40]}”.")
    return text


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _guessed(content: bytes) -> str:
    """The likeliest encoding of text that is not UTF-8.

    Accented letters lie above 160 in Latin-1 and its like, and below in those of DOS and old Macintoshes.
    """
    from charset_normalizer import from_bytes

    first = next(place for place, byte in enumerate(content) if byte > 127)
    sample = content[max(first - _SAMPLE // 2, 0) :][:_SAMPLE]
    beyond = [byte for byte in sample if byte > 127]
    if sum(byte >= 160 for byte in beyond) > 0.5 * len(beyond):
        found = from_bytes(sample, cp_isolation=[_WESTERN, "cp1251", *_EASTERN]).best()
        return _WESTERN if found is None else found.encoding
    found = from_bytes(sample, cp_isolation=_OTHERS).best()
    return _WESTERN if found is None else found.encoding
