"""JSON Schema of the settings: what editors complete from and underline while a file is written.

A file of ``configs/`` says a part of the settings: nothing in it is required, and ``defaults`` names what it
starts from.
"""

import dataclasses
from typing import Any

from tradewinds.settings.annotations import hints_of, section_in
from tradewinds.settings.data import DataSettings
from tradewinds.settings.economics import CheckSettings
from tradewinds.settings.experiment import ExperimentSettings
from tradewinds.settings.inference import InferenceSettings
from tradewinds.settings.model import ModelSettings
from tradewinds.settings.path import PathSettings
from tradewinds.settings.sections import plain

_DEFAULTS = {
    "description": "What the file starts from, and `_self_` for itself: what comes later wins.",
    "type": "array",
}


def groups() -> dict[str, Any]:
    """Group of ``configs/`` → type of what its files say."""
    own = ("split", "diagnostics", "sbc", "report", "sweep", "sensitivity", "welfare", "optimise")
    return {
        "experiment": ExperimentSettings,
        "data": DataSettings,
        "model": ModelSettings,
        "inference": InferenceSettings,
        "scenario": PathSettings,
        "checks": dict[str, CheckSettings],
    } | {name: hints_of(ExperimentSettings)[name] for name in own}


def of_files(kind: Any) -> dict[str, Any]:
    """JSON Schema of files that say a part of this."""
    found = _of(kind)
    _complete(found, kind)
    properties = found.pop("properties", {})
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        **found,
        "properties": {"defaults": _DEFAULTS} | properties,
    }


def descriptions(schema: type) -> dict[str, str]:
    """Field → what it means: the text below it in the code, of its base where it is inherited."""
    found: dict[str, str] = {}
    for one in reversed([base for base in schema.__mro__ if dataclasses.is_dataclass(base)]):
        properties = _root(_of(one)).get("properties", {})
        found |= {name: _words(of["description"]) for name, of in properties.items() if "description" in of}
    return found


def _of(kind: Any) -> dict[str, Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(kind).json_schema()


def _root(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of the whole, which may itself stand among the definitions."""
    return schema["$defs"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def _words(text: str) -> str:
    return " ".join(text.split()).replace("``", "`")


def _complete(found: dict[str, Any], kind: Any) -> None:
    """Say of every section what pydantic does not: inherited descriptions, defaults that are made anew."""
    sections = {one.__name__: one for one in _sections(kind)}
    named = {name: of for name, of in found.get("$defs", {}).items() if name in sections}
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        named[kind.__name__] = _root(found)
    for name, of in named.items():
        meaning, hints = descriptions(sections[name]), hints_of(sections[name])
        for field in dataclasses.fields(sections[name]):
            said = of["properties"][field.name]
            if field.name in meaning:
                said["description"] = meaning[field.name]
            if field.default_factory is not dataclasses.MISSING and section_in(hints[field.name]) is None:
                said["default"] = plain(field.default_factory())
    _loosen(found)


def _sections(kind: Any) -> set[type]:
    """All types of sections within a type."""
    found = section_in(kind)
    if found is None:
        return set()
    return {found}.union(*(_sections(field) for field in hints_of(found).values()))


def _loosen(of: Any) -> None:
    """Nothing is required of a part; a number may stand for a text; titles repeat the keys."""
    if isinstance(of, list):
        for one in of:
            _loosen(one)
    if not isinstance(of, dict):
        return
    if of.get("type") == "string" and not {"enum", "pattern"} & set(of):
        of["type"] = ["string", "number"]
    for word in ("required", "title"):
        if isinstance(of.get(word), str | list):
            del of[word]
    if isinstance(of.get("description"), str):
        of["description"] = _words(of["description"])
    for one in of.values():
        _loosen(one)
