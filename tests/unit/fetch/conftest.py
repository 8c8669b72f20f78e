"""A loopback publisher, and a short way to fetch from it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from loopback import KEY, Answerer, Publisher

from tradewinds.fetch.fetching import Fetched, fetch_source
from tradewinds.settings.source import SourceSettings

QUICK = {"attempts": 3, "first_wait": 0.001}


class Fetching:
    """Fetches one source from one loopback publisher, a minute later each time."""

    def __init__(self, publisher: Publisher, source: SourceSettings, folder: Path) -> None:
        self.publisher, self.folder = publisher, folder
        self.source = replace(source, url=source.url.replace("LOOPBACK", publisher.url), per_minute=60_000)
        self.now = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)
        self.said: list[str] = []
        self.waits: list[float] = []

    def __call__(self, key: str | None = KEY, **client) -> Fetched:
        self.now += timedelta(minutes=1)
        environment = {} if key is None or self.source.key is None else {self.source.key: key}
        return fetch_source(
            "source",
            self.source,
            self.folder,
            self.said.append,
            environment,
            self.now,
            sleep=self.waits.append,
            **(QUICK | client),
        )

    def left(self) -> list[str]:
        """Names of vintages, whole or not, that a fetch has left."""
        place = self.folder / "source"
        return (
            sorted(one.name for one in place.iterdir() if not one.name.startswith("."))
            if place.is_dir()
            else []
        )


@pytest.fixture
def open_publisher(tmp_path):
    """Makes a ``Fetching`` of a publisher with these answers; the server ends with the test."""
    from contextlib import ExitStack

    with ExitStack() as stack:

        def opened(answer: Answerer, source: SourceSettings) -> Fetching:
            publisher = stack.enter_context(Publisher(answer).serving())
            return Fetching(publisher, source, tmp_path)

        yield opened


Opened = Callable[[Answerer, SourceSettings], Fetching]
