"""The files of ``configs/``: what editors need, what JSON Schema says of them, and nothing said twice."""

import dataclasses
import json
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tradewinds.settings.annotations import bare, hints_of
from tradewinds.settings.json_schema import groups
from tradewinds.settings.kinds import EXPERIMENT_KINDS, kind_of_file
from tradewinds.settings.reference import described
from tradewinds.settings.sections import plain

CONFIGS = Path(__file__).parents[3] / "configs"
OPTIONS = sorted(CONFIGS.glob("*/*.yaml"))
PRIMARY = [CONFIGS / f"{kind.primary}.yaml" for kind in EXPERIMENT_KINDS.values()]
WHAT_IT_IS = {
    "calibration": ("family", "discrepancy"),
    "data": ("scale", "sectors", "periods"),
    "inference": ("algorithm", "family", "particles", "members", "chains", "warmup", "draws", "thin"),
    "scenario": ("shape", "size"),
    "checks": ("rise", "outcome", "measure"),
}
"""Keys that a file says although they are the default: what the option is, or is looked up there for."""


def schema_of(path: Path) -> str:
    """Name of the schema of a file: that of its group, or of the kind of an experiment."""
    if path in PRIMARY:
        return list(EXPERIMENT_KINDS.values())[PRIMARY.index(path)].schema
    return kind_of_file(path).schema if path.parent.name == "experiment" else path.parent.name


def named(path: Path) -> str:
    return path.relative_to(CONFIGS).as_posix()


@pytest.mark.parametrize("path", [*OPTIONS, *PRIMARY], ids=named)
def test_a_file_names_its_schema_and_says_what_it_is(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    hydra = ["# @package _global_"] if path.parent.name == "experiment" else []  # Hydra reads no further
    (schema,) = ((path.parent / lines[len(hydra)].partition("$schema=")[2]).resolve(),)
    assert lines[: len(hydra)] == hydra
    assert lines[len(hydra)].startswith("# yaml-language-server: $schema=")
    assert schema == CONFIGS / "schema" / f"{schema_of(path)}.json" and schema.exists()
    assert described(path.read_text(encoding="utf-8")).endswith(".")


@pytest.mark.parametrize("path", [*OPTIONS, *PRIMARY], ids=named)
def test_a_file_is_what_its_schema_says(path):
    schema = json.loads((CONFIGS / "schema" / f"{schema_of(path)}.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    jsonschema.validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {}, schema)


@pytest.mark.parametrize(
    ("group", "content"),
    [
        ("model", {"widht": 3}),
        ("model", {"width": 0}),
        ("model", {"noise": {"family": "cauchy"}}),
        ("experiment", {"tier1": {"model": {"prior": {"hidden": -1}}}}),
        ("scenario", {"profile": [2]}),
        ("checks", {"coffee": {"outcom": "price"}}),
    ],
)
def test_a_schema_refuses_what_the_settings_refuse(group, content):
    schema = json.loads((CONFIGS / "schema" / f"{group}.json").read_text(encoding="utf-8"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content, schema)


def composed(path: Path) -> dict[str, Any]:
    """A file of a group on top of those it starts from."""
    content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    return merged(base_of(path, content), content)


def base_of(path: Path, content: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in content.get("defaults", []):
        if name != "_self_":
            found = merged(found, composed(path.parent / f"{name}.yaml"))
    return found


def merged(base: Any, over: Any) -> Any:
    if not isinstance(base, dict) or not isinstance(over, dict):
        return over
    return base | {key: merged(base.get(key), value) for key, value in over.items()}


def superfluous(kind: Any, content: dict, base: Any, key: str = "") -> Iterator[str]:
    """The keys whose values are what the file starts from says, or else the default."""
    bared = bare(kind)
    for name, value in content.items():
        place = f"{key}.{name}".lstrip(".")
        section = dataclasses.is_dataclass(bared)
        inner = hints_of(bared)[name] if section else typing.get_args(bared)[1]
        before = base.get(name) if isinstance(base, dict) else None
        nested = bare(inner)
        of_sections = typing.get_origin(nested) is dict and dataclasses.is_dataclass(
            bare(typing.get_args(nested)[1])
        )
        if isinstance(value, dict) and (dataclasses.is_dataclass(nested) or of_sections):
            yield from superfluous(inner, value, before, place)
        elif isinstance(base, dict) and name in base:
            if before == value:
                yield place
        elif section and default_of(bared, name) == value:
            yield place


def default_of(section: type, name: str) -> Any:
    field = next(one for one in dataclasses.fields(section) if one.name == name)
    made = field.default_factory is not dataclasses.MISSING
    return plain(field.default_factory() if made else field.default)


@pytest.mark.parametrize(
    "path", [path for path in OPTIONS if path.parent.name not in ("experiment", "schema")], ids=named
)
def test_a_file_says_only_what_sets_it_apart(path):
    """A default stands in the types alone; a file that repeats one would keep it when it changes."""
    content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    base = base_of(path, content)
    own = {key: value for key, value in content.items() if key != "defaults"}
    repeated = [
        key
        for key in superfluous(groups()[path.parent.name], own, base)
        if key.rpartition(".")[2] not in WHAT_IT_IS.get(path.parent.name, ())
    ]
    assert not repeated
