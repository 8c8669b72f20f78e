"""A fetch that is under way: answers are kept one by one, so that it goes on where it was stopped."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tradewinds.errors import FetchError
from tradewinds.fetch.request import PublisherAnswer, PublisherRequest
from tradewinds.vintages import RECORD, Vintage, file_hash, write_whole

_STALE = timedelta(days=3)
"""Answers older than this are fetched anew: publishers revise, and a vintage is of one time."""
_BEGUN = "begun.json"
TIME = "%Y-%m-%dT%H%M%SZ"


class BegunFetch:
    """A fetch under way: ``{source}/.begun`` becomes the vintage's folder when all is there, in one step, and
    ``{source}/.notes`` says meanwhile what is in it.
    """

    def __init__(self, place: Path, identity: str, now: datetime) -> None:
        self._place = place
        self.folder, self._notes = place / ".begun", place / ".notes"
        self.raw = self.folder / "raw"
        known = self._known(identity, now)
        if known is None:
            self.drop()
            self._notes.mkdir()
            while (place / now.strftime(TIME)).exists():  # of the same source, as of another day
                now += timedelta(seconds=1)
            known = {"identity": identity, "time": now.strftime(TIME)}
            write_whole(self._notes / _BEGUN, json.dumps(known))
        self.raw.mkdir(parents=True, exist_ok=True)
        self.time: str = known["time"]

    def _known(self, identity: str, now: datetime) -> dict[str, str] | None:
        """What is said of the fetch that was stopped, if that asked for the same, not long ago."""
        try:
            known = json.loads((self._notes / _BEGUN).read_text(encoding="utf-8"))
            begun = datetime.strptime(known["time"], TIME).replace(tzinfo=UTC)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if (self._place / known["time"]).exists():
            return None
        return known if known["identity"] == identity and now - begun < _STALE else None

    def body(self, request: PublisherRequest) -> Path:
        """Where the answer to a request is kept."""
        return self.raw / request.name

    def kept(self, request: PublisherRequest) -> dict[str, Any] | None:
        """What was recorded of the answer to this request, if that is there and whole."""
        if request.asked_anew:
            return None
        try:
            entry = json.loads(self._entry(request).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        whole = entry["digest"] == request.digest and file_hash(self.body(request)) == entry["sha256"]
        return entry if whole else None

    def keep(self, request: PublisherRequest, answer: PublisherAnswer, arrived: Path) -> dict[str, Any]:
        """Take in an answer that was checked; what is recorded of it."""
        entry = {
            "file": request.name,
            "request": request.said(),
            "digest": request.digest,
            "time": answer.time,
            "status": answer.status,
            "headers": dict(answer.headers),
            "bytes": answer.bytes,
            "sha256": answer.sha256,
        }
        arrived.replace(self.body(request))
        write_whole(self._entry(request), json.dumps(entry))
        return entry

    def arriving(self, request: PublisherRequest) -> Path:
        """Where an answer lies until it is whole and checked."""
        return self._notes / f"{request.name}.arriving"

    def _entry(self, request: PublisherRequest) -> Path:
        return self._notes / f"{request.name}.entry.json"

    def finish(self, record: dict[str, Any]) -> Vintage:
        """Write the record and give the folder its name, at once."""
        answered = {one["file"] for one in record["answers"]}
        for one in list(self.raw.iterdir()):
            if one.name not in answered:
                one.unlink()
        write_whole(self.folder / RECORD, json.dumps(record, indent=1, ensure_ascii=False) + "\n")
        place = self._place / self.time
        os.replace(self.folder, place)
        self.drop()
        return Vintage(place)

    def refuse(self) -> Path:
        """Set aside answers of which no table can be made, to be looked at; the next fetch asks anew."""
        aside = self._place / ".refused"
        shutil.rmtree(aside, ignore_errors=True)
        os.replace(self.folder, aside)
        self.drop()
        return aside

    def drop(self) -> None:
        """Forget it."""
        for one in (self._notes, self.folder):
            shutil.rmtree(one, ignore_errors=True)


@contextmanager
def alone(place: Path) -> Iterator[None]:
    """Nobody else fetches this source meanwhile. Raises FetchError where somebody does."""
    place.mkdir(parents=True, exist_ok=True)
    with (place / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FetchError(
                f"{place.name} is being fetched by another process", "", "Wait for it to end."
            ) from None
        yield
