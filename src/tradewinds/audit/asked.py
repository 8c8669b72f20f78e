"""Which experiment results are said to be of."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tradewinds.artifacts import read_json
from tradewinds.audit.artifact_file import no_plain_file
from tradewinds.audit.claims import MANIFEST
from tradewinds.carried_provenance import read_provenance
from tradewinds.errors import AuditError


@dataclass(frozen=True)
class AuditedExperiment:
    """An experiment of ``configs/experiment`` under overrides, and who says that it is that one."""

    experiment: str
    overrides: tuple[str, ...] = ()
    by: str = "as asked"


def experiment_said(results: Path) -> AuditedExperiment:
    """The experiment that results say they are of: by their manifest, else by what most artifacts say.

    A claim that decides only what they are held against: an artifact of another one is found then. Raises
    AuditError where nothing says it, or overrides are known by their hash alone.
    """
    request = _request(results)
    if request is not None:
        return AuditedExperiment(*request, by=f"as {MANIFEST} says")
    name = _most_said(results) or results.name
    if "+" in name:
        raise AuditError(
            f"{name} was made with overrides, and nothing here says which",
            "the experiment and its overrides",
            "Say them: --experiment NAME --set KEY=VALUE.",
        )
    return AuditedExperiment(name, by="as its artifacts say")


def _request(results: Path) -> tuple[str, tuple[str, ...]] | None:
    if no_plain_file(results, MANIFEST):
        return None
    try:
        said: Any = read_json(results / MANIFEST).get("request")
        name, overrides = said["experiment"], said["overrides"]
    except Exception:  # whatever stands there instead
        return None
    texts = [name, *overrides] if isinstance(overrides, list) else [None]
    return (name, tuple(overrides)) if all(isinstance(one, str) for one in texts) else None


def _most_said(results: Path) -> str:
    """The experiment that most of some artifacts name."""
    said: Counter[str] = Counter()
    for path in sorted(results.rglob("*.parquet"))[:20]:
        try:
            if not no_plain_file(results, path.relative_to(results).as_posix()):
                said[str(json.loads(json.dumps(read_provenance(path)["experiment"])))] += 1
        except Exception:  # an artifact that says nothing
            continue
    return said.most_common(1)[0][0] if said else ""
