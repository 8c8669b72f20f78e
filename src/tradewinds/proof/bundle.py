"""A result in one archive, with what a stranger needs to judge it and to make it again without network."""

import hashlib
import json
import platform
import posixpath
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from tradewinds.audit.opened import NAMED_DATA
from tradewinds.carried_provenance import read_provenance, value_hash
from tradewinds.errors import ArtifactError, ProofError, few_of
from tradewinds.left_behind import left_as
from tradewinds.proof.archive import SIGNATURE, SUMS, Archive, Content, sums_of, write_archive
from tradewinds.proof.crate import CRATE, READ_ME, RunDescribed, crate_faults, crate_metadata
from tradewinds.proof.signature import require_key, signed_with, signer_of
from tradewinds.proof.source_code import SourceCode
from tradewinds.proof.time_stamp import stamp_request, stamped_at
from tradewinds.provenance import RAW
from tradewinds.vintages import RECORD, Vintage, file_hash

_SOURCE, _RESULTS, _DATA, _WHEELS = "source", "results", "data", "wheels"
"""Folders of a bundle."""
_MADE_THERE = tuple(f"{_SOURCE}/{name}" for name in ("reproduced", ".snakemake", ".cache"))
"""Beginnings of what a checkout holds once something was made in it: no source has it."""
STAMP_REQUEST = ".tsq"
"""Ending of the request for a time stamp, beside the archive."""
_LEFT_OUT = ("log",)
"""Folders of results that hold times of the day and names of machines."""


@dataclass(frozen=True)
class Bundled:
    """What goes into a bundle.

    ``results``: the folder of one experiment; ``asked``: what ``snakemake --config`` is given to make it;
    ``settings``: composed, in plain types; ``data``: the user's data folder; ``share``: whether the data
    themselves may go along, or only their names and hashes; ``wheels``: a folder of packages to go along.
    """

    results: Path
    asked: Sequence[str]
    settings: dict[str, Any]
    source: SourceCode
    data: Path
    share: bool = False
    wheels: Path | None = None

    @property
    def name(self) -> str:
        return self.results.name


def write_bundle(bundled: Bundled, path: Path, key: Path | None = None) -> None:
    """Write the archive, signed where a private ``key`` of OpenSSH is named, and beside it the request for a
    time stamp (``.tsq``).

    The same results, source and settings give the same bytes (so do Ed25519's signatures). Raises ProofError.
    """
    content = dict(_content(bundled))
    sums = sums_of(content)
    content[SUMS] = sums
    if key is not None:
        content[SIGNATURE] = signed_with(key, sums)
    write_archive(content, path)
    path.with_suffix(STAMP_REQUEST).write_bytes(stamp_request(sums))


def require_at_hand(key: str, wheels: str) -> None:
    """Raises ProofError where the key to sign with, or the packages to go along, are not there: said before
    anything is made, which may take hours. Empty for none.
    """
    if key:
        require_key(Path(key))
    if wheels:
        _wheels(Path(wheels))


def verified_bundle(
    path: Path,
    signers: Path | None = None,
    stamp: Path | None = None,
    authorities: Path | None = None,
) -> list[str]:
    """What can be said for a bundle, in lines: that all files are those that were put in, whose signature
    it has, and when it was there. Raises ProofError where that is not so, where ``signers`` are named and
    none of them signed, and where a ``stamp`` is none of one of the ``authorities``.

    Whether the results follow from what is in it is for the audit, and for making them again.
    """
    if (stamp is None) != (authorities is None):
        raise ProofError(
            "a stamp without authorities, or these without a stamp", "both: --stamp and --authorities"
        )
    archive = Archive(path)
    if made := sorted(name for name in archive.names() if posixpath.normpath(name).startswith(_MADE_THERE)):
        raise ProofError(
            f"{path} holds {few_of(made)}",
            "a source in which nothing was made",
            "What lies there would be taken for made again by you. Ask for a bundle as it is written.",
        )
    faults = list(archive.faults())
    if not faults:
        faults = list(crate_faults(archive.read(CRATE), archive.sums()))
    if faults:
        more = f" and {len(faults) - 5} more" if len(faults) > 5 else ""
        raise ProofError(f"{path} is not as it was made: {'; '.join(faults[:5])}{more}", f"what {SUMS} says")
    names = archive.names()
    lines = [f"{path}: all {len(names)} files are as {SUMS} says."]
    if signers is not None:
        if SIGNATURE not in names:
            raise ProofError(f"{path} is not signed", f"a signature of one of {signers}")
        who = signer_of(archive.read(SUMS), archive.read(SIGNATURE), signers)
        lines.append(f"Signed by {who}.")
    elif SIGNATURE in names:
        lines.append("It has a signature, which was not checked: name the allowed signers (--signers FILE).")
    else:
        lines.append("It is not signed: whoever changes a file can change its hash too.")
    if stamp is not None and authorities is not None:
        lines.append(f"Seen by an authority at {stamped_at(archive.read(SUMS), stamp, authorities)}.")
    return lines


