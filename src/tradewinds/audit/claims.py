"""What some artifacts claim of others: the list of everything, pages set from a table, a paper's files."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from tradewinds.artifacts import read_json, read_page, read_table
from tradewinds.audit.artifact_file import ArtifactFile, no_plain_file
from tradewinds.audit.verdict import AuditFinding, AuditVerdict
from tradewinds.errors import ArtifactError, abridged, few_of
from tradewinds.plan import Planned
from tradewinds.provenance import LATE
from tradewinds.report.page.set_again import accent_of, is_set_from
from tradewinds.vintages import file_hash

MANIFEST = "manifest.json"
"""The list of all artifacts of the results."""
PAPER = "report/paper.json"
"""The list of what a paper takes from the page."""
_OF_PAPER = {"report/figures": (".svg", ".pdf"), "report/tables": (".tex", ".csv")}
_OF_PAPER_ALONE = ("report/quote.md", "report/references.bib")
"""Where a paper's files lie, and how they end: it vouches for no others, no page among them."""

_ENTRY = ("path", "stage", "values", "bytes")
"""What the list says of each artifact."""
_LOADED_LATE = {*LATE, *LATE.values()}

Findings = Iterator[tuple[str, AuditFinding]]
"""Artifact → what is wrong with it."""


def claims(results: Path, planned: list[Planned], files: dict[str, ArtifactFile]) -> Findings:
    """All that artifacts that are intact say of others, and that is not so."""
    yield from _same_job(planned, files)
    if _intact(files, MANIFEST):
        yield from _listed(results, planned, files)
    yield from _paper(results, files)
    for one in planned:
        table = str(Path(one.path).with_suffix(".parquet"))
        if one.page and _intact(files, one.path) and _intact(files, table):
            document = files[one.path].document
            current = document.get("code") == one.code
            yield from _page(results, one.path, table, document.get("settings")) if current else ()


def paper_files(results: Path, files: dict[str, ArtifactFile]) -> dict[str, str]:
    """Files that a paper takes from the page, which carry no provenance of their own → SHA-256 of each. A
    list of them vouches for nothing else.
    """
    said = _said_of_paper(results, files)
    return {name: str(sha) for name, sha in said.items() if _of_paper(name, files)}


def _said_of_paper(results: Path, files: dict[str, ArtifactFile]) -> dict[str, Any]:
    said = read_json(results / PAPER).get("files") if _intact(files, PAPER) else {}
    return said if isinstance(said, dict) else {}


def _of_paper(name: str, files: dict[str, ArtifactFile]) -> bool:
    """Whether a file is one that ``write_paper`` writes, and no artifact."""
    path = PurePosixPath(name)
    plain = path.as_posix() == name and ".." not in path.parts
    within = path.suffix in _OF_PAPER.get(path.parent.as_posix(), ())
    return plain and name not in files and (name in _OF_PAPER_ALONE or within)


def _paper(results: Path, files: dict[str, ArtifactFile]) -> Findings:
    """Files that the list of a paper vouches for and may not."""
    if odd := [name for name in _said_of_paper(results, files) if not _of_paper(name, files)]:
        found = f"it lists what is no file of a paper: {few_of(odd, abridged)}"
        yield PAPER, AuditFinding(AuditVerdict.tampered, "list", found)


def paper_finding(results: Path, name: str, sha: str) -> AuditFinding | None:
    """Whether a paper's file is what the list of them says."""
    odd = no_plain_file(results, name)
    if odd:
        return AuditFinding(AuditVerdict.untraceable, "file", odd)
    try:
        now = file_hash(results / name)
    except OSError as error:
        return AuditFinding(AuditVerdict.untraceable, "file", f"it cannot be read ({error.strerror})")
    found = f"it is not what {PAPER} lists"
    return None if now == sha else AuditFinding(AuditVerdict.tampered, "values", found)


def _intact(files: dict[str, ArtifactFile], name: str) -> bool:
    return name in files and files[name].intact


