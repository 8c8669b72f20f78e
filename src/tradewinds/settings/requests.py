"""What a command line asks for: which experiments, with which overrides, written where."""

import hashlib
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tradewinds.errors import SettingsError
from tradewinds.settings.compose import compose
from tradewinds.settings.experiment import ExperimentSettings
from tradewinds.settings.schema import meant

DEFAULT = "quickstart"
_KNOWN = ("experiment", "overrides", "results")


@dataclass(frozen=True)
class Request:
    """Experiments by the name of their results folder, and the folder of all results."""

    experiments: dict[str, ExperimentSettings]
    results: str


def read_request(config: dict[str, Any], configs: Path) -> Request:
    """Compose what ``--config experiment=a,b overrides=[…] results=DIR`` asks for.

    Raises SettingsError for another key, and for anything wrong in the settings.
    """
    for key, value in config.items():
        if key not in _KNOWN:
            remedy = meant(key, list(_KNOWN)) or f"Write --config 'overrides=[{key}={value}]' for a setting."
            raise SettingsError(f"--config {key}={value}", f"one of {', '.join(_KNOWN)}", remedy)
    names = _items(config.get("experiment", DEFAULT))
    overrides = sorted(_items(config.get("overrides", [])))
    if not names:
        raise SettingsError("--config experiment= without a name", "a name", "Leave it out for quickstart.")
    experiments = {run_name(name, overrides): compose(configs, name, overrides) for name in names}
    return Request(experiments, str(config.get("results", "results")).rstrip("/"))


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


def _items(value: Any) -> list[str]:
    """Items of a list, or of a text with blanks or commas between them (commas in brackets do not count)."""
    if isinstance(value, str):
        separated = re.sub(r",(?![^\[{(]*[\]})])", " ", value)
        return shlex.split(separated)
    return [str(item) for item in value]
