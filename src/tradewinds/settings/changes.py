"""Settings written as dotted keys, as a notebook has them, onto their types."""

from collections.abc import Mapping
from typing import Any, TypeVar

from tradewinds.settings.schema import compare
from tradewinds.settings.sections import plain, typed

T = TypeVar("T")


def changed(schema: type[T], keys: Mapping[str, Any]) -> T:
    """The schema's defaults with some keys changed: ``{"tier1.model.width": 8}``.

    Raises SettingsError for an unknown key and for a value of another type.
    """
    return _checked(schema, {}, keys)


def with_keys(section: T, keys: Mapping[str, Any]) -> T:
    """A section with some of its keys changed. Raises SettingsError as ``changed``."""
    return _checked(type(section), plain(section), keys)


def refuse_unknown(schema: type, keys: Mapping[str, Any]) -> None:
    """Raise SettingsError for an unknown key or a value of another type; keys may still be missing."""
    compare(schema, _nested({}, keys))


def _checked(schema: type[T], content: dict[str, Any], keys: Mapping[str, Any]) -> T:
    content = _nested(content, keys)
    compare(schema, content)
    return typed(schema, content)


def _nested(content: dict[str, Any], keys: Mapping[str, Any]) -> dict[str, Any]:
    for key, value in keys.items():
        place = content
        *sections, last = key.split(".")
        for name in sections:
            if not isinstance(place.get(name), dict):
                place[name] = {}
            place = place[name]
        place[last] = value
    return content
