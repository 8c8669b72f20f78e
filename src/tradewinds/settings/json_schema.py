"""JSON Schema of the settings: what editors complete from and underline while a file is written.

A file of ``configs/`` says a part of the settings: nothing in it is required, and ``defaults`` names what it
starts from.
"""

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tradewinds.settings.annotations import hints_of, section_in
from tradewinds.settings.economics import CheckSettings
from tradewinds.settings.fields import Section
from tradewinds.settings.inference import InferenceSettings
from tradewinds.settings.kinds import EXPERIMENT_KINDS, LABORATORY
from tradewinds.settings.model import ModelSettings
from tradewinds.settings.path import PathSettings
from tradewinds.settings.sections import plain
from tradewinds.settings.source import SourceSettings

_DEFAULTS = {
    "description": "What the file starts from, and `_self_` for itself: what comes later wins.",
    "type": "array",
}
_KIND = "What the experiment is; without it, one of the laboratory's."


def groups() -> dict[str, Any]:
    """Group of ``configs/`` → type of what its files say; ``experiment`` has one for each kind beside."""
    within = {
        "model": ModelSettings,
        "inference": InferenceSettings,
        "scenario": PathSettings,
        "checks": dict[str, CheckSettings],
    }
    found: dict[str, Any] = {}
    for kind in EXPERIMENT_KINDS.values():
        own = hints_of(kind.settings) | (within if kind is LABORATORY else {})
        found |= {kind.schema: kind.settings} | {name: own[name] for name in kind.groups if name not in found}
    return found | {"source": SourceSettings}


def of_files(kind: Any) -> dict[str, Any]:
    """JSON Schema of files that say a part of this."""
    found = _of(kind)
    _complete(found, kind)
    properties = found.pop("properties", {})
    of_kind = {
        one.name: one for one in EXPERIMENT_KINDS.values() if one.settings is kind and one is not LABORATORY
    }
    said = {"kind": {"enum": list(of_kind), "description": _KIND}} if of_kind else {}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        **found,
        "properties": {"defaults": _DEFAULTS} | said | properties,
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

    with _texts_below_fields():
        return TypeAdapter(kind).json_schema()


@contextmanager
def _texts_below_fields() -> Iterator[None]:
    """Within it pydantic reads the code of every section for what its fields mean: as much time again as the
    rest takes, which whoever composes settings need not wait for.
    """
    Section.__pydantic_config__["use_attribute_docstrings"] = True
    try:
        yield
    finally:
        del Section.__pydantic_config__["use_attribute_docstrings"]


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
