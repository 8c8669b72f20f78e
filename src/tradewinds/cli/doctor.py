"""What of this machine and checkout a run needs, one line each, with what to do."""

import importlib.metadata
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from tradewinds.arithmetic import DECIDED, processor, told_arithmetic
from tradewinds.cli.doctor_needs import cluster, extras, fetched_vintages, keys
from tradewinds.cli.symptom import Health, Symptom
from tradewinds.errors import TradewindsError
from tradewinds.folders import data_folder

_ROOM = 2e9
"""Bytes free on the disk below which a larger experiment may not find room."""
_ASK_JAX = """
import jax
print("; ".join(" ".join(dict.fromkeys((d.platform, d.device_kind))) for d in jax.devices()))
"""
"""The platform of each device and its kind, which a processor has in the same word."""
_PATIENCE = 120.0


def examined(root: Path) -> Iterator[Symptom]:
    """Everything, in the order of a run; each look is taken when its line is asked for."""
    looks: list[Callable[[Path], Iterator[Symptom]]] = [
        python_version,
        packages,
        devices,
        changing_variables,
        caches,
        data_tables,
        fetched_vintages,
        keys,
        experiments,
        cluster,
        extras,
    ]
    for look in looks:
        yield from look(root)


def python_version(root: Path) -> Iterator[Symptom]:
    """The interpreter, and whether it is the checkout's own."""
    here = f"Python {platform.python_version()} ({sys.executable})"
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        yield Symptom(Health.ill, here, "3.11, 3.12 or 3.13 is needed: PYTHON=python3.12 make setup")
    else:
        yield Symptom(Health.well, here)
    import tradewinds

    code = Path(tradewinds.__file__).parents[2]
    if code.resolve() != root.resolve():
        yield Symptom(
            Health.note,
            f"this command is of another copy of tradewinds ({code}); runs use the code of {root}",
            f"Call {root}/.venv/bin/tradewinds, after `make setup` there.",
        )


def packages(root: Path) -> Iterator[Symptom]:
    """What is installed against the lock."""
    lock = root / "requirements.lock"
    if not lock.is_file():
        yield Symptom(Health.note, "no requirements.lock here: versions cannot be compared")
        return
    wanted = locked_versions(lock.read_text(encoding="utf-8"))
    installed = {name: _installed(name) for name in wanted}
    missing = [name for name, version in installed.items() if version is None]
    other = [
        f"{name} {installed[name]}, not {version}"
        for name, version in wanted.items()
        if installed[name] not in (None, version)
    ]
    text = f"{len(wanted) - len(missing) - len(other)} of {len(wanted)} packages as locked"
    if missing or other:
        kinds = []
        kinds += [f"missing: {_few(missing)}"] if missing else []
        kinds += [f"other versions: {_few(other)}"] if other else []
        yield Symptom(
            Health.ill if missing else Health.note,
            f"{text}; {'; '.join(kinds)}",
            "make setup (other versions may change the last digits of results)",
        )
    else:
        yield Symptom(Health.well, text)


def locked_versions(lock: str) -> dict[str, str]:
    """Name → version of what a lock holds for this machine."""
    found = {}
    for line in lock.splitlines():
        if "==" not in line or line.startswith((" ", "#")):
            continue
        one = Requirement(line.rstrip(" \\"))
        if one.marker is None or one.marker.evaluate():
            found[one.name] = next(iter(one.specifier)).version
    return found


