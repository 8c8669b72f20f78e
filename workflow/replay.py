"""Stages run again on the artifacts that results have above them, whoever made these.

Nothing is trained: a job reads links to the artifacts as they are, draws among them, and writes beside them,
so that what it makes has to be what the results hold, to rounding, on any machine. Run as a program it is
one such job, told on its standard input.
"""

import pickle
import runpy
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tradewinds.errors import ProofError
from tradewinds.folders import data_folder
from tradewinds.plan import artifacts_of
from tradewinds.provenance import RAW
from tradewinds.settings.kinds import AnyExperiment
from tradewinds.settings.stages.stage import Stage

SCRIPTS = Path(__file__).parent / "scripts"


class Named(list):
    """Values in a row, some of them under a name, as a script gets what Snakemake knows of its job."""

    def __init__(self, named: dict[str, Any]) -> None:
        super().__init__(one for of in named.values() for one in (of if isinstance(of, list) else [of]))
        self._named = named

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["_named"][name]
        except KeyError:
            raise AttributeError(name) from None

    def __getitem__(self, key: Any) -> Any:
        return self._named[key] if isinstance(key, str) else super().__getitem__(key)

    def get(self, name: str, default: Any = None) -> Any:
        return self._named.get(name, default)

    def items(self) -> Iterable[tuple[str, Any]]:
        return self._named.items()


@dataclass(frozen=True)
class ReplayedJob:
    """One job as its rule would start it; ``inputs`` and ``outputs``: name → path within the results, or
    several, of a user's own file ``raw/`` and its path within the data folder.
    """

    rule: str
    script: str
    wildcards: dict[str, str]
    inputs: dict[str, str | list[str]]
    outputs: dict[str, str]
    params: dict[str, Any]

    @property
    def sources(self) -> list[str]:
        """Paths of what it reads of the results."""
        of = [path for one in self.inputs.values() for path in ([one] if isinstance(one, str) else one)]
        return [path for path in dict.fromkeys(of) if not path.startswith(RAW)]

    def laid_out(self, review: Path, folder: Path) -> dict[str, Any]:
        """Link what it reads of ``review`` into ``folder``, make room for what it writes; what its script is
        told.
        """
        for path in self.sources:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).symlink_to((review / path).resolve())
        for made in (*(folder / path for path in self.outputs.values()), folder / "log" / self.rule):
            made.parent.mkdir(parents=True, exist_ok=True)

        def at(of: str | list[str]) -> Any:
            if not isinstance(of, str):
                return [at(one) for one in of]
            return str(data_folder() / of.removeprefix(RAW) if of.startswith(RAW) else folder / of)

        return {
            "script": self.script,
            "rule": self.rule,
            "input": {name: at(of) for name, of in self.inputs.items()},
            "output": {name: at(of) for name, of in self.outputs.items()},
            "params": self.params,
            "wildcards": self.wildcards | {"experiment": folder.name},
            "log": [str(folder / "log" / f"{self.rule}.log")],
        }


def replayable(
    experiment: AnyExperiment, code: dict[str, str], request: tuple[str, list[str]]
) -> Iterator[ReplayedJob]:
    """The jobs of an experiment's results that train nothing, or nothing where they are given what training
    made; ``code``: fingerprint of every script, ``request``: its name and overrides.
    """
    for stage, wildcards in _jobs_of(experiment):
        if not stage.trains or stage.takes:
            made = {name: path.format(**wildcards) for name, path in stage.artifacts.items()}
            taken = {name: made.pop(name) for name in stage.takes}
            yield ReplayedJob(
                rule=stage.name,
                script=stage.code,
                wildcards=wildcards,
                inputs=stage.inputs(experiment, wildcards) | taken,
                outputs=made,
                params=stage.params(experiment, wildcards, code) | {"request": request},
            )


