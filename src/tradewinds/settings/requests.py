"""What a command line asks for: which experiments, with which overrides, written where."""

import hashlib
import json
import os
import re
import shlex
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tradewinds.errors import SettingsError
from tradewinds.settings.compose import compose, compose_any
from tradewinds.settings.grid import combinations
from tradewinds.settings.kinds import AnyExperiment
from tradewinds.settings.schema import meant

DEFAULT = "quickstart"
_KNOWN = ("experiment", "experiments", "overrides", "results", "old", "new", "run")
_OF_TARGETS = ("until", "replay", "text", "key", "share", "wheels", "dirty")
"""What single targets are told beside: ``reproduce`` until and replay, ``check_text`` text, ``bundle`` the
others.
"""
_TWO = "two experiments"
_DIGITS, _LONGER = 6, 16
"""Of the hash in a folder's name, and where two experiments of a request would have the same with fewer."""
_VINTAGE = re.compile(r"(?:(?P<source>\w+)/)?(?P<vintage>\d{4}-\d{2}(-\d{2}(T[0-9Z]*)?)?)")


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


def read_request(config: dict[str, Any], configs: Path, only: Collection[str] = ()) -> Request:
    """Compose what ``--config experiment=a,b overrides=[…] results=DIR`` asks for.

    An item of the list ``experiment=["a welfare=revenue",b]`` may have overrides of its own after the name,
    and an override may list values (``seed=range(1,101)``, ``model.width=8,16``): each combination is an
    experiment.
    ``only``: names of results folders, of which alone the settings are composed; all without any.
    ``experiments=[a,b]`` in place of ``experiment`` names two that ``snakemake compare`` sets beside each
    other: experiments, with overrides of their own after the name (``"a inference=nuts"``), or folders of
    results (``old/results/a``). ``old`` and ``new`` name two states for ``snakemake difference``: as there,
    or each a vintage of the data of ``experiment`` (``2026-10``, or ``SOURCE/2026-10``).
    ``run`` is the name that ``asked_runs`` gave to an experiment among many, which is asked for alone.
    Raises SettingsError for another key, and for anything wrong in the settings.
    """
    for key, value in config.items():
        if key not in _KNOWN + _OF_TARGETS:
            remedy = meant(key, list(_KNOWN)) or f"Write --config 'overrides=[{key}={value}]' for a setting."
            raise SettingsError(f"--config {key}={value}", f"one of {', '.join(_KNOWN)}", remedy)
    results = _folder(config.get("results", "results"))
    overrides = sorted(_items(config.get("overrides", []), "overrides"))
    if "old" in config or "new" in config:
        return _updating(config, configs, overrides, results)
    if "experiments" in config:
        return _comparing(config, configs, overrides, results)
    asked = _asked(config, overrides)
    wanted = {run: asked[run] for run in asked if run in only} or asked
    experiments = {run: compose_any(configs, *of) for run, of in wanted.items()}
    told = {key: _as_told(config[key]) for key in _OF_TARGETS if key in config}
    return Request(experiments, results, asked=asked, told=told)


