"""What a bundle is, for machines: ``ro-crate-metadata.json`` of a Workflow Run RO-Crate, profile 0.5.

RO-Crate 1.1 (doi:10.5281/zenodo.7867028) with the profiles Process Run, Workflow Run and Workflow RO-Crate
(Leo et al. 2024, doi:10.1371/journal.pone.0309210): the workflow is the checkout's Snakefile, its run a
``CreateAction`` from settings and data to the results. The document is put together here and not by
ro-crate-py, whose archives hold the time at which they are written. roc-validator (profile
workflow-run-crate-0.5) finds nothing that is required missing.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

CRATE, READ_ME = "ro-crate-metadata.json", "README.md"
_CRATE = "https://w3id.org/ro/crate/1.1"
_RUN = "https://w3id.org/ro/wfrun"
_WORKFLOW = "https://w3id.org/workflowhub/workflow-ro-crate/1.0"
_PROFILES = {
    f"{_RUN}/process/0.5": ("Process Run Crate", "0.5"),
    f"{_RUN}/workflow/0.5": ("Workflow Run Crate", "0.5"),
    _WORKFLOW: ("Workflow RO-Crate", "1.0"),
}
_SNAKEMAKE = "https://w3id.org/workflowhub/workflow-ro-crate#snakemake"
_LICENCE = "https://spdx.org/licenses/Apache-2.0"
_KINDS = {
    ".html": "text/html",
    ".json": "application/json",
    ".md": "text/markdown",
    ".nc": "application/netcdf",
    ".parquet": "application/vnd.apache.parquet",
    ".py": "text/x-python",
    ".txt": "text/plain",
    ".yaml": "application/yaml",
    ".csv": "text/csv",
    ".svg": "image/svg+xml",
    ".pdf": "application/pdf",
}


Entity = dict[str, Any]
"""One thing of the document's graph."""


@dataclass(frozen=True)
class RunDescribed:
    """A run, by the names that its files have in the bundle."""

    title: str
    experiment: str
    commit: str
    time: str
    """Of the commit, ISO 8601: what the bundle tells of time."""
    workflow: str
    settings: str
    lock: str
    data: Sequence[str]
    results: Sequence[str]
    others: Sequence[str]
    snakemake: str
    """Version."""


def crate_metadata(run: RunDescribed, hashes: Mapping[str, tuple[str, int]]) -> bytes:
    """The document, sorted; ``hashes``: name of every file → its SHA-256 and size in bytes."""
    files = [run.settings, run.lock, *run.data, *run.results, *run.others]
    graph = [*_of_crate(run, files), *_vocabulary(run), *_of_run(run, hashes), *_of_files(run, files, hashes)]
    context = [f"{_CRATE}/context", "https://w3id.org/ro/terms/workflow-run/context"]
    document = {"@context": context, "@graph": graph}
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()


def crate_faults(metadata: bytes, hashes: Mapping[str, str]) -> Iterator[str]:
    """What the document says otherwise than ``hashes``, the name of every file → its SHA-256."""
    try:
        graph = {one["@id"]: one.get("sha256") for one in json.loads(metadata)["@graph"]}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        yield f"{CRATE} is no RO-Crate"
        return
    said = {name: sha for name, sha in graph.items() if sha is not None}
    for name in sorted(set(hashes) - {CRATE} | set(said)):
        if said.get(name) != hashes.get(name):
            yield f"{CRATE} says something else of {name}"


def _of_crate(run: RunDescribed, files: Sequence[str]) -> Iterator[Entity]:
    """The document itself, and the whole that it describes."""
    yield {
        "@id": CRATE,
        "@type": "CreativeWork",
        "about": _to("./"),
        "conformsTo": [_to(_CRATE), _to(_WORKFLOW)],
    }
    yield {
        "@id": "./",
        "@type": "Dataset",
        "name": run.title,
        "description": f"Results of the experiment {run.experiment} with what made them: source, "
        "settings, versions of all packages, data or their record, provenance in every file.",
        "datePublished": run.time,
        "license": _to(_LICENCE),
        "conformsTo": [_to(profile) for profile in _PROFILES],
        "hasPart": [_to(name) for name in (run.workflow, *files)],
        "mainEntity": _to(run.workflow),
        "mentions": _to("#run"),
    }


