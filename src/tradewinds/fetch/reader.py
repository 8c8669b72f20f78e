"""What a module of ``tradewinds.fetch.readers`` offers: one publisher's format."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradewinds.errors import SettingsError
from tradewinds.fetch.request import PublisherRequest
from tradewinds.settings.source import SourceSettings

if TYPE_CHECKING:
    import pandas as pd

Asking = Generator[PublisherRequest, Path, None]
"""Yields requests one by one, and is sent the file of each answer, from which it may say what to ask next."""


@dataclass
class BuiltTable:
    """The table made of a source's answers."""

    table: "pd.DataFrame"
    checks: list[str]
    """What was checked of it and held, in words."""
    stamp: str | None = None
    """What the publisher itself calls this state of the data."""
    notes: list[str] = field(default_factory=list)
    """What whoever fetched it has to know: what is not out yet, what was left out."""
    units: dict[str, str] = field(default_factory=dict)
    """Column → unit."""


@dataclass(frozen=True)
class Reader:
    """One publisher's format."""

    version: int
    """Raised whenever the same answers become another table."""
    ask: Callable[[SourceSettings], Asking]
    """What to ask for. Raises SettingsError for options that cannot be asked."""
    check: Callable[[SourceSettings, PublisherRequest, Path], None]
    """Raises FetchError for another answer than was asked for, TruncatedBody for one that broke off."""
    build: Callable[[SourceSettings, Mapping[str, Path]], BuiltTable]
    """The table, from file name → answer. Raises FetchError."""
    as_of: bool = False
    """Whether the publisher gives figures as they were on an earlier day (``options.as_of``)."""
    count: Callable[[SourceSettings], int | None] = lambda source: None
    """How many requests there will be, where that is known before."""


def needed_option(source: SourceSettings, name: str, expected: str) -> Any:
    """An option that the reader needs. Raises SettingsError where it is not set."""
    if source.options.get(name) in (None, "", {}, []):
        raise SettingsError(f"options.{name} is not set", expected)
    return source.options[name]
