"""What a command line asks for: which experiments, with which overrides, written where."""

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

from tradewinds.errors import SettingsError
from tradewinds.settings.compared_sides import comparing_request, updating_request
from tradewinds.settings.config_texts import items_of_config, results_folder
from tradewinds.settings.request import Request
from tradewinds.settings.run_names import DEFAULT, named_run, runs_of_config
from tradewinds.settings.schema import meant
from tradewinds.settings.seeds import compose_each

_KNOWN = ("experiment", "experiments", "overrides", "results", "old", "new", "run", "numbers")
_OF_TARGETS = ("until", "replay", "text", "together", "key", "share", "wheels", "dirty")
"""What single targets are told beside: ``reproduce`` until and replay, ``check_text`` text, jobs of many
experiments together, ``bundle`` the others.
"""


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
    ``run`` is the name that ``asked_runs`` gave to an experiment among many, which is asked for alone;
    ``numbers`` (``1-5,9``) are those of some among many.
    Raises SettingsError for another key, and for anything wrong in the settings.
    """
    for key, value in config.items():
        if key not in _KNOWN + _OF_TARGETS:
            remedy = meant(key, list(_KNOWN)) or f"Write --config 'overrides=[{key}={value}]' for a setting."
            raise SettingsError(f"--config {key}={value}", f"one of {', '.join(_KNOWN)}", remedy)
    results = results_folder(config.get("results", "results"))
    overrides = sorted(items_of_config(config.get("overrides", []), "overrides"))
    if "old" in config or "new" in config:
        return updating_request(config, configs, overrides, results)
    if "experiments" in config:
        return comparing_request(config, configs, overrides, results)
    asked = runs_of_config(config, overrides)
    wanted = {run: asked[run] for run in asked if run in only} or asked
    experiments = compose_each(configs, wanted)
    told = {key: _as_told(config[key]) for key in _OF_TARGETS if key in config}
    return Request(experiments, results, asked=asked, told=told)


def numbered_runs(config: dict[str, Any]) -> dict[str, int]:
    """Name of the results folder → number, from 1, of each of the experiments that ``config`` asks for, or of
    those with its ``numbers``. Raises SettingsError for one that asks for a comparison.
    """
    _require_single(config, "many experiments")
    overrides = sorted(items_of_config(config.get("overrides", []), "overrides"))
    every = {key: value for key, value in config.items() if key != "numbers"}
    number = {run: at for at, run in enumerate(runs_of_config(every, overrides), start=1)}
    return {run: number[run] for run in runs_of_config(config, overrides)}


def _require_single(config: dict[str, Any], what: str) -> None:
    """Raises SettingsError where two results are to be compared in place of experiments to be made."""
    for key in ("experiments", "old", "new"):
        if key in config:
            remedy = f"Leave {key} out, and name experiments: --config experiment=a,b."
            raise SettingsError(f"--config {key}={config[key]} for {what}", "experiment=…", remedy)


def _as_told(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def asked_of_config(config: dict[str, Any], run: str = "") -> list[str]:
    """What ``snakemake --config`` is given to make the same elsewhere: experiments and overrides, as
    ``key=value`` in JSON. ``run``: of the one experiment whose results folder has that name. Raises
    SettingsError for a configuration that asks for a comparison.
    """
    _require_single(config, "what is made of experiments")
    overrides = sorted(items_of_config(config.get("overrides", []), "overrides"))
    names = list(dict.fromkeys(items_of_config(config.get("experiment", DEFAULT), "experiment")))
    own = config.get("run", "")
    if run:
        name, overrides = runs_of_config(config, overrides)[run]
        names, own = [name], named_run(run, name, overrides).get("run", "")
    asked = [f"experiment={json.dumps(names)}"]
    asked += [f"overrides={json.dumps(overrides)}"] if overrides else []
    asked += [f"numbers={config['numbers']}"] if "numbers" in config and not run else []
    return [*asked, f"run={own}"] if own else asked
