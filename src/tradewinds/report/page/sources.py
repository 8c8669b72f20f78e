"""What the page was computed from: artifacts, checksums, settings, versions."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from tradewinds.provenance import RAW
from tradewinds.report.page.blocks import Block, Prose, Statement, Table, folded
from tradewinds.report.page.columns import tabulated
from tradewinds.report.page.summary import page_part

_HASH = 12


class Sources:
    """The artifacts behind a page, from the document that each of them carries.

    A document has the artifact's ``path`` within the results and the ``input`` of the page that it is.
    """

    def __init__(self, provenance: list[dict]) -> None:
        self.provenance = provenance

    @property
    def folder(self) -> str:
        """The results folder that the artifacts lie in."""
        return next((d["experiment"] for d in self.provenance if d.get("experiment")), "not recorded")

    def of(self, *names: str, folder: str = "") -> str:
        """Paths of the artifacts of these inputs, of those in one folder (tier, table, scenario) where it is
        named; the inputs' names where no provenance is known.
        """
        if not self.provenance:
            return ", ".join(names)
        paths = [(d.get("input"), str(d.get("path"))) for d in self.provenance]
        chosen = [path for name in names for known, path in paths if known == name]
        return ", ".join(path for path in chosen if folder in ("", PurePath(path).parent.name))

    def behind(self, lines: Iterable[Statement], *names: str, folder: str = "") -> list[Statement]:
        """The lines, and what they list, with the inputs of these names for their sources."""
        source = self.of(*names, folder=folder)
        return [
            replace(line, source=source, items=[replace(item, source=source) for item in line.items])
            for line in lines
        ]

    def blocks(self) -> Iterator[Block]:
        """Raw inputs, artifacts and software in tables."""
        if not self.provenance:
            yield Prose("No provenance was handed to this page.", "missing")
        for table in self._tables():
            yield from folded(table.caption, [table])

    def _tables(self) -> Iterator[Table]:
        made = {str(d.get("path") or d.get("artifact") or d.get("stage")): d for d in self.provenance}
        inputs = {name: value for d in made.values() for name, value in (d.get("inputs") or {}).items()}
        raw = {name.removeprefix(RAW): value for name, value in inputs.items() if name.startswith(RAW)}
        if raw:
            columns = [("Input", lambda row: row[0]), ("Checksum", lambda row: _short(row[1]))]
            yield tabulated("Files it started from", sorted(raw.items()), columns, texts=2)
        if made:
            columns = [
                ("Artifact", lambda row: row[0]),
                ("Checksum of its values", lambda row: _short(row[1].get("values"))),
                ("of its settings", lambda row: _short(row[1].get("settings_hash"))),
                ("Fingerprint of its code", lambda row: _short(row[1].get("code"))),
                ("Computed on", lambda row: _device(row[1])),
            ]
            yield tabulated("Artifacts behind this page", made.items(), columns, texts=5)
        versions: dict[str, set[str]] = {}
        for d in made.values():
            for name, version in {"python": d.get("python"), **(d.get("packages") or {})}.items():
                if version:
                    versions.setdefault(name, set()).add(str(version))
        if versions:
            columns = [("Package", lambda row: row[0]), ("Version", lambda row: ", ".join(sorted(row[1])))]
            yield tabulated("Software", sorted(versions.items()), columns, texts=2)


@page_part("sources", "What this was computed from")
def SOURCES_PART(given: Any) -> Iterator[Block]:
    yield from given.sources.blocks()


def _short(value: object) -> str:
    return str(value)[:_HASH] if value else "–"


def _device(document: dict) -> str:
    return ", ".join(str(document[key]) for key in ("device", "precision") if document.get(key)) or "–"