def devices(root: Path) -> Iterator[Symptom]:
    """Cores, and what JAX computes on; a process of its own asks it."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    try:
        asked = subprocess.run(
            [sys.executable, "-c", _ASK_JAX], capture_output=True, text=True, timeout=_PATIENCE
        )
    except subprocess.TimeoutExpired:
        yield Symptom(Health.ill, "JAX did not start within two minutes", "Is the disk of .venv very slow?")
        return
    if asked.returncode:
        last = (asked.stderr.strip().splitlines() or ["no word"])[-1]
        yield Symptom(Health.ill, f"JAX does not start: {last}", "make setup")
        return
    found = asked.stdout.strip().splitlines()[-1]
    yield Symptom(Health.well, f"{cores} cores ({processor()}), a job on each; JAX computes on {found}")
    if shutil.which("nvidia-smi") and "cpu" in found.split():
        yield Symptom(
            Health.note,
            "this machine has an NVIDIA GPU that JAX does not see; training works without it",
            "For it: pip install -e '.[gpu]', then --set inference.device=gpu",
        )
    yield Symptom(
        Health.well,
        "training in the precision of inference.precision (float32 unless set), all that is asked of a fit "
        "in double precision",
    )


def changing_variables(root: Path) -> Iterator[Symptom]:
    """Variables of the environment that change what is computed."""
    for name, value in sorted(told_arithmetic().items()):
        yield Symptom(
            Health.note,
            f"{name}={value} changes the numbers of every run in this shell; artifacts tell it, and results "
            "that were made without it are made again",
            f"unset {name}, unless it is meant",
        )
    if not told_arithmetic():
        yield Symptom(Health.well, "no variable of the environment changes what is computed")
    for name, value in DECIDED.items():
        if os.environ.get(name, value) != value:
            yield Symptom(Health.well, f"{name}={os.environ[name]} is without effect: every run sets {value}")


def caches(root: Path) -> Iterator[Symptom]:
    """Compiled programs, and room for results."""
    folder = root / ".cache" / "jax"
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) if folder.is_dir() else 0
    what = f"compiled programs: {size / 1e6:.0f} MB in .cache/jax" if size else "no compiled programs yet"
    slower = "" if size else " (a first run takes a minute longer)"
    yield Symptom(Health.well, f"{what}{slower}")
    for name in (".cache", ".snakemake", "results"):
        place = root / name
        if not os.access(place if place.exists() else root, os.W_OK):
            yield Symptom(Health.ill, f"{place} cannot be written", "Take a checkout of your own.")
    free = shutil.disk_usage(root).free
    mark, remedy = (Health.well, "") if free > _ROOM else (Health.note, "Make room, or use --results.")
    yield Symptom(mark, f"{free / 1e9:.0f} GB free for results", remedy)


def data_tables(root: Path) -> Iterator[Symptom]:
    """The folder of a user's own tables."""
    folder = data_folder() if data_folder().is_absolute() else root / data_folder()
    if folder.is_dir():
        files = [file for file in folder.rglob("*") if file.suffix in (".parquet", ".csv")]
        yield Symptom(Health.well, f"data folder {folder}: {len(files)} tables")
    else:
        yield Symptom(
            Health.note,
            f"no data folder {folder}: experiments on simulated data alone can run",
            "export TRADEWINDS_DATA=/path/to/tables, or put them into data/ (docs/own_data.md)",
        )


def experiments(root: Path) -> Iterator[Symptom]:
    """Which of the checkout's experiments can run on what is at hand."""
    from tradewinds.settings.compose import compose_any
    from tradewinds.vintages import vintages_of

    folder = data_folder() if data_folder().is_absolute() else root / data_folder()
    able, unable, asked = [], {}, set()

    def fetched(table: Any) -> bool:
        return bool(table.source) and bool(vintages_of(table.source, folder))

    for file in sorted((root / "configs" / "experiment").glob("*.yaml")):
        try:
            data = getattr(compose_any(root / "configs", file.stem), "data", None)
        except TradewindsError as error:
            yield Symptom(Health.ill, f"experiment {file.stem}: {error}", "See configs/README.md.")
            continue
        tables = {} if data is None or data.synthetic else data.tables
        needed = [one for one in tables.values() if one.file]
        lacking = [one for one in needed if not (folder / one.file).is_file() and not fetched(one)]
        if lacking:
            unable[file.stem] = [one.file for one in lacking]
            asked |= {file.stem} if all(one.source for one in lacking) else set()
        else:
            able.append(file.stem + ("" if needed else " (simulated)"))
    if able:
        yield Symptom(Health.well, f"can run: {', '.join(able)}")
    for name, lacking in unable.items():
        remedy = f"tradewinds fetch {name}" if name in asked else ""
        yield Symptom(Health.note, f"cannot run: {name}, not there: {', '.join(lacking)}", remedy)
    if unable:
        yield Symptom(
            Health.note,
            f"{len(unable)} of {len(unable) + len(able)} experiments lack their tables",
            "docs/us_data.md says where they come from; TRADEWINDS_DATA names their folder",
        )


def _installed(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _few(texts: list[str]) -> str:
    return ", ".join(texts[:4]) + (f" and {len(texts) - 4} more" if len(texts) > 4 else "")