def holding(
    experiment: AnyExperiment, code: dict[str, str], request: tuple[str, list[str]]
) -> Iterator[ReplayedJob]:
    """The jobs that hold the draws of each fit to the posterior they are claimed for (``proof.own_draws``);
    arguments as of ``replayable``.
    """
    for stage, wildcards in _jobs_of(experiment):
        if "posterior" not in stage.trains:
            continue
        made = {name: path.format(**wildcards) for name, path in stage.artifacts.items()}
        read = {name: made[name] for name in ("scaler", "posterior") if name in made}
        yield ReplayedJob(
            rule=stage.name,
            script="hold_draws",
            wildcards=wildcards,
            inputs=stage.inputs(experiment, wildcards) | read,
            outputs={"held": made["posterior"].removesuffix(".nc") + "_held.parquet"},
            params=stage.params(experiment, wildcards, code) | {"request": request},
        )


def _jobs_of(experiment: AnyExperiment) -> Iterator[tuple[Stage, dict[str, str]]]:
    """Stage and wildcards of every job, each once, whatever it makes."""
    jobs = {(one.stage.name, *one.wildcards.values()): one for one in artifacts_of(experiment)}
    for stage, wildcards, _ in jobs.values():
        yield stage, wildcards


def replayed(
    jobs: Iterable[ReplayedJob], paths: Collection[str], review: Path, apart: Path, cores: int
) -> tuple[dict[str, Path], dict[str, str]]:
    """Run again those of ``jobs`` that make some of ``paths``, on what the results in ``review`` have: path
    of an artifact → the folder in which it was made, or → why it could not be. ``apart`` is emptied before.
    Raises ProofError where the results lie in there.
    """
    if review.resolve().is_relative_to(apart.resolve()):
        raise ProofError(
            f"{review} lies where stages are run again",
            "results that lie elsewhere",
            "Move them, or name others: --config results=DIR.",
        )
    shutil.rmtree(apart, ignore_errors=True)
    wanted = [job for job in jobs if set(paths) & set(job.outputs.values())]
    made: dict[str, Path] = {}
    failed: dict[str, str] = {}
    folders = [apart / f"{number}" / review.name for number in range(len(wanted))]
    with ThreadPoolExecutor(max(cores, 1)) as pool:
        ended = pool.map(_run, wanted, [review] * len(wanted), folders)
        for job, folder, why in zip(wanted, folders, ended, strict=True):
            found = dict.fromkeys(job.outputs.values(), why or folder)
            (failed if why else made).update(found)
    return made, failed


def held(
    jobs: Iterable[ReplayedJob], paths: Collection[str], review: Path, apart: Path, cores: int
) -> tuple[dict[str, Path], dict[str, str]]:
    """Hold those draws in ``review`` that are among ``paths`` to their posterior, by jobs of ``holding``:
    path of the draws → the table that says how, or → why that could not be. As ``replayed``.
    """
    tables = {str(job.inputs["posterior"]): job.outputs["held"] for job in jobs}
    wanted = {draws: table for draws, table in tables.items() if draws in paths}
    made, failed = replayed(jobs, wanted.values(), review, apart, cores)
    found = {draws: made[table] / table for draws, table in wanted.items() if table in made}
    return found, {draws: failed[table] for draws, table in wanted.items() if table in failed}


def _run(job: ReplayedJob, review: Path, folder: Path) -> str:
    """Run one job; why that failed, or nothing."""
    if missing := [path for path in job.sources if not (review / path).is_file()]:
        return f"{missing[0]}, which it is made from, is not there"
    told = pickle.dumps(job.laid_out(review, folder))
    ended = subprocess.run([sys.executable, __file__], input=told, capture_output=True, check=False)
    said = ended.stderr.decode("utf-8", "replace").strip().splitlines()
    return "" if ended.returncode == 0 else (said[-1].strip() if said else f"status {ended.returncode}")


def main() -> None:
    told = pickle.load(sys.stdin.buffer)
    named = {key: Named(told[key]) for key in ("input", "output", "params", "wildcards")}
    sys.path.insert(0, str(SCRIPTS))
    job = SimpleNamespace(rule=told["rule"], log=told["log"], threads=1, **named)
    runpy.run_path(str(SCRIPTS / f"{told['script']}.py"), {"snakemake": job}, "__main__")


if __name__ == "__main__":
    main()