def _vocabulary(run: RunDescribed) -> Iterator[Entity]:
    """What others have described: profiles, licence, Snakemake."""
    for one, (name, at) in _PROFILES.items():
        yield {"@id": one, "@type": "CreativeWork", "name": name, "version": at}
    yield {"@id": _LICENCE, "@type": "CreativeWork", "name": "Apache License 2.0", "url": _LICENCE}
    yield {
        "@id": _SNAKEMAKE,
        "@type": "ComputerLanguage",
        "name": "Snakemake",
        "identifier": _to("https://doi.org/10.12688/f1000research.29032.2"),
        "url": _to("https://snakemake.github.io"),
        "version": run.snakemake,
    }


def _of_run(run: RunDescribed, hashes: Mapping[str, tuple[str, int]]) -> Iterator[Entity]:
    """The workflow, what it takes and gives, and its run."""
    yield {
        **_file(run.workflow, hashes),
        "@type": ["File", "SoftwareSourceCode", "ComputationalWorkflow"],
        "name": "tradewinds: from data on tariffs to a report on a policy",
        "programmingLanguage": _to(_SNAKEMAKE),
        "version": run.commit,
        "license": _to(_LICENCE),
        "url": _to("https://snakemake.github.io/"),
        "conformsTo": _to("https://bioschemas.org/profiles/ComputationalWorkflow/1.0-RELEASE"),
        "input": _all(["#settings", *(["#data"] if run.data else [])]),
        "output": _to("#results"),
    }
    yield _parameter("#settings", "settings", "File")
    if run.data:
        yield _parameter("#data", "data", "File")
    yield _parameter("#results", "results", "File")
    yield {
        "@id": "#run",
        "@type": "CreateAction",
        "name": f"snakemake --config experiment={run.experiment}",
        "description": "Made by Snakemake, whose jobs write into every file what it was made from.",
        "instrument": _to(run.workflow),
        "actionStatus": "http://schema.org/CompletedActionStatus",
        "object": _all((run.settings, *run.data)),
        "result": _all(run.results),
    }


def _of_files(
    run: RunDescribed, files: Sequence[str], hashes: Mapping[str, tuple[str, int]]
) -> Iterator[Entity]:
    of = (
        {run.settings: "#settings"}
        | dict.fromkeys(run.data, "#data")
        | dict.fromkeys(run.results, "#results")
    )
    for name in files:
        example = {"exampleOfWork": _to(of[name])} if name in of else {}
        about = {"about": _to("./")} if name == READ_ME else {}
        yield {**_file(name, hashes), **example, **about}


def _all(names: Sequence[str]) -> dict[str, str] | list[dict[str, str]]:
    """Several things, or the one."""
    found = [_to(name) for name in names]
    return found[0] if len(found) == 1 else found


def _to(name: str) -> dict[str, str]:
    return {"@id": name}


def _file(name: str, hashes: Mapping[str, tuple[str, int]]) -> dict[str, Any]:
    digest, size = hashes[name]
    kind = _KINDS.get(f".{name.rpartition('.')[2]}", "application/octet-stream")
    found = {"@id": name, "@type": "File", "name": name, "contentSize": str(size), "sha256": digest}
    return {**found, "encodingFormat": kind}


def _parameter(name: str, title: str, kind: str) -> dict[str, Any]:
    return {
        "@id": name,
        "@type": "FormalParameter",
        "name": title,
        "additionalType": kind,
        "conformsTo": _to("https://bioschemas.org/profiles/FormalParameter/1.0-RELEASE"),
    }
