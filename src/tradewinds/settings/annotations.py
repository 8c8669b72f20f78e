"""Reading the annotations of sections: which fields there are, and what each may be."""

import dataclasses
import types
import typing
from enum import Enum
from functools import cache
from typing import Any


@cache
def hints_of(schema: type) -> dict[str, Any]:
    """Field → annotation, with what it carries beside its type."""
    found = typing.get_type_hints(schema, include_extras=True)
    return {field.name: found[field.name] for field in dataclasses.fields(schema)}


def field_names(kind: Any) -> list[str]:
    return list(hints_of(bare(kind)))


def bare(kind: Any) -> Any:
    """A kind without what is annotated, and without the nothing it may be instead."""
    if typing.get_origin(kind) is typing.Annotated:
        return bare(kind.__origin__)
    if isinstance(kind, types.UnionType) or typing.get_origin(kind) is typing.Union:
        return bare(next(option for option in typing.get_args(kind) if option is not types.NoneType))
    return kind


def inner(kind: Any) -> Any:
    """What a list or dictionary, of these in turn, is of in the end; any other kind itself."""
    bared = bare(kind)
    return inner(typing.get_args(bared)[-1]) if typing.get_origin(bared) in (list, dict) else kind


def section_in(kind: Any) -> type | None:
    """The section that a kind is, or holds several of."""
    found = bare(inner(kind))
    return found if isinstance(found, type) and dataclasses.is_dataclass(found) else None


def first(kind: Any, *wanted: type) -> Any:
    """The first annotation of one of these types, or None."""
    if typing.get_origin(kind) is typing.Annotated:
        own = next((one for one in kind.__metadata__ if isinstance(one, wanted)), None)
        return own or first(kind.__origin__, *wanted)
    if isinstance(kind, types.UnionType) or typing.get_origin(kind) is typing.Union:
        found = (first(option, *wanted) for option in typing.get_args(kind))
        return next((one for one in found if one is not None), None)
    return None


def options_of(kind: Any) -> list[str]:
    """The texts that a choice is among; none of any other kind."""
    kind = bare(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return [option.value for option in kind]
    return list(typing.get_args(kind)) if typing.get_origin(kind) is typing.Literal else []
