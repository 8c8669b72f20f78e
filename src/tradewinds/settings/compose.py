"""The one place where Hydra's groups become typed, validated settings."""

import re
from pathlib import Path
from typing import Any, cast

from hydra import compose as hydra_compose
from hydra import initialize_config_dir
from hydra.core.global_hydra import GlobalHydra
from hydra.errors import HydraException
from omegaconf import OmegaConf, open_dict
from omegaconf.errors import OmegaConfBaseException
from yaml import YAMLError

from tradewinds.errors import SettingsError, abridged
from tradewinds.settings.checks import require
from tradewinds.settings.experiment import TIER_NAMES, ExperimentSettings
from tradewinds.settings.kinds import LABORATORY, AnyExperiment, ExperimentKind, kind_of_file, require_kind
from tradewinds.settings.scenarios import headline, paths_beside, refuse_other_name
from tradewinds.settings.schema import REMEDY, meant, placed, validated
from tradewinds.settings.spelling import texts_as_written
from tradewinds.settings.wording import as_settings_error

_RESOLVER = re.compile(r"(?<!\\)\$\{\s*[\w.]+\s*:")
_OF_HYDRA = re.compile(r"""["']?hydra["']?\s*:|\s+-\s+["']?(override\s+/?|/)hydra\b""")
"""Lines of a file that set what is Hydra's own."""
_UNUSABLE = (HydraException, OmegaConfBaseException, YAMLError, ValueError, RecursionError)
"""What is raised over files and overrides that cannot be used: of UTF-8, too, which is a ValueError."""
_NAME = re.compile(r"[A-Za-z0-9_.-]+")
"""Names of files that Hydra can be asked for."""
_SHARED = ("model", "inference")
_GROUPS = {name: [f"{name}@{tier}.{name}" for tier in TIER_NAMES] for name in _SHARED}


def compose(configs: Path, experiment: str, overrides: list[str] | None = None) -> ExperimentSettings:
    """Compose ``configs/`` for one of the laboratory's experiments into typed, validated settings.

    As ``compose_any``, which takes experiments of every kind; raises SettingsError for one of another.
    """
    found = compose_any(configs, experiment, overrides)
    require_kind(found, experiment, ExperimentSettings, "the data and equations")
    return cast(ExperimentSettings, found)


def compose_any(configs: Path, experiment: str, overrides: list[str] | None = None) -> AnyExperiment:
    """Compose ``configs/`` for one experiment, of whatever kind, into typed, validated settings.

    In the laboratory's ``model.width=32`` and ``inference=nuts`` without a tier mean both tiers,
    ``tier2.inference=nuts`` one, and another scenario is another question than the one in the experiment's
    file, which is left out then.
    Raises SettingsError with the key, the value and the remedy.
    """
    return compose_with_files(configs, experiment, overrides)[0]


def compose_with_files(
    configs: Path, experiment: str, overrides: list[str] | None = None
) -> tuple[AnyExperiment, set[Path]]:
    """As ``compose_any``, and the files of ``configs/`` that were read: no other one changes the settings."""
    overrides = overrides or []
    known = sorted(path.stem for path in (configs / "experiment").glob("*.yaml"))
    if experiment not in known:
        experiment = abridged(experiment)
        raise SettingsError(
            f"experiment = {experiment!r}", f"one of {', '.join(known)}", meant(experiment, known)
        )
    if not _NAME.fullmatch(experiment):
        expected = "letters without accents, digits, _, - and . in the name of its file"
        raise SettingsError(f"experiment = {abridged(experiment)!r}", expected, "Rename the file.")
    file = configs / "experiment" / f"{experiment}.yaml"
    _require_global(file)
    kind = kind_of_file(file)
    spread = _spread(overrides) if kind is LABORATORY else overrides
    _refuse_repeated(spread)
    _refuse_beside(spread, kind)
    arguments = [f"experiment={experiment}", *(_addable(override, configs) for override in spread)]
    GlobalHydra.instance().clear()
    try:
        with texts_as_written() as read, initialize_config_dir(str(configs.resolve()), version_base="1.3"):
            typed = _of_laboratory(configs, arguments, spread) if kind is LABORATORY else _of(kind, arguments)
    except _UNUSABLE as error:
        raise as_settings_error(error, configs) from error
    kind.validate(typed)
    inside = configs.resolve()
    return typed, {file, *(one for one in read if one.resolve().is_relative_to(inside))}


def _of(kind: ExperimentKind, arguments: list[str]) -> AnyExperiment:
    """The settings of an experiment of another kind, with their types."""
    return validated(kind.settings, _content(kind, arguments)[0])


def _of_laboratory(configs: Path, arguments: list[str], overrides: list[str]) -> ExperimentSettings:
    """The settings of one of the laboratory's experiments, with the paths beside its first."""
    scenarios = sorted(path.stem for path in (configs / "scenario").glob("*.yaml"))
    typed, changes = _composed(arguments)
    if typed.scenarios:
        first = headline(typed.scenarios, overrides, scenarios)
        if first != typed.scenario.name:
            typed, changes = _composed([*arguments, f"scenario={first}"])
        refuse_other_name(typed.scenario.name, typed.scenarios)
    typed.scenarios = typed.scenarios or [typed.scenario.name]
    typed.paths = paths_beside(typed.scenario, typed.scenarios, changes, scenarios, _scenario)
    if _asks_anew(overrides):
        typed.report.question = ""
    return typed


def _asks_anew(overrides: list[str]) -> bool:
    """Whether the question that the experiment's file puts is another one now, and no new one was put."""
    keys = [override.partition("=")[0].lstrip("+~") for override in overrides]
    return (
        any(re.match(r"scenarios?\b(?!\.description)", key) for key in keys) and "report.question" not in keys
    )


