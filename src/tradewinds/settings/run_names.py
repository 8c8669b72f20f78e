"""Names of results folders, and which experiments have them."""

import hashlib
import re
from collections.abc import Iterable
from typing import Any

from tradewinds.errors import SettingsError
from tradewinds.settings.config_texts import items_of_config, words_of_config
from tradewinds.settings.grid import combinations
from tradewinds.settings.numbers import read_numbers

DEFAULT = "quickstart"
_DIGITS, _LONGER = 6, 16
"""Of the hash in a folder's name, and where two experiments of a request would have the same with fewer."""


def named_run(run: str, name: str, overrides: list[str]) -> dict[str, str]:
    """What asks for a name that an experiment would not have alone."""
    return {} if run == run_name(name, overrides) else {"run": run}


def runs_of_config(config: dict[str, Any], overrides: list[str]) -> dict[str, tuple[str, list[str]]]:
    """As ``asked_runs``, of what ``--config`` says: its experiments, or those with its ``numbers`` among them
    (from 1), or the one named ``run``. Raises SettingsError.
    """
    items = items_of_config(config.get("experiment", DEFAULT), "experiment")
    if not items:
        raise SettingsError("--config experiment= without a name", "a name", "Leave it out for quickstart.")
    asked = asked_runs(items, overrides)
    if "numbers" in config:
        names = list(asked)
        chosen = read_numbers(str(config["numbers"]), len(names))
        asked = {names[number - 1]: asked[names[number - 1]] for number in chosen}
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
        name, *own = words_of_config(item, "experiment") or [item]
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
