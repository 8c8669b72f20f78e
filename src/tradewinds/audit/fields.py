"""Every field of an artifact's provenance, held against the plan of the checkout."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tradewinds.audit.verdict import AuditFinding, AuditVerdict
from tradewinds.errors import abridged, few_of
from tradewinds.plan import Planned
from tradewinds.provenance import COMPUTING, RAW
from tradewinds.values import hash_json

_HASH = re.compile(r"[0-9a-f]{64}")
_VERSION = re.compile(r"\d+(\.\d+)+\w*")


@dataclass(frozen=True)
class Compared:
    """An artifact's provenance beside what the plan has."""

    document: dict[str, Any]
    planned: Planned
    versions: Callable[[str], set[str]]
    """Name of a package → versions that this checkout asks for, or has."""
    data_here: bool = True
    """Whether the raw files are here: else it cannot be told which of them would be read."""

    @property
    def updated(self) -> bool:
        """Whether code or settings have changed since, which may change all else that is planned."""
        then = self.document.get("code"), self.document.get("settings")
        return then != (self.planned.code, self.planned.settings)

    def other(self, cause: str, found: str) -> AuditFinding:
        """A field that is not as planned: which an update explains, or nothing does."""
        return AuditFinding(AuditVerdict.stale if self.updated else AuditVerdict.tampered, cause, found)


def field_findings(compared: Compared) -> Iterator[AuditFinding]:
    """All that is wrong with a provenance, or has to be noted of it (``verified``), in the order of
    ``FIELDS``. The hash of the values is not held
    against anything here: it follows from the contents, not from the plan.
    """
    document = compared.document
    missing = [name for name in [*FIELDS, "values"] if name not in document]
    unknown = sorted(set(document) - set(FIELDS) - {"values"})
    for name in missing:
        yield compared.other(name, "its provenance does not say it")
    if unknown:
        yield compared.other("provenance", f"it says {few_of(unknown, abridged)}, which no provenance does")
    for name, compare in FIELDS.items():
        if name in document:
            yield from compare(document[name], compared)


def _experiment(then: Any, compared: Compared) -> Iterator[AuditFinding]:
    if then != compared.planned.experiment:
        found = f"made for {abridged(then)}, not for {compared.planned.experiment}"
        yield AuditFinding(AuditVerdict.tampered, "experiment", found)


def _stage(then: Any, compared: Compared) -> Iterator[AuditFinding]:
    if then != compared.planned.stage:
        found = f"it says that {abridged(then)} made it, and {compared.planned.stage} does"
        yield compared.other("stage", found)


def _settings(then: Any, compared: Compared) -> Iterator[AuditFinding]:
    now = compared.planned.settings
    found = list(differences(then, now))
    if not found and hash_json(then) != hash_json(now):
        found = ["they are of other types than those of the checkout"]
    if found:
        yield AuditFinding(AuditVerdict.stale, "settings", few_of(found, lambda one: abridged(one, 200)))


def _settings_hash(then: Any, compared: Compared) -> Iterator[AuditFinding]:
    if then != hash_json(compared.document.get("settings")):
        found = "the hash of its settings is not that of the settings beside it"
        yield AuditFinding(AuditVerdict.tampered, "settings", found)


def _inputs(then: Any, compared: Compared) -> Iterator[AuditFinding]:
    planned = compared.planned.inputs
    if not isinstance(then, dict) or not all(_is_hash(one) for one in then.values()):
        found = "its inputs are no names with a hash each"
        yield AuditFinding(AuditVerdict.tampered, "input", found)
        return
    if planned and not then:
        yield AuditFinding(AuditVerdict.tampered, "input", "it says that it was made from nothing")
        return
    lacks, has = set(planned) - set(then), set(then) - set(planned)
    raw = {name for name in lacks | has if name.startswith(RAW)}
    if raw and compared.data_here:
        then_read, read_now = few_of(sorted(raw & has)), few_of(sorted(raw & lacks))
        found = f"made from {then_read or 'no raw file'}, where {read_now or 'none'} would be read now"
        yield AuditFinding(AuditVerdict.stale, "data", found)
    if lacks - raw:
        yield compared.other("input", f"what it was made from lacks {few_of(sorted(lacks - raw))}")
    if has - raw:
        verdict = AuditVerdict.stale if compared.updated else AuditVerdict.untraceable
        found = f"{few_of(sorted(has - raw), abridged)} is no input of it"
        yield AuditFinding(verdict, "input", found)


def _code(then: Any, compared: Compared) -> Iterator[AuditFinding]:
    if not _is_hash(then):
        yield AuditFinding(AuditVerdict.tampered, "code", "the fingerprint of its code is none")
    elif then != compared.planned.code:
        found = f"the code of “{compared.planned.stage}” or of what it imports has changed since"
        yield AuditFinding(AuditVerdict.stale, "code", found)


