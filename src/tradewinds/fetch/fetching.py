"""Fetch a source: ask, check, keep, build the table, and close the vintage."""

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from os import environ
from pathlib import Path
from typing import Any

from tradewinds.errors import FetchError, abridged
from tradewinds.fetch.begun import BegunFetch, alone
from tradewinds.fetch.client import FetchClient
from tradewinds.fetch.formats import reader_of
from tradewinds.fetch.pace import Pacer
from tradewinds.fetch.reader import BuiltTable, Reader
from tradewinds.fetch.request import PublisherRequest
from tradewinds.fetch.secrets import key_of
from tradewinds.replacing import replacing
from tradewinds.settings.sections import plain
from tradewinds.settings.source import SourceSettings
from tradewinds.vintages import Vintage, chosen_vintage, file_hash, vintages_of

_Log = Callable[[str], None]
_OFTEN = 2.0
"""Seconds between two words on how far it is."""


@dataclass(frozen=True)
class Fetched:
    vintage: Vintage
    new: bool
    """Whether it holds anything that the newest one before did not."""


def fetch_source(
    name: str,
    source: SourceSettings,
    folder: Path,
    log: _Log = lambda text: None,
    environment: Mapping[str, str] = environ,
    now: datetime | None = None,
    **client: Any,
) -> Fetched:
    """Fetch one source into ``folder / name``, going on where a fetch was stopped.

    ``client``: settings of ``FetchClient`` (attempts, waits). A fetch that brings the bytes of the newest
    vintage makes no other one. Raises FetchError, which says whether an older vintage is at hand; what was
    fetched until then is kept.
    """
    reader = reader_of(source)
    try:
        key = key_of(source, environment)
        with alone(folder / name):
            begun = BegunFetch(folder / name, _identity(source, reader), now or datetime.now(UTC))
            http = FetchClient(Pacer(source.per_minute), key, source.key or "", **client)
            try:
                answers = _answers(name, source, reader, begun, http, log)
            finally:
                http.close()
            parts = _parts(source, folder)
            built = _built(source, reader, begun, answers, parts)
            return _closed(name, source, reader, begun, answers, built, parts, folder)
    except FetchError as error:
        raise FetchError(f"{name}: {error.found}", error.expected, _at_hand(name, folder, error)) from None


