"""A request, read: experiments with their settings, and which two of them are compared."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from tradewinds.errors import SettingsError
from tradewinds.settings.kinds import AnyExperiment


@dataclass(frozen=True)
class ComparedSide:
    """One of two results that are compared: its folder, and its name among the request's experiments, which
    is empty for a folder that is taken as it is.
    """

    folder: str
    name: str = ""
    title: str = ""
    """What was asked for, where that is shorter: “us_trade, vintage 2026-10”."""

    @property
    def label(self) -> str:
        """What the comparison calls it."""
        return self.title or self.name or self.folder


@dataclass(frozen=True)
class Request:
    """Experiments by the name of their results folder, the folder of all results, and what is compared."""

    experiments: dict[str, AnyExperiment]
    results: str
    compared: tuple[ComparedSide, ...] = ()
    asked: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    """Name of each results folder → its experiment, and the overrides of that."""
    updated: bool = False
    """Whether the two compared are an older and a newer state of one question."""
    told: dict[str, str] = field(default_factory=dict)
    """What a single target is told beside (``until``, ``text``, …), as it is written."""

    def allows(self, key: str) -> bool:
        """Whether something is told to be so. Raises SettingsError for what is neither true nor false."""
        text = self.told.get(key, "false").lower()
        if text not in ("true", "false"):
            raise SettingsError(f"--config {key}={self.told[key]}", "true or false")
        return text == "true"

    @property
    def comparison(self) -> str:
        """Name of the comparison's files; empty where nothing is compared."""
        folders = [side.folder for side in self.compared]
        return comparison_name(folders, self.results) if folders else ""


def comparison_name(folders: list[str], results: str) -> str:
    """“a--b” of two folders of the folder of all results; with a hash where one lies elsewhere."""
    name = "--".join(Path(folder).name for folder in folders)
    if all(Path(folder).parent == Path(results) for folder in folders):
        return name
    return f"{name}-{hashlib.sha256(' '.join(folders).encode()).hexdigest()[:6]}"
