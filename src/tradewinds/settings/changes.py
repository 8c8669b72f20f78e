"""Settings written as dotted keys, as a notebook has them, onto their types."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from tradewinds.settings.annotations import hints_of
from tradewinds.settings.schema import unknown_key, validated
from tradewinds.settings.sections import plain

_T = TypeVar("_T")


def changed(schema: type[_T], keys: Mapping[str, Any], key: str = "") -> _T:
    """The schema's defaults with some keys changed: ``{"tier1.model.width": 8}``.

    ``key``: where the section stands, for errors. Raises SettingsError for an unknown key and for an
    impossible value.
    """
    return validated(schema, _nested({}, keys), key)


def with_keys(section: _T, keys: Mapping[str, Any]) -> _T:
    """A section with some of its keys changed. Raises SettingsError as ``changed``."""
    return validated(type(section), _nested(plain(section), keys))


def leaves(content: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested settings as dotted keys, each after ``prefix``."""
    found: dict[str, Any] = {}
    for key, value in content.items():
        inside = isinstance(value, Mapping)
        found |= leaves(value, f"{prefix}{key}.") if inside else {f"{prefix}{key}": value}
    return found


def refuse_unknown(schema: type, keys: Mapping[str, Any]) -> None:
    """Raise SettingsError for an unknown key or an impossible value in the sections that the keys name."""
    known = hints_of(schema)
    for section, content in _nested({}, keys).items():
        if section not in known:
            raise unknown_key(section, list(known))
        validated(known[section], content, section)


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


def differing_keys(a: Any, b: Any, key: str = "") -> Iterator[tuple[str, str, str]]:
    """(key, value in a, value in b) of everything that differs between two nested settings; “–” where a side
    has no such key.
    """
    if isinstance(a, dict) and isinstance(b, dict):
        for name in [*a, *(name for name in b if name not in a)]:
            inner = f"{key}.{name}" if key else str(name)
            if name not in a or name not in b:
                yield inner, str(a.get(name, "–")), str(b.get(name, "–"))
            else:
                yield from differing_keys(a[name], b[name], inner)
    elif a != b:
        yield key, str(a), str(b)
