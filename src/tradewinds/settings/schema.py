"""Composed settings against their schema: the first unknown key or wrong type, in one line."""

import dataclasses
import difflib
import types
import typing
from enum import Enum
from typing import Any

from omegaconf import MISSING

from tradewinds.errors import SettingsError

REMEDY = "See configs/README.md for every key."
_SCALARS = {
    bool: ("true or false", lambda value: isinstance(value, bool)),
    int: ("a whole number", lambda value: isinstance(value, int) and not isinstance(value, bool)),
    float: ("a number", lambda value: isinstance(value, (int, float)) and not isinstance(value, bool)),
    # a year or an industry's code is a text to us and to YAML a number; a whole one keeps its digits
    str: ("a text", lambda value: isinstance(value, (str, int)) and not isinstance(value, bool)),
}


def compare(schema: Any, value: Any, key: str = "") -> None:
    """Raise SettingsError unless ``value`` (dictionaries, lists, scalars) fits a type of the schema.

    ``schema`` is a dataclass of the schema or the type of one of its fields; keys may be left out.
    """
    if value == MISSING or schema is Any:
        return
    if isinstance(schema, types.UnionType):
        if value is not None:
            compare(next(option for option in schema.__args__ if option is not types.NoneType), value, key)
    elif dataclasses.is_dataclass(schema):
        _section(schema, value, key)
    elif typing.get_origin(schema) is dict:
        _require(isinstance(value, dict), key, value, "keys with values")
        for name, inner in value.items():
            compare(schema.__args__[1], inner, f"{key}.{name}")
    elif typing.get_origin(schema) is list:
        _require(isinstance(value, list), key, value, "a list, such as [a, b]")
        for position, inner in enumerate(value):
            compare(schema.__args__[0], inner, f"{key}[{position}]")
    elif issubclass(schema, Enum):
        known = [option.value for option in schema]
        _require(value in known, key, value, f"one of {', '.join(known)}", meant(value, known))
    else:
        expected, fits = _SCALARS[schema]
        quoted = "Write it in quotes, as it is in the data (“10.10”, “true”). " if schema is str else ""
        _require(fits(value), key, value, expected, quoted if isinstance(value, (bool, float)) else "")


def meant(word: object, known: list[str]) -> str:
    """“Did you mean …?” with the nearest known word, or nothing."""
    close = difflib.get_close_matches(str(word), known, n=1)
    return f"Did you mean {close[0]}? " if close else ""


def _section(schema: Any, value: Any, key: str) -> None:
    hints = typing.get_type_hints(schema)
    _require(isinstance(value, dict), key, value, f"a section with {', '.join(hints)}")
    for name, inner in value.items():
        place = f"{key}.{name}" if key else str(name)
        if name not in hints:
            known = list(hints)
            raise SettingsError(
                f"unknown key {place}", f"one of {', '.join(known)}", meant(name, known) + REMEDY
            )
        compare(hints[name], inner, place)


def _require(fits: bool, key: str, value: object, expected: str, remedy: str = "") -> None:
    if not fits:
        raise SettingsError(f"{key} = {value!r}", expected, remedy + REMEDY)
