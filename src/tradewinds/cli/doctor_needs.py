"""What of data, keys, extras and a cluster is at hand, and what its lack keeps from being done."""

import importlib.metadata
import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from tradewinds.cli.symptom import Health, Symptom
from tradewinds.errors import TradewindsError
from tradewinds.folders import data_folder

_FOR = {
    "gpu": "training on an NVIDIA GPU",
    "test": "`make test`",
    "lint": "`make lint`",
    "docs": "`make docs` and `make notebooks`",
}
"""Extra → what it is for, of those that users may want."""
_PATIENCE = 20.0
_PARTITION = re.compile(r"\bslurm_partition:\s*([\w.-]+)")


def fetched_vintages(root: Path) -> Iterator[Symptom]:
    """What was fetched: the newest vintage of every source."""
    from tradewinds.vintages import vintages_of

    folder = data_folder() if data_folder().is_absolute() else root / data_folder()
    found = {name: vintages_of(name, folder) for name in _source_names(root)}
    there = [f"{name} {of[-1].name} ({len(of)})" for name, of in found.items() if of]
    if there:
        yield Symptom(
            Health.well, f"fetched, with the newest vintage and how many there are: {', '.join(there)}"
        )
    else:
        yield Symptom(Health.well, f"nothing fetched of {len(found)} sources (tradewinds fetch EXPERIMENT)")


def keys(root: Path) -> Iterator[Symptom]:
    """Publishers' keys that sources ask for, of which none is shown."""
    asked: dict[str, list[Any]] = {}
    for name in _source_names(root):
        try:
            source = _source(name, root)
        except TradewindsError as error:
            yield Symptom(Health.ill, f"source {name}: {error}", "See configs/README.md.")
            continue
        if source.key:
            asked.setdefault(source.key, []).append((name, source))
    for key, sources in sorted(asked.items()):
        names = ", ".join(name for name, _ in sources)
        if os.environ.get(key, "").strip():
            yield Symptom(Health.well, f"{key} is set, for {names}")
        else:
            where = sources[0][1].register
            yield Symptom(
                Health.note,
                f"{key} is not set: {names} cannot be fetched",
                f"Register at {where}, then: export {key}=…",
            )


def extras(root: Path) -> Iterator[Symptom]:
    """Packages beyond those that every run needs, and a browser."""
    project = root / "pyproject.toml"
    if not project.is_file():
        return
    wanted = tomllib.loads(project.read_text(encoding="utf-8"))["project"].get("optional-dependencies", {})
    for extra, purpose in _FOR.items():
        missing = [name for of in wanted.get(extra, []) for name in _missing(Requirement(of))]
        if missing:
            yield Symptom(
                Health.well,
                f"without {', '.join(missing)}: no {purpose}",
                f"If that is wanted: .venv/bin/python -m pip install -e '.[{extra}]'",
            )
        elif extra in wanted:
            yield Symptom(Health.well, f"all that {purpose} needs")
    if not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
        yield Symptom(
            Health.well, "no Chromium: the tests of the explorer are skipped, pictures are not taken anew"
        )


def cluster(root: Path) -> Iterator[Symptom]:
    """Slurm, the profiles for it, and whether the partitions are there that they name."""
    profiles = [root / "profiles" / name / "config.yaml" for name in ("slurm", "slurm_small")]
    if not shutil.which("sbatch"):
        yield Symptom(Health.well, "no Slurm on this machine (sbatch): runs are of this machine alone")
        return
    if not profiles[0].is_file() or not _is_there("snakemake-executor-plugin-slurm"):
        yield Symptom(Health.note, "Slurm is here, but no profile or plugin for it", "make setup")
        return
    yield Symptom(Health.well, "Slurm is here: tradewinds run … --profile slurm")
    there = partitions()
    if there is None:
        yield Symptom(
            Health.note, "Slurm's controller does not answer (sinfo)", "Ask those who run the cluster."
        )
        return
    for profile in filter(Path.is_file, profiles):
        place = profile.relative_to(root)
        named = set(_PARTITION.findall(profile.read_text(encoding="utf-8")))
        if lacking := sorted(named - set(there)):
            yield Symptom(
                Health.note,
                f"{place.parent} names {', '.join(lacking)}; the partitions are {', '.join(sorted(there))}",
                f"Change the partitions in {place}.",
            )
        else:
            yield Symptom(Health.well, f"partitions of {place.parent} are there: {', '.join(sorted(named))}")


def partitions() -> list[str] | None:
    """The partitions of the cluster; None where Slurm does not say."""
    try:
        asked = subprocess.run(
            ["sinfo", "--noheader", "--format=%R"], capture_output=True, text=True, timeout=_PATIENCE
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return sorted(set(asked.stdout.split())) if asked.returncode == 0 else None


def _source_names(root: Path) -> list[str]:
    return sorted(file.stem for file in (root / "configs" / "source").glob("*.yaml"))


def _source(name: str, root: Path) -> Any:
    from tradewinds.fetch.tables import read_source

    return read_source(name, root / "configs")


def _missing(requirement: Requirement) -> list[str]:
    """Of a package and what its extras bring, as far as their names say: ``jax[cuda12]`` has a plugin."""
    brought = [
        f"{requirement.name}-{extra}-plugin" for extra in requirement.extras if extra.startswith("cuda")
    ]
    return [name for name in (requirement.name, *brought) if not _is_there(name)]


def _is_there(name: str) -> bool:
    try:
        return bool(importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return False
