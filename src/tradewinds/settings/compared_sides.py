"""From two sides as they are written to a request that compares them."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from tradewinds.errors import SettingsError
from tradewinds.settings.compose import compose
from tradewinds.settings.config_texts import items_of_config, list_of_config, words_of_config
from tradewinds.settings.kinds import AnyExperiment
from tradewinds.settings.request import ComparedSide, Request
from tradewinds.settings.run_names import DEFAULT, run_name

_TWO = "two experiments"
_VINTAGE = re.compile(r"(?:(?P<source>\w+)/)?(?P<vintage>\d{4}-\d{2}(-\d{2}(T[0-9Z]*)?)?)")


def compared_folder(text: str, overrides: list[str], results: str) -> str:
    """The results folder of one side as it is written: “a inference=nuts”, or a path with a slash in it."""
    name, *own = words_of_side(text)
    return name.rstrip("/") if "/" in name else f"{results}/{run_name(name, [*overrides, *own])}"


def words_of_side(text: str) -> list[str]:
    """Name and overrides of one side; raises SettingsError for one without a name."""
    words = words_of_config(text, "experiments")
    if not words or not words[0]:
        raise SettingsError(
            f"--config experiments={text!r}: one of two without a name",
            "an experiment, or a folder of results",
        )
    return words


def comparing_request(config: dict[str, Any], configs: Path, overrides: list[str], results: str) -> Request:
    """Two experiments beside each other. Raises SettingsError."""
    if "experiment" in config:
        raise SettingsError(
            "--config experiment=… experiments=…", "one of them", f"Leave experiment out to compare {_TWO}."
        )
    asked = config["experiments"]
    texts = (
        items_of_config(asked, "experiments")
        if isinstance(asked, str | None)
        else list_of_config(asked, "experiments")
    )
    return _two_sides(texts, configs, overrides, results)


def updating_request(config: dict[str, Any], configs: Path, overrides: list[str], results: str) -> Request:
    """An older and a newer state; vintages become overrides of the experiment. Raises SettingsError."""
    if not (config.get("old") and config.get("new")) or "experiments" in config:
        raise SettingsError(
            "--config "
            + " ".join(f"{key}={config[key]}" for key in ("old", "new", "experiments") if key in config),
            "old=… new=…",
            "Each a vintage of the experiment's data (2026-10-31), an experiment, or a folder of results.",
        )
    names = items_of_config(config.get("experiment", DEFAULT), "experiment")
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
        name, *own = words_of_side(text)
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
