"""The tables of ``configs/README.md``: every key with its meaning, range and default, and every option."""

import dataclasses
import typing
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

from tradewinds.settings.annotations import bare, first, hints_of, options_of, section_in
from tradewinds.settings.fields import Pattern, Range, Said
from tradewinds.settings.json_schema import descriptions, groups
from tradewinds.settings.kinds import EXPERIMENT_KINDS, LABORATORY

_OWN_NAMES = {
    "tables": "TABLE",
    "variables": "VARIABLE",
    "aggregates": "VARIABLE",
    "paths": "SCENARIO",
    "acts": "ACT",
    "checks": "CHECK",
    "inputs": "INPUT",
    "prior": "PARAMETER",
}
"""What stands in headings for names of the user's own."""
_FOR_TOOLS = ("@package", "yaml-language-server:")
_TYPES = {bool: "`true`, `false`", int: "whole number", float: "number", str: "text", Any: "any value"}


def sections() -> Iterator[tuple[str, type]]:
    """Every section of every kind of experiment by its place, such as ``TIER.model.prior``. The settings of a
    kind as a whole stand first, the laboratory's as “the top level”; what kinds share stands once, what has
    one name and other keys once for each, as “optimise of a calibration”.
    """
    known: dict[str, list[type]] = {}
    for kind in EXPERIMENT_KINDS.values():
        article = "an" if kind.name[0] in "aeiou" else "a"
        named = "the top level" + ("" if kind is LABORATORY else f" of {article} {kind.name}")
        for path, schema in _sections_below(kind.settings, ""):
            if not path:
                yield named, schema
            elif schema not in known.setdefault(path, []):
                yield f"{path} of {article} {kind.name}" if known[path] else path, schema
                known[path].append(schema)


def _sections_below(schema: type, path: str) -> Iterator[tuple[str, type]]:
    yield path, schema
    for name, kind in hints_of(schema).items():
        # what a base has stands with the base
        if name == "tier2" or name not in vars(schema)["__annotations__"]:
            continue
        place = f"{path}.{'TIER' if name == 'tier1' else name}".lstrip(".")
        if typing.get_origin(bare(kind)) is dict:
            place = f"{place}.{_OWN_NAMES.get(name)}"
        section = section_in(kind)
        if section is not None and _holds_sections(kind):
            yield from _sections_below(section, place)


def table_of_keys(schema: type) -> str:
    """A section's own keys, without its sections and what its base has; nothing where it has none."""
    meaning, kinds = descriptions(schema), hints_of(schema)
    rows = [
        f"| `{field.name}` | {meaning.get(field.name, '').removesuffix('.')} | {may_be(kinds[field.name])} "
        f"| {_default(field)} |"
        for field in dataclasses.fields(schema)
        if field.name in vars(schema)["__annotations__"] and not _holds_sections(kinds[field.name])
    ]
    head = ["| key | meaning | unit, range | default |", "|---|---|---|---|"]
    return "\n".join([*head, *rows]) if rows else ""


def may_be(kind: Any) -> str:
    """What a setting may be: “whole number of at least 1”, “`log`, `level`”."""
    said, limits, bared = first(kind, Said), first(kind, Range, Pattern), bare(kind)
    if said:
        return said.phrase
    if isinstance(limits, Pattern):
        return limits.phrase
    if isinstance(limits, Range):
        unit = f" ({limits.unit})" if limits.unit else ""
        return f"{limits.phrase(bared).removeprefix('a ')}{unit}".replace(" -", " −")
    if options_of(kind):
        return ", ".join(f"`{option}`" for option in options_of(kind))
    if typing.get_origin(bared) is dict:
        key, value = typing.get_args(bared)
        return f"{'name' if bare(key) is str else may_be(key)} → {may_be(value)}"
    if typing.get_origin(bared) is list:
        (item,) = typing.get_args(bared)
        return "list of texts" if item is str else f"list, each a {may_be(item)}"
    if isinstance(bared, type) and dataclasses.is_dataclass(bared):
        return f"section with {', '.join(f'`{name}`' for name in hints_of(bared))}"
    return _TYPES[bared]


def table_of_options(configs: Path) -> str:
    """Every file of every group, in the words of its own first comment."""
    rows = ["| group | option | what it is |", "|---|---|---|"]
    for group in (name for name in groups() if (configs / name).is_dir()):
        files = sorted((configs / group).glob("*.yaml"), key=lambda path: (path.stem != "default", path.stem))
        for position, file in enumerate(files):
            first_cell = f"`{group}`" if position == 0 else ""
            rows.append(f"| {first_cell} | `{file.stem}` | {described(file.read_text()).removesuffix('.')} |")
    return "\n".join(rows)


def described(text: str) -> str:
    """A file's own description: its first comment up to an empty line of it, beside what tools read there."""
    comment = takewhile(lambda line: line.startswith("#"), text.splitlines())
    lines = [line.removeprefix("#").strip() for line in comment]
    return " ".join(takewhile(bool, [line for line in lines if not line.startswith(_FOR_TOOLS)]))


def _holds_sections(kind: Any) -> bool:
    """Whether what stands below the key has a table of its own; figures, in lists, have none."""
    return section_in(kind) is not None and typing.get_origin(bare(kind)) is not list


def _default(field: dataclasses.Field) -> str:
    make = field.default_factory
    value = field.default if make is dataclasses.MISSING else make()
    if value is dataclasses.MISSING:
        return "required"
    if value is None:
        return "none"
    if value in ("", [], {}):
        return "empty"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, list):
        return f"`[{', '.join(map(str, value))}]`"
    if isinstance(value, dict):
        return "`{" + ", ".join(f"{key}: {one}" for key, one in value.items()) + "}`"
    return f"`{value}`"
