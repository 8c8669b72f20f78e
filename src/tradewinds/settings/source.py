"""A source: where one table is fetched from (``configs/source``)."""

import re
from dataclasses import dataclass, field
from typing import Annotated, Any

from tradewinds.settings.checks import require
from tradewinds.settings.fields import Name, Positive, Said, Section

_ON_THIS_MACHINE = re.compile(r"http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/|$)")
"""Addresses that no key leaves the machine for, as tests play publishers."""


@dataclass
class SourceSettings(Section):
    """Where one table is fetched from, and what is asked for."""

    reader: Name
    """Module of ``tradewinds.fetch.readers`` that knows the publisher's format."""
    publisher: str
    """Who publishes the data."""
    dataset: str
    """What the publisher calls them."""
    licence: str
    """Under which conditions the publisher gives them."""
    file: Annotated[str, Said("a name ending in `.parquet`")]
    """The table that is made of the answers, as ``data.tables.TABLE.file`` names it."""
    url: str = ""
    """Address that requests begin with; none for a table made of others."""
    parts: list[str] = field(default_factory=list)
    """Other sources, whose newest vintages it is made of (readers ``joined``, ``listed_duties``)."""
    key: str | None = None
    """Environment variable that holds the publisher's key; none where no key is asked."""
    register: str | None = None
    """Where a key is to be had."""
    per_minute: Positive = 60.0
    """Most requests in a minute."""
    first: str | None = None
    """First period asked for."""
    last: str | None = None
    """Last period asked for."""
    options: Annotated[dict[str, Any], Said("name → value")] = field(default_factory=dict)
    """What the reader asks for beside that: codes, names of columns."""

    def validate(self) -> None:
        require(self.file.endswith(".parquet"), "file", self.file, "a name ending in .parquet")
        safe = self.url.startswith("https://") or _ON_THIS_MACHINE.match(self.url) is not None
        made_of_others = bool(self.parts) and not self.url
        require(safe or made_of_others, "url", self.url, "an address that begins with https://")
        require("?" not in self.url, "url", self.url, "an address without a query", "The reader writes it.")
        register = "the page where the key is to be had"
        require(self.key is None or bool(self.register), "register", self.register, register)