def _seed(then: Any, compared: Compared) -> Iterator[AuditFinding]:
    now = compared.planned.seed
    if type(then) is not type(now):
        yield compared.other("seed", f"made with seed {abridged(then)}, the settings say {now}")
    elif then != now:
        found = f"made with seed {then}, the settings say {now}"
        yield AuditFinding(AuditVerdict.stale, "seed", found)


def _packages(then: Any, compared: Compared) -> Iterator[AuditFinding]:
    if not isinstance(then, dict) or not then or not all(_is_version(one) for one in then.values()):
        yield AuditFinding(AuditVerdict.tampered, "library", "its packages are no names with a version each")
        return
    lacks, odd = set(compared.planned.packages) - set(then), set(then) - set(COMPUTING)
    if lacks:
        yield compared.other("library", f"it says it was made without {few_of(sorted(lacks))}")
    if odd:
        yield compared.other("library", f"no provenance names {few_of(sorted(odd), abridged)}")
    known = sorted(set(then) & set(COMPUTING))
    others = [f"{name} {then[name]}" for name in known if then[name] not in compared.versions(name)]
    if others:
        now = few_of([f"{name.split()[0]} {_either(compared.versions(name.split()[0]))}" for name in others])
        yield AuditFinding(AuditVerdict.stale, "library", f"made with {few_of(others)}; here {now}")


def _python(then: Any, compared: Compared) -> Iterator[AuditFinding]:
    if not _is_version(then):
        yield AuditFinding(AuditVerdict.tampered, "library", f"Python {abridged(then)} is no version")


def _device(then: Any, compared: Compared) -> Iterator[AuditFinding]:
    """Of a GPU any name will do: which one a machine has, no plan knows."""
    now = compared.planned.device
    if not isinstance(then, str) or not then or (then == "cpu") != (now == "cpu"):
        yield compared.other("device", f"computed on {abridged(then)}, the settings say {now}")


def _precision(then: Any, compared: Compared) -> Iterator[AuditFinding]:
    if then != compared.planned.precision:
        found = f"computed in {abridged(then)}, the settings say {compared.planned.precision}"
        yield compared.other("precision", found)


def _processor(then: Any, compared: Compared) -> Iterator[AuditFinding]:
    """Any will do: on which kind it was made explains the last bits, and changes nothing else."""
    if not isinstance(then, str) or not then:
        yield compared.other("processor", f"its processor is {abridged(then)}, no name")


def _arithmetic(then: Any, compared: Compared) -> Iterator[AuditFinding]:
    if not isinstance(then, dict) or not all(isinstance(one, str) for pair in then.items() for one in pair):
        found = "what of the environment changed its numbers is no list of names and values"
        yield AuditFinding(AuditVerdict.tampered, "environment", found)
    elif then != compared.planned.arithmetic:
        now = _named(compared.planned.arithmetic)
        found = f"made with {_named(then)} in the environment, which changes numbers; here it has {now}"
        yield AuditFinding(AuditVerdict.stale, "environment", found)
    elif then:
        found = f"made with {_named(then)} in the environment, which changes numbers; so has this process"
        yield AuditFinding(AuditVerdict.verified, "environment", found)


def _named(arithmetic: dict[str, str]) -> str:
    """What an environment says that changes numbers."""
    return few_of([f"{name}={value}" for name, value in sorted(arithmetic.items())], abridged) or "nothing"


FIELDS: dict[str, Callable[[Any, Compared], Iterator[AuditFinding]]] = {
    "experiment": _experiment,
    "stage": _stage,
    "code": _code,
    "settings": _settings,
    "settings_hash": _settings_hash,
    "seed": _seed,
    "inputs": _inputs,
    "packages": _packages,
    "python": _python,
    "device": _device,
    "precision": _precision,
    "processor": _processor,
    "arithmetic": _arithmetic,
}
"""Field of the provenance → what is wrong with what it says. A new field is a line here."""


def differences(then: Any, now: Any, key: str = "") -> Iterator[str]:
    """Sentences naming each key whose value differs between two nested settings."""
    if isinstance(then, dict) and isinstance(now, dict):
        for name in [*then, *(name for name in now if name not in then)]:
            inner = f"{key}.{name}" if key else str(name)
            if name not in now:
                yield f"{inner} = {then[name]!r} is no longer a setting"
            elif name not in then:
                yield f"{inner} = {now[name]!r} is a new setting"
            else:
                yield from differences(then[name], now[name], inner)
    elif then != now:
        yield f"made with {key} = {then!r}, which is {now!r} now"


def _is_hash(then: Any) -> bool:
    return isinstance(then, str) and bool(_HASH.fullmatch(then))


def _is_version(then: Any) -> bool:
    return isinstance(then, str) and bool(_VERSION.match(then))


def _either(versions: set[str]) -> str:
    return " or ".join(sorted(versions)) or "none"
