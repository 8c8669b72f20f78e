"""Does every artifact still follow from its inputs, settings, code and seed?

Snakemake answers this from its own records, which a clone does not have. The audit answers it from the
artifacts alone: what each says of itself is computed again and compared.
"""

import platform
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from tradewinds.artifacts import read_provenance, value_hash
from tradewinds.errors import ArtifactError, FetchError, few_of
from tradewinds.provenance import DISTRIBUTIONS, RAW
from tradewinds.values import hash_json
from tradewinds.vintages import RECORD, Vintage, file_hash

_AGAIN = "delete it and run snakemake: it and all that follows from it are made again."
_SUFFIXES = (".parquet", ".nc", ".html", ".json")


@dataclass(frozen=True)
class Planned:
    """One artifact as this checkout would make it now."""

    path: str
    stage: str
    settings: Any
    code: str
    seed: int | None = None
    inputs: tuple[str, ...] = ()
    """What it is made from, by the names that provenance has."""
    arithmetic: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AuditFinding:
    """Why an artifact does not follow.

    ``cause`` is missing, damaged, value, stage, code, settings, seed, inputs or input.
    """

    path: str
    cause: str
    found: str
    remedy: str

    def __str__(self) -> str:
        remedy = self.remedy[:1].upper() + self.remedy[1:]
        return f"{self.path} does not follow ({self.cause}): {self.found}. {remedy}"