def _content(bundled: Bundled) -> Iterator[tuple[str, Path | bytes]]:
    results = dict(_results(bundled.results))
    data = dict(_data(bundled, results))
    settings = f"settings/{bundled.name}.yaml"
    content: dict[str, Path | bytes] = {
        **results,
        **data,
        **{f"{_SOURCE}/{name}": held for name, held in bundled.source.files.items()},
        **_wheels(bundled.wheels),
        settings: yaml.safe_dump(bundled.settings, sort_keys=False, allow_unicode=True).encode(),
    }
    content[READ_ME] = _read_me(bundled, list(data)).encode()
    yield from content.items()
    known = (settings, *results, *data)
    described = RunDescribed(
        title=f"tradewinds: {bundled.name}",
        experiment=bundled.name,
        commit=bundled.source.commit + _beside_commit(bundled.source),
        time=bundled.source.time,
        workflow=f"{_SOURCE}/Snakefile",
        settings=settings,
        lock=f"{_SOURCE}/requirements.lock",
        data=sorted(data),
        results=sorted(results),
        others=sorted(content.keys() - {*known, f"{_SOURCE}/Snakefile", f"{_SOURCE}/requirements.lock"}),
        snakemake=version("snakemake"),
    )
    for needed in (described.workflow, described.lock):
        if needed not in content:
            raise ProofError(f"the source has no {needed.partition('/')[2]}", "a checkout of tradewinds")
    yield CRATE, crate_metadata(described, {name: _told(held) for name, held in content.items()})


def _beside_commit(source: SourceCode) -> str:
    own = f" with own settings: {', '.join(source.own)}" if source.own else ""
    return (" with changes" if source.changed else "") + own


def _told(held: Path | bytes) -> tuple[str, int]:
    content = held if isinstance(held, bytes) else held.read_bytes()
    return hashlib.sha256(content).hexdigest(), len(content)


def _results(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in inside.parts)
        left = inside.parts[0] in _LEFT_OUT or left_as(inside.as_posix())
        if path.is_file() and not hidden and not left:
            yield f"{_RESULTS}/{folder.name}/{inside.as_posix()}", path


def _data(bundled: Bundled, results: Mapping[str, Path]) -> Iterator[tuple[str, Path | bytes]]:
    """The user's data that the results name, or what is known of them: name, hash of their contents (which
    provenance has; of a table that of its values) and of the file, a vintage's record.
    """
    named: dict[str, str] = {}
    for path in results.values():
        try:
            inputs = read_provenance(path).get("inputs")
        except ArtifactError:
            continue  # what papers take has no provenance
        if not isinstance(inputs, dict):
            raise ProofError(f"{path} does not say what it was made from", "results that an audit verifies")
        named |= {key: one for key, one in inputs.items() if key.startswith(RAW)}
    if not named:
        return
    here = {name.removeprefix(RAW): bundled.data / name.removeprefix(RAW) for name in named}
    record: list[dict[str, Any]] = []
    for name, path in sorted(here.items()):
        known = path.is_file() and value_hash(path) == named[RAW + name]
        own = file_hash(path) if known else None
        record.append({"file": name, "contents": named[RAW + name], "sha256": own, "shared": bundled.share})
        if bundled.share and not known:
            raise ProofError(
                f"{path} is not what the results were made from", "the same file", "Put it back."
            )
        if path.name == RECORD and path.is_file():
            yield f"{_DATA}/{name}", path
            yield from _vintage(Vintage(path.parent), bundled.share)
        elif bundled.share:
            yield f"{_DATA}/{name}", path
    yield f"{_DATA}/{NAMED_DATA}", (json.dumps(record, indent=1) + "\n").encode()


