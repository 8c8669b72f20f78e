"""Settings against their types: the typed section, or the first thing wrong with it in one line."""

import dataclasses
import difflib
import typing
from functools import cache
from typing import Any, TypeVar

from tradewinds.errors import SettingsError
from tradewinds.settings.annotations import bare, field_names, first, hints_of, options_of
from tradewinds.settings.fields import Items, Pattern, Range
from tradewinds.settings.sections import plain
from tradewinds.settings.spelling import as_texts

_T = TypeVar("_T")
REMEDY = "See configs/README.md for every key."
_NOUNS = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}
_OF_RANGE = ("greater_than", "greater_than_equal", "less_than", "less_than_equal", "finite_number")


def validated(schema: type[_T], content: Any, key: str = "") -> _T:
    """A section of this type from dictionaries, lists and scalars as a user writes them. ``key``: where the
    section stands, for errors. Raises SettingsError with the key, the value found, what was expected and
    what to do: for an unknown key, else for the first value that cannot be used."""
    from pydantic import ValidationError  # a seventh of a second, which no job has to wait for

    try:
        return _adapter(schema).validate_python(as_texts(schema, content))  # type: ignore[arg-type]  # mypy takes a class for its instance here
    except ValidationError as error:
        found = error.errors(include_url=False)
    unknown = [one for one in found if one["type"] in ("unexpected_keyword_argument", "invalid_key")]
    raise _explained(schema, [*unknown, *found][0], key) from None


def require_valid(section: Any, key: str = "") -> None:
    """As ``validated``, of a section that is there; raises SettingsError."""
    validated(type(section), plain(section), key)


def meant(word: object, known: list[str]) -> str:
    """“Did you mean …?” with the nearest known word, or nothing."""
    close = difflib.get_close_matches(str(word), known, n=1)
    return f"Did you mean {close[0]}? " if close else ""


def unknown_key(place: str, known: list[str]) -> SettingsError:
    """What is said of a key that a section does not have."""
    remedy = meant(place.rpartition(".")[2], known) + REMEDY
    return SettingsError(f"unknown key {place}", f"one of {', '.join(known)}", remedy)


@cache
def _adapter(schema: type) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(schema)


def _explained(schema: type, error: Any, key: str) -> SettingsError:
    """What pydantic says of a value, as a user can act on it."""
    loc, value = error["loc"], error["input"]
    if loc and loc[-1] == "[key]":
        loc, value, kind = loc[:-2], loc[-2], typing.get_args(_kind_at(schema, loc[:-2]))[0]
    elif error["type"] in ("unexpected_keyword_argument", "invalid_key"):
        return unknown_key(placed(key, loc), field_names(_kind_at(schema, loc[:-1])))
    else:
        kind = _kind_at(schema, loc)
    place = placed(key, loc)
    if error["type"] == "value_error":
        return _of_check(error["ctx"]["error"].args[0], place)
    if error["type"] == "missing":
        return SettingsError(f"{place} is not set", expected_value(kind), REMEDY)
    found = f"{place} = {value!r}" if place else repr(value)
    limits = first(kind, Range, Pattern)
    if error["type"] in _OF_RANGE and isinstance(limits, Range):
        why = f": {limits.why}" if limits.why else ""
        return SettingsError(found, expected_value(kind) + why, limits.remedy)
    if error["type"] == "string_pattern_mismatch" and isinstance(limits, Pattern):
        return SettingsError(found, limits.phrase, limits.remedy)
    if error["type"] in ("too_short", "too_long"):
        return SettingsError(found, first(kind, Items).phrase)
    quotes = ""
    if bare(kind) is str and isinstance(value, bool | float):
        quotes = "Write it in quotes, as it is in the data (“10.10”, “true”). "
    return SettingsError(found, _of_type(kind), quotes + meant(value, options_of(kind)) + REMEDY)


def _of_check(error: SettingsError, place: str) -> SettingsError:
    """A section's own check knows the key within it alone."""
    within = not error.found.startswith((" ", "["))
    found = f"{place}.{error.found}" if place and within else f"{place}{error.found}"
    return SettingsError(found, error.expected, error.remedy)


def placed(key: str, loc: tuple) -> str:
    """“tier1.equations[0]” of the place (“tier1”, “equations”, 0)."""
    for part in loc:
        key += f"[{part}]" if isinstance(part, int) else f".{part}" if key else str(part)
    return key


def expected_value(kind: Any) -> str:
    """What a value of this kind is, in words: “a whole number of at least 1”."""
    limits = first(kind, Range, Pattern)
    if isinstance(limits, Range):
        return limits.phrase(bare(kind))
    return limits.phrase if isinstance(limits, Pattern) else _of_type(kind)


def _of_type(kind: Any) -> str:
    """As ``expected_value``, without the range: what is said of a value of another type."""
    bared = bare(kind)
    if dataclasses.is_dataclass(bared):
        return f"a section with {', '.join(field_names(bared))}"
    if options_of(kind):
        return f"one of {', '.join(options_of(kind))}"
    if typing.get_origin(bared) is dict:
        return "keys with values"
    if typing.get_origin(bared) is list:
        return "a list, such as [a, b]"
    return _NOUNS[bared]


def _kind_at(schema: Any, loc: tuple) -> Any:
    """The annotation of what stands at a place within a schema."""
    for part in loc:
        kind = bare(schema)
        fields = hints_of(kind) if isinstance(kind, type) and dataclasses.is_dataclass(kind) else None
        schema = typing.get_args(kind)[-1] if fields is None else fields[part]
    return schema