def option(configs: Path, group: str, name: str) -> dict[str, Any]:
    """What one option of a group says, with what it starts from: ``configs/inference/NAME.yaml``.

    Raises SettingsError for an option that is not there.
    """
    known = sorted(path.stem for path in (configs / group).glob("*.yaml"))
    require(name in known, group, name, f"one of {', '.join(known)}", meant(name, known))
    GlobalHydra.instance().clear()
    try:
        with texts_as_written(), initialize_config_dir(str(configs.resolve()), version_base="1.3"):
            return _option(group, name)
    except _UNUSABLE as error:
        raise as_settings_error(error) from error


def _composed(arguments: list[str]) -> tuple[ExperimentSettings, dict[str, Any]]:
    """The settings with their types, and what they say of paths, as it is written."""
    content, choices = _content(LABORATORY, arguments)
    typed = validated(ExperimentSettings, content)
    typed.scenario.name = typed.scenario.name or str(choices["scenario"])
    return typed, content.get("paths", {})


def _content(kind: ExperimentKind, arguments: list[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the files and overrides say, and which option of every group was taken."""
    composed = hydra_compose(kind.primary, overrides=arguments, return_hydra_config=True)
    choices = composed.hydra.runtime.choices
    with open_dict(composed):
        del composed["hydra"]
    _refuse_resolvers(OmegaConf.to_container(composed, resolve=False))
    content = cast(dict[str, Any], OmegaConf.to_container(composed, resolve=True, throw_on_missing=True))
    content.pop("kind", None)  # of the file, which decided what is composed
    return content, choices


def _refuse_resolvers(content: Any, key: str = "") -> None:
    """Values that are computed while settings are composed: the time, which makes every run another one, or
    the environment, which would be printed into a page that others read.
    """
    if isinstance(content, dict | list):
        items = content.items() if isinstance(content, dict) else enumerate(content)
        for name, value in items:
            _refuse_resolvers(value, placed(key, (name,)))
    elif isinstance(content, str) and (found := _RESOLVER.search(content)):
        expected = "a value that stands there, or another key's, ${key}"
        raise SettingsError(f"{key} = {abridged(content)!r} is computed by {found[0]}…}}", expected)


def _scenario(name: str) -> dict[str, Any]:
    """What the file of a scenario says, with what it starts from."""
    return _option("scenario", name)


def _option(group: str, name: str) -> dict[str, Any]:
    content = OmegaConf.to_container(hydra_compose(f"{group}/{name}"), resolve=True)
    return cast(dict[str, Any], content).get(group, {})


def _spread(overrides: list[str]) -> list[str]:
    """Write ``model…`` and ``inference…`` out for both tiers, ``tier2.model=…`` as Hydra wants it."""
    spread = []
    for override in overrides:
        group = re.fullmatch(r"(model|inference)=(.*)", override)
        of_one = re.fullmatch(r"(tier[12])\.(model|inference)=(\w+)", override)
        key = re.fullmatch(r"(model|inference)\.(.*)", override)
        if group:
            spread += [f"{target}={group[2]}" for target in _GROUPS[group[1]]]
        elif of_one:
            spread.append(f"{of_one[2]}@{of_one[1]}.{of_one[2]}={of_one[3]}")
        elif key:
            spread += [f"{tier}.{override}" for tier in TIER_NAMES]
        else:
            spread.append(override)
    return spread


def _require_global(path: Path) -> None:
    """Without this line Hydra, which reads no further than another comment, would put the experiment's keys
    below “experiment”. What is Hydra's own it would take, and nobody would use."""
    header = "# @package _global_"
    lines = [" ".join(line.split()) for line in _text_of(path).splitlines() if line.strip()]
    if lines[:1] == [f"\ufeff{header}"]:
        found = f"experiment/{path.name} begins with a byte order mark"
        raise SettingsError(found, "UTF-8 without one", "Save it so: in an editor, “Save with encoding”.")
    if lines[:1] != [header]:
        raise SettingsError(f"experiment/{path.name} does not set the settings", f"the first line “{header}”")
    for line in _text_of(path).splitlines():
        if _OF_HYDRA.match(line):
            found = f"experiment/{path.name} has the line “{abridged(line.strip())}”"
            raise SettingsError(found, "keys of the experiment: Hydra's own would do nothing", REMEDY)


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise as_settings_error(error, path.parents[1]) from error


def _addable(override: str, configs: Path) -> str:
    """Let an override set a key that no file sets; the schema still refuses one that it does not know."""
    key = override.partition("=")[0]
    group = "@" in key or (configs / key).is_dir()
    return override if group or not key[:1].isalpha() else f"++{override}"


def _refuse_beside(overrides: list[str], kind: ExperimentKind) -> None:
    """What an override cannot change: which experiment it is, its kind, and Hydra itself, whose settings are
    not the experiment's.
    """
    for override in overrides:
        key = override.partition("=")[0].lstrip("+~")
        if key == "kind":
            raise SettingsError(
                f"an override sets the kind of a {kind.name}", "none", "Name another experiment."
            )
        if key == "experiment":
            raise SettingsError(f"the override “{override}”", "--config experiment=NAME for another one")
        if key == "hydra" or key.startswith("hydra."):
            raise SettingsError(f"the override “{override}”", "a key of the experiment", REMEDY)


def _refuse_repeated(overrides: list[str]) -> None:
    """The order of overrides carries no meaning, so none may set a key that another has set."""
    keys = [override.partition("=")[0].lstrip("+~") for override in overrides]
    for key in keys:
        if not key.strip():
            raise SettingsError(f"cannot read the override “{overrides[keys.index(key)]}”", "key=value")
        if keys.count(key) > 1:
            raise SettingsError(f"two overrides set {key}", "one", "Leave one of them out.")
