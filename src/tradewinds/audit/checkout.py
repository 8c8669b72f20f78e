"""The checkout that results are held against: its code, its lock, its settings, its uncommitted changes."""

import os
import re
import subprocess
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tradewinds.errors import AuditError, few_of
from tradewinds.fingerprint import code_fingerprints
from tradewinds.provenance import DISTRIBUTIONS

_PLANNED = ("src", "workflow", "configs", "Snakefile", "requirements.lock", "pyproject.toml")
"""What a plan is made of."""
_VERSION = re.compile(r'^version = "([^"]+)"$', re.MULTILINE)
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


@dataclass(frozen=True)
class AuditCheckout:
    """A checkout of this project, that of the code that runs unless ``root`` is another copy of it."""

    root: Path = Path(__file__).parents[3]

    @property
    def configs(self) -> Path:
        return self.root / "configs"

    def require(self) -> None:
        """Raises AuditError where there is no workflow: results are held against code, not against a library
        alone."""
        if not (self.root / "workflow" / "scripts").is_dir() or not self.configs.is_dir():
            raise AuditError(
                f"{self.root} is no checkout: it has no workflow and no configs",
                "a clone of the version that made the results",
                "In one: PYTHONPATH=src python -m tradewinds.audit …",
            )

    def require_committed(self) -> None:
        """Raises AuditError where code or settings have changes that no commit has: nobody else could say
        what the results were held against."""
        if self.uncommitted:
            raise AuditError(
                f"{len(self.uncommitted)} uncommitted changes in {self.root}: {few_of(self.uncommitted)}",
                "a checkout that a commit names",
                "Commit them, or audit against them as they are: python -m tradewinds.audit … --uncommitted.",
            )

    @cached_property
    def uncommitted(self) -> list[str]:
        """Files of code and settings that are not as the commit has them. Raises AuditError where git does
        not say.
        """
        if not (self.root / ".git").exists():
            return []
        return [line[3:] for line in self._git("status", "--porcelain", "--", *_PLANNED).splitlines()]

    @cached_property
    def name(self) -> str:
        """What the results are held against, for people: the commit, where there is one."""
        try:
            known = (self.root / ".git").exists()
            commit = self._git("rev-parse", "--short=12", "HEAD").strip() if known else ""
            changed = ", with uncommitted changes" if self.uncommitted else ""
        except AuditError:
            commit = changed = ""
        if not commit:
            return f"the code in {self.root}, which no commit names"
        return f"commit {commit} in {self.root}{changed}"

    def code(self) -> dict[str, str]:
        """Script → fingerprint of its code."""
        return code_fingerprints(
            sorted((self.root / "workflow" / "scripts").glob("*.py")), self.root / ".cache" / "code.json"
        )

    @cached_property
    def _own(self) -> set[str]:
        """The version of this project, which need not be installed where it is a checkout."""
        try:
            found = _VERSION.search((self.root / "pyproject.toml").read_text(encoding="utf-8"))
        except OSError:
            return set()
        return {found[1]} if found else set()

    @cached_property
    def _locked(self) -> dict[str, set[str]]:
        try:
            text = (self.root / "requirements.lock").read_text(encoding="utf-8")
        except OSError:
            return {}
        found: dict[str, set[str]] = {}
        for name, held in _LOCKED.findall(text):
            found.setdefault(_plain(name), set()).add(held)
        return found

    def versions(self, name: str) -> set[str]:
        """Versions of a package that belong to this checkout: those of the lock, whatever the machine, and
        that which is installed here, with which it runs.
        """
        distribution = DISTRIBUTIONS.get(name, name)
        own = self._own if name == "tradewinds" else set()
        return self._locked.get(_plain(distribution), set()) | _installed(distribution) | own

    def _git(self, *arguments: str) -> str:
        """What git says of the checkout, whoever owns it; it writes nothing. Raises AuditError."""
        command = ["git", "-C", str(self.root), "-c", f"safe.directory={self.root}", *arguments]
        try:
            ended = subprocess.run(
                command,
                capture_output=True,
                text=True,
                check=True,
                env={**os.environ, "GIT_OPTIONAL_LOCKS": "0"},
            )
        except (OSError, subprocess.CalledProcessError) as error:
            raise AuditError(
                f"git does not say whether {self.root} has uncommitted changes ({type(error).__name__})",
                "git, and a repository that it can read",
                "Audit against the files as they are: python -m tradewinds.audit … --uncommitted.",
            ) from None
        return ended.stdout


@cache
def _installed(distribution: str) -> set[str]:
    try:
        return {version(distribution)}
    except PackageNotFoundError:
        return set()


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
