"""From the report down to raw bytes: is what an artifact was made from what lies there now?"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tradewinds.audit.artifact_file import ArtifactFile, no_plain_file
from tradewinds.audit.verdict import AuditFinding, AuditVerdict
from tradewinds.carried_provenance import value_hash
from tradewinds.errors import ArtifactError, FetchError, few_of
from tradewinds.plan import Planned
from tradewinds.provenance import RAW
from tradewinds.vintages import RECORD, Vintage, file_hash

_NOT_FOLLOWED = AuditVerdict.not_checked
_BAD = (AuditVerdict.tampered, AuditVerdict.untraceable)
_ABSENT = "is not in the data folder (--data names another), so that its contents were not compared"


@dataclass
class InputWalk:
    """The inputs of artifacts, in the order of the pipeline. ``files`` are the artifacts as they were read,
    ``data`` is the user's data folder.
    """

    results: Path
    data: Path
    files: dict[str, ArtifactFile]
    _hashes: dict[str, str | None] = field(default_factory=dict)
    _roots: dict[str, tuple[AuditVerdict, str]] = field(default_factory=dict)
    """Artifact → the verdict on what it rests on, and what that is: those alone that rest on what is bad."""

    def data_here(self, planned: Planned) -> bool:
        """Whether any raw file that an artifact would be made from is here."""
        return any(self._place(name).is_file() for name in planned.inputs if name.startswith(RAW))

    def findings(self, planned: Planned) -> Iterator[AuditFinding]:
        """What is wrong with the inputs that an artifact names, of those that the plan knows."""
        named = self.files[planned.path].document.get("inputs")
        for name, then in named.items() if isinstance(named, dict) else ():
            if name.startswith(RAW):
                yield from self._raw(name, then)
            elif name in self.files:
                yield from self._artifact(name, then)
            elif name in planned.inputs and self._hash(name) != then:
                yield AuditFinding(AuditVerdict.stale, "input", f"{name} is gone, or has other contents now")

    def note(self, path: str, verdict: AuditVerdict) -> None:
        """What was found of an artifact itself: others rest on it."""
        if verdict in (*_BAD, AuditVerdict.stale):
            self._roots[path] = (verdict, path)

    def rests_on(self, planned: Planned) -> AuditFinding | None:
        """That what an artifact was made from is itself not verified; the worst of it."""
        bad = [self._roots[name] for name in planned.inputs if name in self._roots]
        if not bad:
            return None
        verdict, root = next((one for one in bad if one[0] in _BAD), bad[0])
        self._roots.setdefault(planned.path, (verdict, root))
        own = AuditVerdict.stale if verdict == AuditVerdict.stale else _NOT_FOLLOWED
        return AuditFinding(own, "input", f"it rests on {root}, which is {verdict}")

    def _artifact(self, name: str, then: str) -> Iterator[AuditFinding]:
        """One that was changed is a finding of its own; what was made from it before is no worse for that."""
        of = self.files[name]
        if of.values and then not in (of.values, of.document.get("values")):
            found = f"{name} has other values than it was made from"
            yield AuditFinding(AuditVerdict.stale, "input", found)

    def _raw(self, name: str, then: str) -> Iterator[AuditFinding]:
        place = self._place(name)
        if not place.is_file():
            yield AuditFinding(_NOT_FOLLOWED, "data", f"{name} {_ABSENT}")
        elif self._hash(name) != then:
            yield AuditFinding(AuditVerdict.stale, "data", f"{name} has other contents than it was made from")
        elif place.name == RECORD:
            yield from self._vintage(Vintage(place.parent))

    def _vintage(self, vintage: Vintage) -> Iterator[AuditFinding]:
        """The answers of a vintage whose record is as it was, and those of the vintages it is made of."""
        absent: list[str] = []
        try:
            changed = [f"{vintage.place}/{name}" for name in vintage.changed()]
            for part, record in vintage.parts.items():
                if not part.record_file.is_file():
                    absent.append(part.place)
                elif file_hash(part.record_file) != record:
                    changed.append(f"{part.place}/{RECORD}")
                else:
                    changed += [f"{part.place}/{name}" for name in part.changed()]
        except FetchError as error:
            yield AuditFinding(AuditVerdict.tampered, "data", error.found)
            return
        except OSError as error:
            yield AuditFinding(AuditVerdict.untraceable, "data", f"{vintage.place} cannot be read ({error})")
            return
        if changed:
            found = f"what was fetched for it is no longer what its record says: {few_of(changed)}"
            yield AuditFinding(AuditVerdict.tampered, "data", found)
        if absent:
            yield AuditFinding(_NOT_FOLLOWED, "data", f"{few_of(absent)} {_ABSENT}")

    def _place(self, name: str) -> Path:
        """A raw file that a provenance names may lie anywhere; only one in the data folder is looked at."""
        inside = Path(name.removeprefix(RAW))
        return self.data if inside.is_absolute() or ".." in inside.parts else self.data / inside

    def _hash(self, name: str) -> str | None:
        """Hash of a file that is no artifact; none of one that cannot be read."""
        if name not in self._hashes:
            raw = name.startswith(RAW)
            path = self._place(name) if raw else self.results / name
            odd = "" if raw else no_plain_file(self.results, name)
            self._hashes[name] = None if odd else _contents(path)
        return self._hashes[name]


def _contents(path: Path) -> str | None:
    try:
        return value_hash(path)
    except ArtifactError:
        return None
    except Exception:  # as of ``read_artifact``
        return None
