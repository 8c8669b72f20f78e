"""What a command line asks for: which experiments, with which overrides, written where."""

import hashlib
import json
import os
import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tradewinds.errors import SettingsError
from tradewinds.settings.compose import compose, compose_any
from tradewinds.settings.kinds import AnyExperiment
from tradewinds.settings.schema import meant

DEFAULT = "quickstart"
_KNOWN = ("experiment", "experiments", "overrides", "results")
_OF_TARGETS = ("until", "text", "key", "share", "wheels", "dirty")
"""What single targets are told beside: ``reproduce`` until, ``check_text`` text, ``bundle`` the others."""
_TWO = "two experiments"


@dataclass(frozen=True)
class ComparedSide:
    """One of two results that are compared: its folder, and its name among the request's experiments, which
    is empty for a folder that is taken as it is.
    """

    folder: str
    name: str = ""

    @property
    def label(self) -> str:
        """What the comparison calls it."""
        return self.name or self.folder


@dataclass(frozen=True)
class Request:
    """Experiments by the name of their results folder, the folder of all results, and what is compared."""

    experiments: dict[str, AnyExperiment]
    results: str
    compared: tuple[ComparedSide, ...] = ()
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


def read_request(config: dict[str, Any], configs: Path) -> Request:
    """Compose what ``--config experiment=a,b overrides=[…] results=DIR`` asks for.

    ``experiments=[a,b]`` in place of ``experiment`` names two that ``snakemake compare`` sets beside each
    other: experiments, with overrides of their own after the name (``"a inference=nuts"``), or folders of
    results (``old/results/a``).
    Raises SettingsError for another key, and for anything wrong in the settings.
    """
    for key, value in config.items():
        if key not in _KNOWN + _OF_TARGETS:
            remedy = meant(key, list(_KNOWN)) or f"Write --config 'overrides=[{key}={value}]' for a setting."
            raise SettingsError(f"--config {key}={value}", f"one of {', '.join(_KNOWN)}", remedy)
    results = _folder(config.get("results", "results"))
    overrides = sorted(_items(config.get("overrides", []), "overrides"))
    if "experiments" in config:
        return _comparing(config, configs, overrides, results)
    names = list(dict.fromkeys(_items(config.get("experiment", DEFAULT), "experiment")))
    if not names:
        raise SettingsError("--config experiment= without a name", "a name", "Leave it out for quickstart.")
    experiments = {run_name(name, overrides): compose_any(configs, name, overrides) for name in names}
    told = {key: _as_told(config[key]) for key in _OF_TARGETS if key in config}
    return Request(experiments, results, told=told)


def _as_told(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def asked_of_config(config: dict[str, Any], run: str = "") -> list[str]:
    """What ``snakemake --config`` is given to make the same elsewhere: experiments and overrides, as
    ``key=value`` in JSON. ``run``: of the one experiment whose results folder has that name.
    """
    overrides = sorted(_items(config.get("overrides", []), "overrides"))
    names = list(dict.fromkeys(_items(config.get("experiment", DEFAULT), "experiment")))
    kept = [name for name in names if run in ("", run_name(name, overrides))]
    asked = [f"experiment={json.dumps(kept)}"]
    return [*asked, f"overrides={json.dumps(overrides)}"] if overrides else asked


def comparison_name(folders: list[str], results: str) -> str:
    """“a--b” of two folders of the folder of all results; with a hash where one lies elsewhere."""
    name = "--".join(Path(folder).name for folder in folders)
    if all(Path(folder).parent == Path(results) for folder in folders):
        return name
    return f"{name}-{hashlib.sha256(' '.join(folders).encode()).hexdigest()[:6]}"


def compared_folder(text: str, overrides: list[str], results: str) -> str:
    """The results folder of one side as it is written: “a inference=nuts”, or a path with a slash in it."""
    name, *own = shlex.split(text)
    return name.rstrip("/") if "/" in name else f"{results}/{run_name(name, [*overrides, *own])}"


def _comparing(config: dict[str, Any], configs: Path, overrides: list[str], results: str) -> Request:
    if "experiment" in config:
        raise SettingsError(
            "--config experiment=… experiments=…", "one of them", f"Leave experiment out to compare {_TWO}."
        )
    asked = config["experiments"]
    texts = _items(asked, "experiments") if isinstance(asked, str | None) else _listed(asked, "experiments")
    known: dict[str, AnyExperiment] = {}
    sides = []
    for text in texts:
        folder = compared_folder(text, overrides, results)
        name, *own = shlex.split(text)
        if "/" in name:
            sides.append(ComparedSide(folder))
        else:
            run = Path(folder).name
            known[run] = compose(configs, name, sorted([*overrides, *own]))
            sides.append(ComparedSide(folder, run))
    if len({side.folder for side in sides}) != 2 or len(texts) != 2:
        raise SettingsError(
            f"--config experiments={texts}",
            f"{_TWO} that are not the same",
            "Write 'experiments=[a,b]', or 'experiments=[a,\"a inference=nuts\"]'.",
        )
    return Request(known, results, tuple(sides))


def run_name(experiment: str, overrides: list[str]) -> str:
    """Name of the results folder: the experiment's own, or with its overrides, whatever their order.

    Readable as far as it goes, a hash of the overrides at the end; without “=”, which readers of Parquet
    would take for a partition.
    """
    if not overrides:
        return experiment
    text = " ".join(sorted(overrides))
    readable = re.sub(r"[^A-Za-z0-9.]+", "-", text).strip("-")[:48].strip("-.")
    return f"{experiment}+{readable}-{hashlib.sha256(text.encode()).hexdigest()[:6]}"


def _items(value: Any, key: str) -> list[str]:
    """Items of a list, or of a text with blanks or commas between them (commas in brackets do not count).

    Raises SettingsError, which names the ``key`` of --config, for what is neither.
    """
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        value = "" if value is None else str(value)
    if not isinstance(value, str):
        return _listed(value, key)
    separated = re.sub(r",(?![^\[{(]*[\]})])", " ", value)
    try:
        return shlex.split(separated)
    except ValueError:
        found = f"--config {key}={value} has a quotation mark without its other"
        raise SettingsError(found, "two of each", "Close it, or leave it out.") from None


def _listed(value: Any, key: str) -> list[str]:
    if not isinstance(value, list | tuple):
        raise SettingsError(f"--config {key}={value}", f"a list, such as {key}=[a,b], or a text")
    return [str(item) for item in value]


def _folder(value: Any) -> str:
    """The folder of all results as it is written, without a slash at its end."""
    text = str(value).rstrip("/") if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not text or os.path.normpath(text).strip("/") == "" or re.search(r"[{}*?\[\]\s~]", text):
        found = f"--config results={'' if value is None else value}"
        remedy = "Leave it out for results/, or write a path without blanks, braces, brackets, ~, * and ?."
        raise SettingsError(found, "a folder that results are written to", remedy)
    return text
