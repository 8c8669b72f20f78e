"""Texts in the settings are what was written: 0101 is a code and NO is Norway.

YAML 1.1 reads 0101 as the octal number 65, NO as false, 12:30 as 750 and 1_000 as 1000. Here a plain scalar
is a number only where its digits are those of the number, and a truth value only where it says true or false,
as in YAML 1.2; all else stays the text it is, and where a number is wanted the schema refuses it.
"""

import dataclasses
import re
import types
import typing
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import Any

from omegaconf import _utils

_WHOLE = "(?:0|[1-9][0-9]*)"
_PLAIN = {
    "bool": (r"true|True|TRUE|false|False|FALSE", "tTfF"),
    "int": (rf"[-+]?{_WHOLE}", "-+0123456789"),
    "float": (
        rf"[-+]?(?:{_WHOLE}\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[-+]?{_WHOLE}[eE][-+]?[0-9]+"
        r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
        "-+0123456789.",
    ),
}
"""Kind of a plain scalar → how it is written, and its first letters."""


@contextmanager
def texts_as_written() -> Iterator[set[Path]]:
    """While it is open, the YAML files that OmegaConf reads, for Hydra too, keep the spelling of texts. Gives
    the set of these files, which grows as they are read.

    OmegaConf has no setting for its loader: the function that makes it is exchanged, and put back.
    """
    make, read = _utils.get_yaml_loader, set[Path]()
    _utils.get_yaml_loader = lambda: _faithful(make(), read)
    try:
        yield read
    finally:
        _utils.get_yaml_loader = make


def as_texts(schema: Any, value: Any) -> Any:
    """``value`` (dictionaries, lists, scalars) with whole numbers as texts where the schema has texts.

    ``schema`` is a dataclass or the type of one of its fields; what does not fit it is left as it is.
    """
    if typing.get_origin(schema) in (typing.Union, types.UnionType):
        options = [option for option in typing.get_args(schema) if option is not types.NoneType]
        return as_texts(options[0], value)
    if dataclasses.is_dataclass(schema) and isinstance(value, dict):
        hints = typing.get_type_hints(schema)
        return {name: as_texts(hints.get(name, Any), inner) for name, inner in value.items()}
    if typing.get_origin(schema) is dict and isinstance(value, dict):
        return {name: as_texts(schema.__args__[1], inner) for name, inner in value.items()}
    if typing.get_origin(schema) is list and isinstance(value, list):
        return [as_texts(schema.__args__[0], inner) for inner in value]
    whole = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if schema is str and whole and not isinstance(value, Enum) else value


def _faithful(loader: Any, read: set[Path]) -> Any:
    """The loader with the narrower ways of writing a number and a truth value; what it is given to read,
    where that is a file, is put into ``read``.
    """

    def begin(self: Any, stream: Any) -> None:
        if isinstance(name := getattr(stream, "name", None), str):
            read.add(Path(name))
        loader.__init__(self, stream)

    narrowed: Any = type("FaithfulLoader", (loader,), {"__init__": begin})
    tags = {f"tag:yaml.org,2002:{kind}" for kind in _PLAIN}
    narrowed.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in known if tag not in tags]
        for first, known in loader.yaml_implicit_resolvers.items()
    }
    for kind, (pattern, first) in _PLAIN.items():
        narrowed.add_implicit_resolver(
            f"tag:yaml.org,2002:{kind}", re.compile(f"^(?:{pattern})$"), list(first)
        )
    return narrowed
