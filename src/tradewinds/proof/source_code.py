"""The source that results were made with: a checkout as git has it, and a user's own settings."""

import io
import tarfile
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from tradewinds.errors import ProofError, TradewindsError, few_of
from tradewinds.uncommitted import Uncommitted, ask_git, uncommitted


@dataclass(frozen=True)
class SourceCode:
    """Files of a checkout, by path; ``commit`` and ``time`` (ISO 8601) of its head; ``changed``: files that
    are not as committed there; ``own``: settings files of the user's that no commit has → SHA-256.
    """

    files: dict[str, bytes]
    commit: str
    time: str
    changed: tuple[str, ...] = ()
    own: dict[str, str] = field(default_factory=dict)


def source_state(root: Path, dirty: bool = False, settings_files: Collection[Path] | None = None) -> str:
    """The commit of a checkout, with what a result has of it that no commit has, and the hashes of that.

    ``settings_files``: those that the result is composed from, without them all. Raises ProofError where
    there is no commit, or what it is made from is changed and ``dirty`` does not allow it.
    """
    commit, found = _state(root, dirty, settings_files)
    own = "".join(f" with {name} {sha}" for name, sha in found.own.items())
    return f"{commit}{' with changes' if found.changed else ''}{own}"


def source_of(root: Path, dirty: bool = False, settings_files: Collection[Path] | None = None) -> SourceCode:
    """The source in a checkout: as it is committed, with the changes that count and the user's own settings.
    Files and errors as of ``source_state``.
    """
    commit, found = _state(root, dirty, settings_files)
    files: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(_git(root, "archive", "--format=tar", "HEAD"))) as archive:
        for entry in archive:
            held = archive.extractfile(entry) if entry.isfile() or entry.issym() else None
            if held is not None:
                files[entry.name] = held.read()
    for name in (*found.changed, *found.own):
        files.pop(name, None)
        if (root / name).is_file():
            files[name] = (root / name).read_bytes()
    time = _git(root, "show", "--no-patch", "--format=%cI", "HEAD").decode().strip()
    return SourceCode(files, commit, time, found.changed, found.own)


def _state(root: Path, dirty: bool, settings_files: Collection[Path] | None) -> tuple[str, Uncommitted]:
    commit = _git(root, "rev-parse", "HEAD").decode().strip()
    try:
        found = uncommitted(root, settings_files)
    except TradewindsError as error:
        raise ProofError(error.found, error.expected, error.remedy) from None
    if found.changed and not dirty:
        raise ProofError(
            f"the checkout has changes that are not committed ({few_of(found.changed)})",
            "a commit that others can name",
            "Commit them, or give --config dirty=true to have them as they are.",
        )
    return commit, found


def _git(root: Path, *arguments: str) -> bytes:
    try:
        return ask_git(root, *arguments)
    except TradewindsError as error:
        raise ProofError(error.found, error.expected, error.remedy) from None
