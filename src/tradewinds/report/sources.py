"""What the page was computed from: artifacts, checksums, settings, versions."""

from tradewinds.provenance import RAW
from tradewinds.report.table import Cell, Table

_HASH = 12
_HEAD = ["Artifact", "Checksum of its values", "of its settings", "Fingerprint of its code", "Computed on"]


def source_tables(provenance: list[dict]) -> list[Table]:
    """Raw inputs, artifacts and software, from the document each artifact carries."""
    if not provenance:
        return []
    made = {str(d.get("path") or d.get("artifact") or d.get("stage")): d for d in provenance}
    sums = ("values", "settings_hash", "code")
    rows = [
        [Cell(path), *(Cell(_short(d.get(k))) for k in sums), Cell(_device(d))] for path, d in made.items()
    ]
    tables = [Table("Artifacts behind this page", _HEAD, rows, texts=5)]
    inputs = {name: value for d in made.values() for name, value in (d.get("inputs") or {}).items()}
    raw = {name.removeprefix(RAW): value for name, value in inputs.items() if name.startswith(RAW)}
    if raw:
        rows = [[Cell(name), Cell(_short(value))] for name, value in sorted(raw.items())]
        tables.insert(0, Table("Files it started from", ["Input", "Checksum"], rows, texts=2))
    versions: dict[str, set[str]] = {}
    for d in made.values():
        for name, version in {"python": d.get("python"), **(d.get("packages") or {})}.items():
            if version:
                versions.setdefault(name, set()).add(str(version))
    rows = [[Cell(name), Cell(", ".join(sorted(found)))] for name, found in sorted(versions.items())]
    return [*tables, Table("Software", ["Package", "Version"], rows, texts=2)] if rows else tables


def folder_of(provenance: list[dict]) -> str:
    """The results folder that the artifacts lie in."""
    return next((d["experiment"] for d in provenance if d.get("experiment")), "not recorded")


def _short(value: object) -> str:
    return str(value)[:_HASH] if value else "–"


def _device(document: dict) -> str:
    return ", ".join(str(document[key]) for key in ("device", "precision") if document.get(key)) or "–"