def _same_job(planned: list[Planned], files: dict[str, ArtifactFile]) -> Findings:
    """What one job makes has one provenance, but for packages that are loaded to write the first array."""
    said: dict[str, dict[str, str]] = {}
    for one in planned:
        document = {key: of for key, of in files[one.path].document.items() if key != "values"}
        if isinstance(packages := document.get("packages"), dict):
            document["packages"] = {name: of for name, of in packages.items() if name not in _LOADED_LATE}
        if document:
            said.setdefault(one.job, {})[one.path] = json.dumps(document, sort_keys=True)
    for together in said.values():
        if len(set(together.values())) > 1:
            for path in together:
                found = "the artifacts of its job say different things of how they were made"
                yield path, AuditFinding(AuditVerdict.tampered, "provenance", found)


def _listed(results: Path, planned: list[Planned], files: dict[str, ArtifactFile]) -> Findings:
    """The manifest beside the files: hashes of values and of bytes."""
    document = read_json(results / MANIFEST)
    said = document.get("artifacts")
    if not isinstance(said, list) or not all(_is_entry(one) for one in said):
        yield MANIFEST, AuditFinding(AuditVerdict.tampered, "list", "it lists no artifacts")
        return
    listed: dict[str, dict[str, Any]] = {one["path"]: one for one in said}
    mine = next((one for one in planned if one.path == MANIFEST), None)
    there = mine.inputs if mine is not None else ()
    lacks, has = set(there) - set(listed), set(listed) - set(there)
    if lacks or has or len(listed) < len(said):
        found = f"it does not list what there is: {few_of(sorted(lacks | has)) or 'one of them twice'}"
        yield MANIFEST, AuditFinding(AuditVerdict.stale, "list", found)
    current = mine is not None and files[MANIFEST].document.get("code") == mine.code
    for found in _unlike_a_list(document, listed, there, planned):
        verdict = AuditVerdict.tampered if current else AuditVerdict.stale
        yield MANIFEST, AuditFinding(verdict, "list", found)
    for path in sorted(set(there) & set(listed) & set(files)):
        if files[path].intact and listed[path].get("values") != files[path].values:
            found = f"it lists other values of {path}: that was made again since"
            yield MANIFEST, AuditFinding(AuditVerdict.stale, "list", found)
        elif files[path].intact and listed[path].get("bytes") != file_hash(results / path):
            found = f"{MANIFEST} lists other bytes of it: it was made again since, or what it says was edited"
            yield path, AuditFinding(AuditVerdict.stale, "provenance", found)


def _unlike_a_list(
    document: dict[str, Any], listed: dict[str, dict[str, Any]], there: Sequence[str], planned: list[Planned]
) -> Iterator[str]:
    """What no list says that this checkout makes: another order, other keys, other stages."""
    if set(listed) == set(there) and list(listed) != list(there):
        yield "it lists what there is in another order"
    more = {key for one in (document, *listed.values()) for key in one} - {"request", "artifacts", *_ENTRY}
    if more:
        yield f"it says what no list does: {few_of(sorted(more), abridged)}"
    stages = {one.path: one.stage for one in planned}
    wrong = [path for path, one in listed.items() if path in stages and one.get("stage") != stages[path]]
    if wrong:
        yield f"it says that other stages made {few_of(wrong)}"


def _is_entry(one: Any) -> bool:
    return isinstance(one, dict) and isinstance(one.get("path"), str)


def _page(results: Path, page: str, table: str, settings: Any) -> Findings:
    """A page is set from its table and the colour in its settings; other settings are a finding already."""
    try:
        text, said = read_page(results / page), read_table(results / table)
        same = is_set_from(said, text, accent_of(settings))
    except (ArtifactError, UnicodeDecodeError):
        same = False
    if not same:
        found = f"it says something else than {table}, from which it is set"
        yield page, AuditFinding(AuditVerdict.tampered, "page", found)