def _identity(source: SourceSettings, reader: Reader) -> str:
    """Hash of what is asked for: a fetch that was stopped goes on only as the same one."""
    asked = {key: value for key, value in plain(source).items() if key not in ("per_minute", "register")}
    text = json.dumps([asked, reader.version], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _answers(
    name: str, source: SourceSettings, reader: Reader, begun: BegunFetch, http: FetchClient, log: _Log
) -> list[dict[str, Any]]:
    """Ask for all that the reader wants; the entry of each answer, in the order of the requests."""
    asking, progress = reader.ask(source), _Progress(name, reader.count(source), log)
    entries: list[dict[str, Any]] = []
    try:
        request = next(asking)
        while True:
            if any(one["file"] == request.name for one in entries):
                raise FetchError(f"{request.name} is asked for a second time", "pages that go on")
            entry = begun.kept(request)
            fresh = entry is None
            if entry is None:
                arriving = begun.arriving(request)
                answer = http.download(request, arriving, partial(_checked, reader, source, request))
                entry = begun.keep(request, answer, arriving)
            entries.append(entry)
            progress.step(entry["bytes"], fresh)
            with _of_known_shape():
                request = asking.send(begun.body(request))
    except StopIteration:
        progress.end()
        return entries


def _checked(reader: Reader, source: SourceSettings, request: PublisherRequest, path: Path) -> None:
    with _of_known_shape():
        reader.check(source, request, path)


@contextmanager
def _of_known_shape() -> Iterator[None]:
    """What a reader trips over, a text in place of a list, is an answer of another shape: FetchError."""
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        reason = abridged(f"{type(error).__name__}: {error}".splitlines()[0])
        remedy = "The publisher's format has changed: report it, and use an older vintage."
        raise FetchError(f"an answer of another shape ({reason})", "the known one", remedy) from error


def _parts(source: SourceSettings, folder: Path) -> dict[str, Vintage]:
    """The newest vintages that the source's table is made of."""
    found = {}
    for part in source.parts:
        vintage = chosen_vintage(part, folder, None)
        if vintage is None:
            raise FetchError(f"nothing of {part} is there", "a vintage of it", "Fetch it first.")
        found[part] = vintage
    return found


class _Progress:
    """How many answers, how much, and how long it still takes."""

    def __init__(self, name: str, total: int | None, log: _Log) -> None:
        self._name, self._total, self._log = name, total, log
        self._start = self._said = time.monotonic()
        self._answers = self._fresh = self._bytes = 0

    def step(self, size: int, fresh: bool) -> None:
        self._answers, self._bytes, self._fresh = self._answers + 1, self._bytes + size, self._fresh + fresh
        if time.monotonic() - self._said > _OFTEN:
            self._said = time.monotonic()
            self._log(self._text())

    def _text(self) -> str:
        of = f" of {self._total}" if self._total else ""
        text = f"{self._name}: {self._answers}{of} answers, {self._bytes / 1e6:.1f} MB"
        if self._total and self._fresh:
            left = (time.monotonic() - self._start) / self._fresh * (self._total - self._answers)
            text += f", about {left / 60:.0f} min left" if left >= 90 else f", about {left:.0f} s left"
        return text

    def end(self) -> None:
        kept = self._answers - self._fresh
        before = f", {kept} of them from before it was stopped" if kept else ""
        self._log(f"{self._name}: {self._answers} answers, {self._bytes / 1e6:.1f} MB{before}")


def _built(
    source: SourceSettings,
    reader: Reader,
    begun: BegunFetch,
    answers: list[dict[str, Any]],
    parts: Mapping[str, Vintage],
) -> BuiltTable:
    """The table of the answers; answers that make none are set aside, and asked for again the next time."""
    try:
        tables = {part: vintage.table for part, vintage in parts.items()}
        with _of_known_shape():
            built = reader.build(source, tables | {one["file"]: begun.raw / one["file"] for one in answers})
        if not len(built.table):
            remedy = "Are the codes in the settings file the publisher's?"
            raise FetchError("no row in any answer", "data", remedy)
    except FetchError as error:
        aside = f"{error.remedy} The answers are set aside in {begun.refuse()}.".strip()
        raise FetchError(error.found, error.expected, aside) from None
    return built


def _closed(
    name: str,
    source: SourceSettings,
    reader: Reader,
    begun: BegunFetch,
    answers: list[dict[str, Any]],
    built: BuiltTable,
    parts: Mapping[str, Vintage],
    folder: Path,
) -> Fetched:
    """The vintage, or the newest one before where the answers are the same."""
    day = source.options.get("as_of")
    before = [one for one in vintages_of(name, folder) if one.asked_day == (str(day) if day else None)]
    identity = _identity(source, reader)
    made_of = {
        part: {"vintage": one.name, "record": file_hash(one.record_file)} for part, one in parts.items()
    }
    if before and before[-1].record["identity"] == identity and not before[-1].changed():
        same = {one["file"]: one["sha256"] for one in answers} == before[-1].raw()
        same &= made_of == before[-1].record["parts"]
        if same:
            begun.drop()
            return Fetched(before[-1], new=False)
    table = begun.folder / source.file
    _write(built, table)
    record = {
        "publisher": source.publisher,
        "dataset": source.dataset,
        "licence": source.licence,
        "source": name,
        "vintage": begun.time,
        "stamp": built.stamp,
        "parser": {"reader": source.reader, "version": reader.version},
        "identity": identity,
        "settings": plain(source),
        "table": {"file": source.file, "rows": len(built.table), "sha256": file_hash(table)},
        "checks": built.checks,
        "notes": built.notes,
        "parts": made_of,
        "answers": [{key: value for key, value in one.items() if key != "digest"} for one in answers],
    }
    return Fetched(begun.finish(record), new=True)


def _write(built: BuiltTable, path: Path) -> None:
    """The table as Parquet, with the unit of each column beside it; the same rows give the same bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(built.table, preserve_index=False)
    units = {name: {"unit": unit} for name, unit in built.units.items()}
    fields = [field.with_metadata(units.get(field.name, {})) for field in table.schema]
    with replacing(path) as temporary:
        pq.write_table(table.cast(pa.schema(fields)), temporary, compression="zstd")


def _at_hand(name: str, folder: Path, error: FetchError) -> str:
    """The remedy, and whether experiments have an older vintage meanwhile."""
    older = vintages_of(name, folder)
    told = f"At hand: the vintage {older[-1].name}." if older else "No older vintage is at hand."
    return f"{error.remedy} {told}".strip()
