"""Sections of the settings as plain parameters of a rule, and back onto their types."""

import dataclasses
import typing
from enum import Enum
from typing import Any, TypeVar

from tradewinds.settings.annotations import bare, hints_of
from tradewinds.settings.data import DataSettings
from tradewinds.settings.data_table import TableSettings
from tradewinds.settings.data_variable import RateKind, VariableSettings

_T = TypeVar("_T")


def plain(section: Any) -> Any:
    """A section as plain dictionaries, lists and scalars, in the schema's order of keys."""
    if dataclasses.is_dataclass(section):
        return {f.name: plain(getattr(section, f.name)) for f in dataclasses.fields(section)}
    if isinstance(section, dict):
        return {str(key): plain(value) for key, value in section.items()}
    if isinstance(section, (list, tuple)):
        return [plain(value) for value in section]
    if isinstance(section, str):
        return str(section.value) if hasattr(section, "value") else section
    return section


def typed(schema: type[_T], section: dict[str, Any]) -> _T:
    """The inverse of ``plain``: a dictionary from a rule's parameters onto its dataclass.

    Keys left out of the dictionary have their defaults. What it holds was checked before it became a
    parameter, as part of all settings, and is not checked again (``schema.validated`` does).
    """
    kinds = hints_of(schema)  # type: ignore[arg-type]  # mypy takes a class for its instance here
    return schema(**{name: _typed(kinds[name], value) for name, value in section.items()})


def _typed(kind: Any, value: Any) -> Any:
    kind = bare(kind)
    if value is None:
        return None
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return typed(kind, value)
    if typing.get_origin(kind) is dict:
        return {key: _typed(typing.get_args(kind)[1], inner) for key, inner in value.items()}
    if typing.get_origin(kind) is list:
        return [_typed(typing.get_args(kind)[0], inner) for inner in value]
    return kind(value) if isinstance(kind, type) and issubclass(kind, Enum) else value


def structure_of(data: DataSettings, tables: list[str]) -> DataSettings:
    """What the mathematics needs to know of some tables: frequency, keys, scales and identities.

    Labels, files and descriptions are left out, so that rewording them retrains nothing. (A unit is
    written into the table itself, so that rewording one makes the table and what follows anew.)
    """
    kept = {}
    for name in tables:
        table = data.tables[name]
        variables = {
            key: VariableSettings(label=key, unit="", scale=variable.scale, rate=variable.rate)
            for key, variable in table.variables.items()
        }
        keys = dict.fromkeys(table.keys, "")
        kept[name] = TableSettings(
            frequency=table.frequency, variables=variables, keys=keys, identities=dict(table.identities)
        )
    return DataSettings(name="", description="", tables=kept)


def without_words(data: DataSettings) -> DataSettings:
    """The data section without what only the report says: name, description and caveats."""
    return dataclasses.replace(data, name="", description="", caveats=[])


def without_labels(table: TableSettings) -> TableSettings:
    """A table without its variables' names in the report, and where rates come from, so that rewording them
    reads nothing again."""
    variables = {
        name: dataclasses.replace(described, label="", rate_kind=RateKind.unsaid)
        for name, described in table.variables.items()
    }
    return dataclasses.replace(table, variables=variables, identity_labels={})