@dataclass
class Audit:
    """The artifacts of one experiment's ``results`` folder against the ``planned`` ones, in that order.

    ``data`` is the user's data folder; a raw file that is not there is a note, not a finding.
    """

    results: Path
    data: Path
    planned: list[Planned]
    _hashes: dict[Path, str] = field(default_factory=dict)

    @cached_property
    def finding(self) -> AuditFinding | None:
        """The first artifact, in the order of the pipeline, that does not follow; None when all do."""
        return next((found for planned in self.planned for found in self._check(planned)), None)

    @property
    def notes(self) -> list[str]:
        """What a reader should know although it breaks nothing."""
        return [*self._other_versions(), *self._raw_not_here(), *self._strangers()]

    def _check(self, planned: Planned) -> Iterator[AuditFinding]:
        path = self.results / planned.path
        try:
            then, now = read_provenance(path), self._hash(path)
        except ArtifactError as error:
            cause = "damaged" if path.is_file() else "missing"
            yield AuditFinding(planned.path, cause, error.found, error.remedy)
            return
        if then.get("values") != now:
            yield AuditFinding(planned.path, "value", "its values were changed after it was written", _AGAIN)
        if then.get("stage") != planned.stage:
            found = f"it says that the stage {then.get('stage')} made it, and {planned.stage} does"
            yield AuditFinding(planned.path, "stage", found, _AGAIN)
        if then.get("code") != planned.code:
            found = f"the code of “{planned.stage}” or of what it imports has changed since"
            yield AuditFinding(planned.path, "code", found, f"Take the change back, or {_AGAIN}")
        for difference in differences(then.get("settings"), planned.settings):
            yield AuditFinding(planned.path, "settings", difference, f"Set it back, or {_AGAIN}")
        if then.get("settings_hash") != hash_json(then.get("settings")):
            found = "the hash of its settings is not that of the settings beside it"
            yield AuditFinding(planned.path, "settings", found, _AGAIN)
        if then.get("seed") != planned.seed:
            found = f"made with seed {then.get('seed')}, the settings say {planned.seed}"
            yield AuditFinding(planned.path, "seed", found, f"Set it back, or {_AGAIN}")
        named = then.get("inputs", {})
        lacks, has = set(planned.inputs) - set(named), set(named) - set(planned.inputs)
        if not any(self._place(name).is_file() for name in planned.inputs if name.startswith(RAW)):
            # no data here, so that it cannot be told which vintage would be read
            lacks, has = ({name for name in names if not name.startswith(RAW)} for names in (lacks, has))
        for sign, names in (("lacks", lacks), ("has", has)):
            if names:
                found = f"what it says it was made from {sign} {few_of(sorted(names))}"
                expected = "" if sign == "lacks" else ", which is no input of it"
                yield AuditFinding(planned.path, "inputs", found + expected, _AGAIN)
        for name, values in named.items():
            yield from self._check_input(planned, name, values)

    def _check_input(self, planned: Planned, name: str, values: str) -> Iterator[AuditFinding]:
        path = self._place(name)
        if name.startswith(RAW) and not path.is_file():
            return
        if not path.is_file():
            yield AuditFinding(planned.path, "input", f"its input {name} is missing", _AGAIN)
        elif self._hash(path) != values:
            yield AuditFinding(planned.path, "input", f"its input {name} has other values now", _AGAIN)
        elif name.startswith(RAW) and path.name == RECORD:
            yield from self._check_vintage(planned, Vintage(path.parent))

    def _check_vintage(self, planned: Planned, vintage: Vintage) -> Iterator[AuditFinding]:
        """The answers of a vintage whose record is as it was, and those of the vintages it is made of."""
        try:
            changed = [f"{vintage.place}/{name}" for name in vintage.changed()]
            for part, record in vintage.parts.items():
                if not part.record_file.is_file():
                    continue
                if file_hash(part.record_file) != record:
                    changed.append(f"{part.place}/{RECORD}")
                else:
                    changed += [f"{part.place}/{name}" for name in part.changed()]
        except FetchError as error:
            yield AuditFinding(planned.path, "input", error.found, error.remedy)
            return
        if changed:
            found = f"what was fetched for it is no longer what its record says: {few_of(changed)}"
            yield AuditFinding(planned.path, "input", found, "Put it back, or fetch again and run snakemake.")

    def _place(self, name: str) -> Path:
        return self.data / name.removeprefix(RAW) if name.startswith(RAW) else self.results / name

    def _hash(self, path: Path) -> str:
        if path not in self._hashes:
            self._hashes[path] = value_hash(path)
        return self._hashes[path]

    def _documents(self) -> Iterator[dict[str, Any]]:
        for planned in self.planned:
            try:
                yield read_provenance(self.results / planned.path)
            except ArtifactError:
                continue

    def _other_versions(self) -> list[str]:
        made_with = {("Python", document["python"]) for document in self._documents()}
        made_with |= {pair for document in self._documents() for pair in document["packages"].items()}
        return [
            f"made with {name} {then}, here is {now}: the last digits may differ if made again"
            for name, then in sorted(made_with)
            if (now := _version(name)) != then
        ]

    def _raw_not_here(self) -> list[str]:
        names = {name for document in self._documents() for name in document["inputs"]}
        raw = {name: self._place(name) for name in names if name.startswith(RAW)}
        absent = [name for name, path in raw.items() if not path.is_file()]
        for path in raw.values():
            if path.name == RECORD and path.is_file():
                with suppress(FetchError):  # a damaged one is a finding
                    parts = Vintage(path.parent).parts
                    absent += [f"{RAW}{part.place}" for part in parts if not part.record_file.is_file()]
        return [
            f"{name} is not in the data folder, so its checksum was not compared" for name in sorted(absent)
        ]

    def _strangers(self) -> list[str]:
        known = {planned.path for planned in self.planned}
        found = (path for path in self.results.rglob("*") if path.suffix in _SUFFIXES)
        names = sorted(path.relative_to(self.results).as_posix() for path in found if path.name[0] != ".")
        return [f"{name} is not part of this experiment (any more)" for name in names if name not in known]


def differences(then: Any, now: Any, key: str = "") -> Iterator[str]:
    """Sentences naming each key whose value differs between two nested settings."""
    if isinstance(then, dict) and isinstance(now, dict):
        for name in [*then, *(name for name in now if name not in then)]:
            inner = f"{key}.{name}" if key else name
            if name not in now:
                yield f"{inner} = {then[name]!r} is no longer a setting"
            elif name not in then:
                yield f"{inner} = {now[name]!r} is a new setting"
            else:
                yield from differences(then[name], now[name], inner)
    elif then != now:
        yield f"made with {key} = {then!r}, which is {now!r} now"


def _version(name: str) -> str:
    if name == "Python":
        return platform.python_version()
    try:
        return version(DISTRIBUTIONS.get(name, name))
    except PackageNotFoundError:
        return "none"