def single_requests(config: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Name of the results folder → a configuration that asks for this experiment alone, for each of those
    that ``config`` asks for. Raises SettingsError for one that asks for a comparison.
    """
    _require_single(config, "many experiments, one job each")
    asked = _asked(config, sorted(_items(config.get("overrides", []), "overrides")))
    kept = {"results": config["results"]} if "results" in config else {}
    return {
        run: {"experiment": [name], "overrides": of, **_named(run, name, of), **kept}
        for run, (name, of) in asked.items()
    }


def _named(run: str, name: str, overrides: list[str]) -> dict[str, str]:
    """What asks for a name that an experiment would not have alone."""
    return {} if run == run_name(name, overrides) else {"run": run}


def _require_single(config: dict[str, Any], what: str) -> None:
    """Raises SettingsError where two results are to be compared in place of experiments to be made."""
    for key in ("experiments", "old", "new"):
        if key in config:
            remedy = f"Leave {key} out, and name experiments: --config experiment=a,b."
            raise SettingsError(f"--config {key}={config[key]} for {what}", "experiment=…", remedy)


def _asked(config: dict[str, Any], overrides: list[str]) -> dict[str, tuple[str, list[str]]]:
    items = _items(config.get("experiment", DEFAULT), "experiment")
    if not items:
        raise SettingsError("--config experiment= without a name", "a name", "Leave it out for quickstart.")
    asked = asked_runs(items, overrides)
    if "run" not in config:
        return asked
    of = [(name, own) for name, own in asked.values() if run_name(name, own, _LONGER) == config["run"]]
    if len(asked) != 1 or not of:
        found = f"--config run={config['run']}, which is no name of the experiment asked for"
        raise SettingsError(found, "one experiment and its name", "Leave run out.")
    return {str(config["run"]): of[0]}


def asked_runs(items: Iterable[str], overrides: Iterable[str]) -> dict[str, tuple[str, list[str]]]:
    """Name of the results folder → experiment and overrides, of every experiment that ``items`` ask for:
    names, with overrides of their own after a blank.

    Those that would have the same name get more of their hashes. Raises SettingsError where they are still
    alike.
    """
    every: list[tuple[str, list[str]]] = []
    for item in items:
        name, *own = _words(item, "experiment") or [item]
        every += [(name, sorted(one)) for one in combinations(sorted([*overrides, *own]))]
    by_name: dict[str, list[tuple[str, list[str]]]] = {}
    for one in every:
        alike = by_name.setdefault(run_name(*one), [])
        if one not in alike:
            alike.append(one)
    found: dict[str, tuple[str, list[str]]] = {}
    for run, alike in by_name.items():
        for one in alike:
            run = run if len(alike) == 1 else run_name(*one, _LONGER)
            if run in found:
                raise SettingsError(
                    f"two experiments with the name {run}", "another for each", "Ask for one at a time."
                )
            found[run] = one
    return found


def _as_told(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def asked_of_config(config: dict[str, Any], run: str = "") -> list[str]:
    """What ``snakemake --config`` is given to make the same elsewhere: experiments and overrides, as
    ``key=value`` in JSON. ``run``: of the one experiment whose results folder has that name. Raises
    SettingsError for a configuration that asks for a comparison.
    """
    _require_single(config, "what is made of experiments")
    overrides = sorted(_items(config.get("overrides", []), "overrides"))
    names = list(dict.fromkeys(_items(config.get("experiment", DEFAULT), "experiment")))
    own = config.get("run", "")
    if run:
        name, overrides = _asked(config, overrides)[run]
        names, own = [name], _named(run, name, overrides).get("run", "")
    asked = [f"experiment={json.dumps(names)}"]
    asked += [f"overrides={json.dumps(overrides)}"] if overrides else []
    return [*asked, f"run={own}"] if own else asked


def comparison_name(folders: list[str], results: str) -> str:
    """“a--b” of two folders of the folder of all results; with a hash where one lies elsewhere."""
    name = "--".join(Path(folder).name for folder in folders)
    if all(Path(folder).parent == Path(results) for folder in folders):
        return name
    return f"{name}-{hashlib.sha256(' '.join(folders).encode()).hexdigest()[:6]}"


def compared_folder(text: str, overrides: list[str], results: str) -> str:
    """The results folder of one side as it is written: “a inference=nuts”, or a path with a slash in it."""
    name, *own = _side(text)
    return name.rstrip("/") if "/" in name else f"{results}/{run_name(name, [*overrides, *own])}"


def _side(text: str) -> list[str]:
    """Name and overrides of one side; raises SettingsError for one without a name."""
    words = _words(text, "experiments")
    if not words or not words[0]:
        raise SettingsError(
            f"--config experiments={text!r}: one of two without a name",
            "an experiment, or a folder of results",
        )
    return words


def _comparing(config: dict[str, Any], configs: Path, overrides: list[str], results: str) -> Request:
    if "experiment" in config:
        raise SettingsError(
            "--config experiment=… experiments=…", "one of them", f"Leave experiment out to compare {_TWO}."
        )
    asked = config["experiments"]
    texts = _items(asked, "experiments") if isinstance(asked, str | None) else _listed(asked, "experiments")
    return _two_sides(texts, configs, overrides, results)


def _updating(config: dict[str, Any], configs: Path, overrides: list[str], results: str) -> Request:
    """An older and a newer state; vintages become overrides of the experiment."""
    if not (config.get("old") and config.get("new")) or "experiments" in config:
        raise SettingsError(
            "--config "
            + " ".join(f"{key}={config[key]}" for key in ("old", "new", "experiments") if key in config),
            "old=… new=…",
            "Each a vintage of the experiment's data (2026-10-31), an experiment, or a folder of results.",
        )
    names = _items(config.get("experiment", DEFAULT), "experiment")
    if len(names) != 1:
        raise SettingsError(f"--config experiment={','.join(names)} old=… new=…", "one experiment")
    sides = [
        side_of_vintage(str(config[key]), names[0], configs, overrides) or str(config[key])
        for key in ("old", "new")
    ]
    found = _two_sides(sides, configs, overrides, results)
    titles = [
        f"{names[0]}, vintage {config[key]}" if side != str(config[key]) else ""
        for key, side in zip(("old", "new"), sides, strict=True)
    ]
    named = [replace(side, title=title) for side, title in zip(found.compared, titles, strict=True)]
    return replace(found, compared=tuple(named), updated=True)


def side_of_vintage(text: str, experiment: str, configs: Path, overrides: list[str]) -> str | None:
    """A vintage, ``2026-10`` or ``SOURCE/2026-10``, as a side that reads it: “us_trade
    data.tables.sectors.vintage=2026-10”. None for what is no vintage.

    Raises SettingsError where no table of the experiment is fetched from there.
    """
    named = _VINTAGE.fullmatch(text)
    if named is None:
        return None
    settings = compose(configs, experiment, overrides)
    tables = {
        name: table.source
        for name, table in settings.data.tables.items()
        if table.source and named["source"] in (None, table.source)
    }
    if not tables:
        sources = {table.source for table in settings.data.tables.values() if table.source}
        raise SettingsError(
            f"{text} is no vintage of {experiment}: no table of it is fetched from "
            f"{named['source'] or 'a source'}",
            f"a vintage of {' or '.join(sorted(sources))}" if sources else "an experiment with fetched data",
            "Or name two folders of finished results: old=old/results/NAME new=results/NAME.",
        )
    return " ".join([experiment, *(f"data.tables.{name}.vintage={named['vintage']}" for name in tables)])


def _two_sides(texts: list[str], configs: Path, overrides: list[str], results: str) -> Request:
    known: dict[str, AnyExperiment] = {}
    asked_of: dict[str, tuple[str, list[str]]] = {}
    sides = []
    for text in texts:
        folder = compared_folder(text, overrides, results)
        name, *own = _side(text)
        if "/" in name:
            sides.append(ComparedSide(folder))
        else:
            run = Path(folder).name
            asked_of[run] = (name, sorted([*overrides, *own]))
            known[run] = compose(configs, *asked_of[run])
            sides.append(ComparedSide(folder, run))
    if len({side.folder for side in sides}) != 2 or len(texts) != 2:
        raise SettingsError(
            f"--config experiments={texts}",
            f"{_TWO} that are not the same",
            "Write 'experiments=[a,b]', or 'experiments=[a,\"a inference=nuts\"]'.",
        )
    return Request(known, results, tuple(sides), asked_of)


def run_name(experiment: str, overrides: list[str], digits: int = _DIGITS) -> str:
    """Name of the results folder: the experiment's own, or with its overrides, whatever their order.

    Readable as far as it goes, ``digits`` of a hash of the overrides at the end; without “=”, which readers
    of Parquet would take for a partition.
    """
    if not overrides:
        return experiment
    text = " ".join(sorted(overrides))
    readable = re.sub(r"[^A-Za-z0-9.]+", "-", text).strip("-")[:48].strip("-.")
    return f"{experiment}+{readable}-{hashlib.sha256(text.encode()).hexdigest()[:digits]}"


def _items(value: Any, key: str) -> list[str]:
    """Items of a list, or of a text with blanks or commas between them (commas in brackets do not count).

    Raises SettingsError, which names the ``key`` of --config, for what is neither.
    """
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        value = "" if value is None else str(value)
    if not isinstance(value, str):
        return _listed(value, key)
    return _words(re.sub(r",(?![^\[{(]*[\]})])", " ", value), key)


def _words(value: str, key: str) -> list[str]:
    """A text at its blanks, but for those in quotes."""
    try:
        return shlex.split(value)
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
