"""One file of the results, whatever it is: what it says of itself, what it holds, what is wrong with it."""

import json
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from tradewinds.audit.verdict import AuditFinding, AuditVerdict
from tradewinds.carried_provenance import carried_as_written, read_provenance, value_hash
from tradewinds.errors import ArtifactError, ChangedError
from tradewinds.page_mark import KEY

_OF_COLUMNS = {b"unit", b"PARQUET:field_id"}
"""What a column of a table carries beside its values."""


@dataclass(frozen=True)
class ArtifactFile:
    """``document`` is the provenance, ``values`` the hash of the contents as they are now; both are empty
    where the file cannot be read, and ``finding`` says why.
    """

    document: dict[str, Any] = field(default_factory=dict)
    values: str = ""
    finding: AuditFinding | None = None

    @property
    def intact(self) -> bool:
        """Whether it holds what it was written with."""
        return self.finding is None and self.document.get("values") == self.values


def read_artifact(folder: Path, name: str) -> ArtifactFile:
    """The artifact ``name`` of the results ``folder``: whatever is there has an answer, and no error."""
    path = folder / name
    odd = no_plain_file(folder, name)
    if odd:
        return _without(AuditVerdict.untraceable, "file", odd)
    try:
        document, values = read_provenance(path), value_hash(path)
        beside = _beside_contents(path)
    except ChangedError as error:
        return _without(AuditVerdict.tampered, "form", _of_itself(error, path))
    except ArtifactError as error:
        return _without(AuditVerdict.untraceable, "file", _of_itself(error, path))
    except Exception as error:  # whatever libraries raise over a file that somebody made to break them
        return _without(AuditVerdict.untraceable, "file", f"it cannot be read ({type(error).__name__})")
    finding = AuditFinding(AuditVerdict.tampered, "form", beside) if beside else None
    return ArtifactFile(document, values, finding)


def no_plain_file(folder: Path, name: str) -> str:
    """Why there is no file of this name that could be read: none there, a link, a folder; else empty."""
    place = folder
    for part in Path(name).parts:
        place /= part
        try:
            mode = place.lstat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            return "it is missing"
        except OSError as error:
            return f"it cannot be looked at ({os.strerror(error.errno or 0)})"
        if stat.S_ISLNK(mode):
            return "it is a link to elsewhere" if place == folder / name else f"it lies behind a link, {part}"
    if stat.S_ISDIR(mode):
        return "a folder stands in its place"
    return "" if stat.S_ISREG(mode) else "it is no file but a device, a pipe or a socket"


def _beside_contents(path: Path) -> str:
    """What a file holds beside the contents that its hash covers, and its provenance; else empty."""
    if path.suffix == ".parquet":
        schema = pq.read_schema(path)
        extra = set(schema.metadata or {}) - {KEY.encode()}
        extra |= {key for one in schema for key in one.metadata or {}} - _OF_COLUMNS
        if extra:
            return (
                f"it carries {', '.join(sorted(repr(key.decode(errors='replace')) for key in extra))} beside"
            )
    if path.suffix in (".parquet", ".nc") and not carried_as_written(path):
        return "its provenance is not written as its contents are: a field twice, or text beside"
    if path.suffix == ".json":
        text = path.read_text(encoding="utf-8")
        if text != json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n":
            return "it is not written as its contents are: keys twice, or text beside"
    return ""


def _without(verdict: AuditVerdict, cause: str, found: str) -> ArtifactFile:
    return ArtifactFile(finding=AuditFinding(verdict, cause, found))


def _of_itself(error: ArtifactError, path: Path) -> str:
    """An error's words about a file, which its row names already."""
    return error.found.replace(str(path), "it")
