"""The source that results were made with: a checkout at a commit, as git has it."""

import io
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

from tradewinds.errors import ProofError, few_of


@dataclass(frozen=True)
class SourceCode:
    """Files of a checkout, by path; ``commit`` and ``time`` (ISO 8601) of its head; ``changed``: files that
    are not as committed there.
    """

    files: dict[str, bytes]
    commit: str
    time: str
    changed: tuple[str, ...] = ()


def source_state(root: Path, dirty: bool = False) -> str:
    """The commit of a checkout, “… with changes” where it has some and those may be.

    Raises ProofError where there is no commit, or files are changed and ``dirty`` does not allow it.
    """
    changed = _changed(root)
    if changed and not dirty:
        raise ProofError(
            f"the checkout has changes that are not committed ({few_of(changed)})",
            "a commit that others can name",
            "Commit them, or give --config dirty=true to have them as they are.",
        )
    commit = _git(root, "rev-parse", "HEAD").decode().strip()
    return f"{commit} with changes" if changed else commit


def source_of(root: Path, dirty: bool = False) -> SourceCode:
    """The source in a checkout. Raises ProofError as ``source_state``."""
    state = source_state(root, dirty)
    files: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(_git(root, "archive", "--format=tar", "HEAD"))) as archive:
        for entry in archive:
            held = archive.extractfile(entry) if entry.isfile() or entry.issym() else None
            if held is not None:
                files[entry.name] = held.read()
    changed = _changed(root)
    for name in changed:
        files.pop(name, None)
        if (root / name).is_file():
            files[name] = (root / name).read_bytes()
    time = _git(root, "show", "--no-patch", "--format=%cI", "HEAD").decode().strip()
    return SourceCode(files, state.split(" ")[0], time, tuple(changed))


def _changed(root: Path) -> list[str]:
    """Tracked files that differ from the commit, and new ones that are not ignored."""
    said = _git(root, "status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all").decode()
    return sorted(line[3:] for line in said.split("\0") if line)


def _git(root: Path, *arguments: str) -> bytes:
    try:
        ended = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=False)
    except OSError as error:
        raise ProofError(f"git could not be run ({error})", "git, which knows the commit") from None
    if ended.returncode:
        said = " ".join(ended.stderr.decode("utf-8", "replace").split())[:200]
        raise ProofError(f"{root} has no commit that can be read ({said})", "a clone with its .git")
    return ended.stdout
