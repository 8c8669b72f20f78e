"""Which finished artifacts are still what would be made now, asked before any job: by what they carry.

What was read of a file is kept under its size and time, so that a second look costs no reading.
"""

import hashlib
import json
import os
from collections.abc import Callable
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from tradewinds import freshness
from tradewinds.arithmetic import told_arithmetic
from tradewinds.carried_provenance import read_provenance, recorded_hash
from tradewinds.errors import ArtifactError, TradewindsError
from tradewinds.folders import data_folder
from tradewinds.freshness import of_provenance, outdated
from tradewinds.plan import Artifact, artifacts_of, made_by
from tradewinds.provenance import RAW
from tradewinds.settings.kinds import AnyExperiment
from tradewinds.settings.stages import STAGES

MISSING = "missing"
"""Reason of what is not there, and of what is made from it: Snakemake sees that by itself."""
UNREADABLE = "unreadable"


class FinishedWork:
    """The artifacts of one experiment in the folder ``results``; ``code``: fingerprint of every script.

    ``log`` gets a line for each reason for which something is made again, ``records`` is a folder for what
    was read before, which only saves time.
    """

    def __init__(
        self,
        experiment: AnyExperiment,
        results: Path,
        code: dict[str, str],
        records: Path,
        log: Callable[[str], None],
    ) -> None:
        self.experiment, self.results, self.code, self._log = experiment, results, code, log
        name = hashlib.sha256(str(results.absolute()).encode()).hexdigest()[:16]
        self._records = records / f"{name}.json"
        self._reasons: dict[str, str] = {}
        self._values: dict[str, str | None] = {}
        self._said: set[str] = set()
        self._used: dict[str, list[Any]] = {}
        self._arithmetic = told_arithmetic()

    def reason(self, path: str) -> str:
        """Why an artifact (its path within the results) is to be made again; empty where it is current.

        The cause is its own, that of one that it is made from, or that one of these is missing.
        """
        if path not in self._reasons:
            self._reasons[path] = ""  # while it is looked at: no circle in a damaged plan goes on for ever
            self._reasons[path] = self._look(path)
        return self._reasons[path]

    def keep(self) -> None:
        """Keep what was read for the next time."""
        if self._used == self._known:
            return
        temporary = self._records.with_name(f"{self._records.name}.{os.getpid()}")
        try:
            self._records.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_text(json.dumps({"by": _by(), "files": self._used}), encoding="utf-8")
            temporary.replace(self._records)
        except OSError:
            pass

    def _look(self, path: str) -> str:
        made = self._made.get(path)
        if made is None:
            return "" if (self.results / path).exists() else MISSING  # no artifact: a job leaves it beside
        inputs = made.stage.inputs_of(self.experiment, made.wildcards)
        above = next((found for name in inputs if (found := self._above(name))), "")
        carried = self._carried(path)
        if carried is None:
            return UNREADABLE if (self.results / path).exists() else MISSING
        if above:
            return above
        planned = {
            "stage": made.stage.name,
            **made.stage.params(self.experiment, made.wildcards, self.code),
            "inputs": inputs,
            "arithmetic": self._arithmetic,
        }
        cause = outdated(carried, planned, self._value)
        if cause and cause not in self._said:
            self._said.add(cause)
            self._log(
                f"{self.results / path} was made with other {cause}: it is made again, and what follows"
            )
        return cause

    def _above(self, name: str) -> str:
        return "" if name.startswith(RAW) else self.reason(name)

    @cached_property
    def _made(self) -> dict[str, Artifact]:
        """Path → what makes it, of the results and of studies that were begun. Of a study whose settings
        cannot be used nothing is asked for either.
        """
        found: dict[str, Artifact] = {}
        for stage in STAGES.values():
            if stage.study and not (self.results / stage.study.value).exists():
                continue
            try:
                found |= {one.path: one for one in made_by(stage, self.experiment)}
            except TradewindsError:
                continue
        return found

    def _carried(self, path: str) -> dict[str, Any] | None:
        """The summary of what an artifact carries; None where there is none that can be read."""
        return self._read(path, lambda file: of_provenance(read_provenance(file)))

    def _value(self, name: str) -> str | None:
        """The hash of an input's values: the one that an artifact carries, that of the bytes of another
        file.
        """
        if name not in self._values:
            if name in self._made:
                carried = self._carried(name)
                self._values[name] = None if carried is None else carried["values"]
            else:
                self._values[name] = self._read(name, recorded_hash)
        return self._values[name]

    def _read(self, name: str, read: Callable[[Path], Any]) -> Any:
        file = data_folder() / name.removeprefix(RAW) if name.startswith(RAW) else self.results / name
        try:
            status = file.stat()
            mark = [status.st_size, status.st_mtime_ns, status.st_ino]
            known = self._used.get(name) or self._known.get(name)
            if known is None or known[0] != mark:
                known = [mark, read(file)]
        except (OSError, ArtifactError, ValueError, KeyError, AttributeError, TypeError):
            return None
        self._used[name] = known
        return known[1]

    @cached_property
    def _known(self) -> dict[str, list[Any]]:
        try:
            found = json.loads(self._records.read_text(encoding="utf-8"))
            if found["by"] == _by():
                return {name: [mark, read] for name, (mark, read) in found["files"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            pass
        return {}


def named_artifacts(experiment: AnyExperiment) -> list[str]:
    """Paths within the results of all that is made of an experiment; none where that cannot be told, which
    its job says.
    """
    try:
        return [one.path for one in artifacts_of(experiment)]
    except TradewindsError:
        return []


def is_finished(
    experiment: AnyExperiment,
    results: Path,
    code: dict[str, str],
    records: Path,
    log: Callable[[str], None],
) -> bool:
    """Whether all that is made of an experiment is there, as it would be made now; the others as of
    ``FinishedWork``.
    """
    work = FinishedWork(experiment, results, code, records, log)
    paths = named_artifacts(experiment)
    try:
        return bool(paths) and not any(work.reason(path) for path in paths)
    except TradewindsError:
        return False  # a vintage that is damaged, or is not there: its job says which
    finally:
        work.keep()


@cache
def _by() -> str:
    """The code that wrote the records: what other code made of a file may be something else."""
    return hashlib.sha256(
        b"".join(Path(file).read_bytes() for file in (__file__, freshness.__file__))
    ).hexdigest()
