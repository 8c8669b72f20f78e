"""What of a checkout no commit has, and whether a result hangs on it.

A result is made from code and from the settings files that its experiment is composed from. Of those a
changed one counts: it passes for the commit's and is not. A settings file of the user's own, which no commit
has at all, passes for nobody's: it is told with its hash. What else lies in a checkout makes no difference.
"""

import os
import subprocess
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from tradewinds.errors import TradewindsError
from tradewinds.vintages import file_hash

CODE = ("src", "workflow", "Snakefile", "requirements.lock", "pyproject.toml")
"""What every result is made from, beside its settings."""
_CONFIGS = "configs/"
_NEW = ("?", "A")
"""First letters of git's states of a file that no commit has, be it in the index or not."""


@dataclass(frozen=True)
class Uncommitted:
    """``changed``: files of code, and settings files that the result is composed from, that are not as the
    commit has them; ``own``: such settings files that no commit has → SHA-256. Paths are within the checkout.
    """

    changed: tuple[str, ...] = ()
    own: dict[str, str] = field(default_factory=dict)


def uncommitted(root: Path, settings_files: Collection[Path | str] | None = None) -> Uncommitted:
    """What no commit of the checkout at ``root`` has of what a result is made from.

    ``settings_files``: those that its experiment is composed from (``compose_with_files``); without them all
    files below ``configs`` count as such. Raises TradewindsError where git does not say.
    """
    asked = ("status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--", *CODE, _CONFIGS)
    said = ask_git(root, *asked).decode("utf-8", "surrogateescape")
    states = {line[3:]: line[:2] for line in said.split("\0") if line}
    used = None if settings_files is None else {os.path.realpath(one) for one in settings_files}
    changed, own = [], {}
    for name, state in sorted(states.items()):
        path = root / name
        if not name.startswith(_CONFIGS):
            changed.append(name)
        elif used is None or os.path.realpath(path) in used:
            sha = file_hash(path) if state.startswith(_NEW) else None
            if sha:
                own[name] = sha
            else:
                changed.append(name)
    return Uncommitted(tuple(changed), own)


def ask_git(root: Path, *arguments: str) -> bytes:
    """What git says of a checkout, whoever owns it; it writes nothing. Raises TradewindsError."""
    command = ["git", "-C", str(root), "-c", f"safe.directory={root}", *arguments]
    try:
        ended = subprocess.run(
            command, capture_output=True, check=False, env={**os.environ, "GIT_OPTIONAL_LOCKS": "0"}
        )
    except OSError as error:
        raise TradewindsError(
            f"git could not be run ({error.strerror})", "git, which knows the commit"
        ) from None
    if ended.returncode:
        said = " ".join(ended.stderr.decode("utf-8", "replace").split())[:200]
        raise TradewindsError(f"{root} has no commit that can be read ({said})", "a clone with its .git")
    return ended.stdout
