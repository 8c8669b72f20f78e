"""Vintages: what was fetched at one time, ``{data folder}/{source}/{vintage}/``, whole or not there at all.

A vintage holds the answers as they came (``raw/``), the table made of them, and ``record.json``, which says
of every answer what was asked, when, and the SHA-256 of its bytes. It is named after the time at which it
was begun.
"""

import hashlib
import json
import os
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tradewinds.errors import FetchError
from tradewinds.replacing import replacing

RECORD = "record.json"
_AGAIN = "Remove the vintage's folder and fetch again."
_NAME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{6}Z")


@dataclass(frozen=True)
class Vintage:
    """One vintage of a source."""

    folder: Path

    @property
    def name(self) -> str:
        """``2026-11-30T070512Z``: when it was begun, in UTC."""
        return self.folder.name

    @property
    def place(self) -> str:
        """Where it lies in the data folder: ``SOURCE/NAME``."""
        return f"{self.folder.parent.name}/{self.name}"

    @property
    def record_file(self) -> Path:
        return self.folder / RECORD

    @property
    def known(self) -> str:
        """The day on which its figures were known: that of its last answer, which of a fetch that was stopped
        and taken up again is later than its name, or an earlier one that was asked for (``asked_day``).
        """
        return self._known(frozenset())

    def _known(self, made_of_it: frozenset["Vintage"]) -> str:
        """As ``known``; ``made_of_it``: those on the way here, this one too in a changed record."""
        if self.asked_day is not None:
            return self.asked_day
        made_of_it |= {self}
        try:
            answers = self.record["answers"]
            parts = [one._known(made_of_it) for one in self.parts if one not in made_of_it]
        except FetchError:
            return self.name[:10]
        return max([self.name[:10], *(str(one.get("time", ""))[:10] for one in answers), *parts])

    @property
    def asked_day(self) -> str | None:
        """The day as of which its figures were asked for (the source's ``options.as_of``); None for now."""
        try:
            asked = self.record["settings"]["options"]["as_of"]
        except (FetchError, LookupError, TypeError):
            return None
        return str(asked) if asked else None

    @cached_property
    def record(self) -> dict[str, Any]:
        """What ``record.json`` says. Raises FetchError where that is damaged."""
        try:
            found = json.loads(self.record_file.read_bytes())
            said = [found["table"], *found["answers"]]
            texts = [one[key] for one in said for key in ("file", "sha256")]
            texts += [one[key] for one in found.get("parts", {}).values() for key in ("vintage", "record")]
            if not all(isinstance(one, str) for one in texts):
                raise TypeError("names and hashes have to be texts")
            outside = [one for one in (*texts, *found.get("parts", {})) if _leads_out(one)]
            if outside:
                raise ValueError(f"{outside[0]} lies elsewhere")
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            reason = f"{type(error).__name__}: {error}".splitlines()[0]
            raise FetchError(
                f"{self.record_file} is damaged ({reason})", "the record of a vintage", _AGAIN
            ) from None
        return found

    @property
    def table(self) -> Path:
        """The table that was made of its answers."""
        return self.folder / self.record["table"]["file"]

    @property
    def parts(self) -> dict["Vintage", str]:
        """The vintages of other sources that its table is made of → SHA-256 of their record."""
        folder = self.folder.parents[1]
        said = self.record.get("parts", {})
        return {Vintage(folder / name / one["vintage"]): one["record"] for name, one in said.items()}

    def raw(self) -> dict[str, str]:
        """File of each answer → SHA-256 of its bytes."""
        return {one["file"]: one["sha256"] for one in self.record["answers"]}

    def changed(self) -> list[str]:
        """Files that are no longer what the record says of them: damaged, changed or gone."""
        said = {f"raw/{name}": digest for name, digest in self.raw().items()}
        said[self.record["table"]["file"]] = self.record["table"]["sha256"]
        return [name for name, digest in said.items() if file_hash(self.folder / name) != digest]


def _leads_out(name: str) -> bool:
    return Path(name).is_absolute() or ".." in Path(name).parts


def vintages_of(source: str, folder: Path) -> list[Vintage]:
    """The vintages of a source in the data folder, the oldest first."""
    place = folder / source
    if not place.is_dir():
        return []
    found = (one for one in place.iterdir() if _NAME.fullmatch(one.name) and (one / RECORD).is_file())
    return [Vintage(one) for one in sorted(found)]


def chosen_vintage(source: str, folder: Path, wanted: str | None, by: str | None = None) -> Vintage | None:
    """The newest vintage, or the newest of those whose name begins with ``wanted``, such as ``2026-11``; with
    ``by``, of those whose figures were known by that day (``Vintage.known``).

    The newest is that of the latest knowledge: one fetched today of the figures of an earlier day is none.
    None where nothing was fetched and nothing is wanted. Raises FetchError where there is none as wanted,
    and where its files are not what its record says.
    """
    known = sorted(vintages_of(source, folder), key=lambda one: (one.known, one.name))
    fitting = [one for one in known if one.name.startswith(wanted or "") and (not by or one.known <= by)]
    if not fitting:
        if by is not None:
            raise _nothing_known(source, by, known)
        if wanted is None:
            return None
        there = ", ".join(one.name for one in known[-5:]) or "none"
        raise FetchError(f"no vintage {wanted} of {source}", f"one of those there: {there}")
    vintage = fitting[-1]
    if file_hash(vintage.table) != vintage.record["table"]["sha256"]:
        raise FetchError(
            f"{vintage.table} is not what its record says",
            "the table as it was fetched",
            _AGAIN,
        )
    return vintage


def _nothing_known(about: str, by: str, known: list[Vintage]) -> FetchError:
    there = f"the oldest of its vintages is of {known[0].known}" if known else "none of it is there"
    return FetchError(
        f"data.as_of = {by}: nothing says what was known then of {about} ({there})",
        "a vintage fetched by that day, or a column that says when each row was published",
        "Name such a column in data.tables.TABLE.published, or leave data.as_of out.",
    )


def files_read(
    file: str, source: str | None, wanted: str | None, folder: Path, by: str | None = None
) -> list[Path]:
    """What a table is read from in the data folder: the file of that name, or where its source was fetched,
    that of the vintage (as ``chosen_vintage``) and its record, which holds the SHA-256 of every answer.
    ``by``: the day by which it has to have been known; then a file without vintages is not read.

    A vintage of a table with another name is not read: the user names a file of her own then. Raises
    FetchError where she asks for such a vintage.
    """
    if by is not None and source is None:
        raise _nothing_known(file, by, [])
    vintage = chosen_vintage(source, folder, wanted, by) if source else None
    if vintage is None:
        return [folder / file]
    if vintage.table.stem != Path(file).stem:
        if wanted is not None or by is not None:
            raise FetchError(
                f"the vintage {vintage.name} of {source} holds {vintage.table.name}, no {file}",
                "a vintage of the table that is read",
                f"Set file to {vintage.table.name}, or vintage to nothing.",
            )
        return [folder / file]
    return [vintage.table, vintage.record_file]


def file_hash(path: Path) -> str | None:
    """SHA-256 of a file's bytes; none of a file that is not there."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_whole(path: Path, content: str) -> None:
    """Write a text so that no other process, and nobody after a crash, sees half of it."""
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