def _vintage(vintage: Vintage, share: bool) -> Iterator[tuple[str, Path]]:
    for one in (vintage, *vintage.parts):
        if one.record_file.is_file():
            yield f"{_DATA}/{one.place}/{RECORD}", one.record_file
        if share:
            for path in sorted(one.folder.rglob("*")):
                if path.is_file():
                    yield f"{_DATA}/{one.place}/{path.relative_to(one.folder).as_posix()}", path


def _wheels(folder: Path | None) -> Content:
    if folder is None:
        return {}
    found = {f"{_WHEELS}/{path.name}": path for path in sorted(folder.glob("*.whl"))}
    if not found:
        raise ProofError(f"{folder} holds no wheels", "files that end with .whl")
    return found


def _read_me(bundled: Bundled, data: Sequence[str]) -> str:
    asked = shlex.join(bundled.asked)
    config = f"--config {asked} results=../{_RESULTS}"
    if not data:
        own = "It needs no data: they are simulated."
    elif bundled.share:
        own = f"The data are in `{_DATA}/`."
    else:
        own = (
            f"The data are not in here; `{_DATA}/{NAMED_DATA}` names them with their SHA-256. Put them into "
            f"`{_DATA}/` to make the results again."
        )
    python = platform.python_version().rpartition(".")[0]
    variable = "" if not data else f"export TRADEWINDS_DATA=$PWD/../{_DATA}\n"
    wheels = f"They are in `{_WHEELS}/`." if bundled.wheels else "They are not in here."
    changed = ""
    if bundled.source.changed:
        changed = f", with {len(bundled.source.changed)} files changed since (they are here as they were)"
    mine = "".join(f"- `{_SOURCE}/{name}`, SHA-256 `{sha}`\n" for name, sha in bundled.source.own.items())
    if mine:
        mine = (
            "\nSettings of the author's own, which no commit has. Read them before anything else; whoever "
            f"has a clone of that commit copies them into it:\n\n{mine}"
        )
    return f"""# {bundled.name}

Results of tradewinds, made from commit {bundled.source.commit}{changed}.
The report: `{_RESULTS}/{bundled.name}/report/index.html`. {own}
{mine}
| | |
|---|---|
| `{_RESULTS}/` | report, tables, posterior; each file says what it was made from |
| `settings/` | every setting, composed |
| `{_SOURCE}/` | the program |
| `{SUMS}` | the hash of every file, with a signature where somebody gave one (`{SIGNATURE}`) |
| `{CRATE}` | the same for machines: a Workflow Run RO-Crate |

## To check it, without network

Needed: Linux, Python {python}, and the packages of `{_SOURCE}/requirements.lock` as wheels. {wheels}
Where there is a network,
`python -m pip download --require-hashes -r {_SOURCE}/requirements.lock -d {_WHEELS}` fetches them.

```sh
cd {_SOURCE}
python -m venv .venv && . .venv/bin/activate
pip install --no-index --find-links ../{_WHEELS} --require-hashes -r requirements.lock
pip install --no-index --no-deps --no-build-isolation -e .
{variable}tradewinds verify ../THIS.zip --signers SIGNERS    # are all files those that were signed?
snakemake audit {config}
snakemake reproduce {config}
```

The first says that nothing was changed since it was packed, the second that every file follows from its
inputs, settings, code and seed, the third makes everything again and compares.
"""
