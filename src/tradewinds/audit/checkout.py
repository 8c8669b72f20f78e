"""The checkout that results are held against: its code, its lock, its settings, its uncommitted changes."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tradewinds.errors import AuditError, TradewindsError, few_of
from tradewinds.fingerprint import code_fingerprints
from tradewinds.provenance import DISTRIBUTIONS
from tradewinds.uncommitted import Uncommitted, ask_git, uncommitted

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

    def require_committed(self, settings_files: Collection[Path] | None = None) -> None:
        """Raises AuditError where code, or a settings file that results are composed from, has changes that
        no commit has: nobody else could say what they were held against. Files as of ``uncommitted``.
        """
        if changed := self.uncommitted(settings_files).changed:
            raise AuditError(
                f"{len(changed)} uncommitted changes in {self.root}: {few_of(changed)}",
                "a checkout that a commit names",
                "Commit them, or audit against them as they are: python -m tradewinds.audit … --uncommitted.",
            )

    def uncommitted(self, settings_files: Collection[Path] | None = None) -> Uncommitted:
        """What no commit has of what results are made from; nothing where there is no repository. Raises
        AuditError where git does not say.
        """
        if not self._has_git:
            return Uncommitted()
        try:
            return uncommitted(self.root, settings_files)
        except TradewindsError as error:
            raise AuditError(
                f"git does not say whether {self.root} has uncommitted changes ({error.found})",
                "git, and a repository that it can read",
                "Audit against the files as they are: python -m tradewinds.audit … --uncommitted.",
            ) from None

    def named(self, settings_files: Collection[Path] | None = None) -> str:
        """What results are held against, for people: the commit, where there is one, and the settings files
        of the user's own that they are composed from, with the beginnings of their hashes.
        """
        try:
            commit = ask_git(self.root, "rev-parse", "--short=12", "HEAD").decode() if self._has_git else ""
            found = self.uncommitted(settings_files)
        except TradewindsError:
            commit = ""
        if not commit:
            return f"the code in {self.root}, which no commit names"
        changed = ", with uncommitted changes" if found.changed else ""
        own = few_of([f"{name} (SHA-256 {sha[:12]}…)" for name, sha in found.own.items()])
        own = f", and settings that no commit has: {own}" if own else ""
        return f"commit {commit.strip()} in {self.root}{changed}{own}"

    @property
    def _has_git(self) -> bool:
        return (self.root / ".git").exists()

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


@cache
def _installed(distribution: str) -> set[str]:
    try:
        return {version(distribution)}
    except PackageNotFoundError:
        return set()


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
