"""What a checkout would make of an experiment: every artifact, and what it depends on."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tradewinds.arithmetic import told_arithmetic
from tradewinds.errors import FetchError, SettingsError, few_of
from tradewinds.settings.kinds import AnyExperiment
from tradewinds.settings.stages import STAGES
from tradewinds.settings.stages.stage import Stage, Wildcards

_ALWAYS = ("numpy", "pandas", "pyarrow", "tradewinds")
"""Packages that every job has loaded when it writes."""


class Artifact(NamedTuple):
    """One file that a job makes."""

    stage: Stage
    wildcards: Wildcards
    path: str
    """Within the experiment's results."""


@dataclass(frozen=True)
class Planned:
    """One artifact as this checkout would make it now: what its provenance has to say."""

    path: str
    """Within the experiment's results."""
    stage: str
    settings: Any
    code: str
    seed: int | None = None
    inputs: tuple[str, ...] = ()
    """What it is made from, by the names that provenance has."""
    named: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The same, by the names of its job's inputs."""
    experiment: str = ""
    """Name of the results folder."""
    precision: str = "float64"
    device: str = "cpu"
    """cpu, or gpu for one of whatever kind."""
    arithmetic: dict[str, str] = field(default_factory=dict)
    """What of the environment changes numbers, as it is now."""
    packages: tuple[str, ...] = ()
    """Those that its job has certainly loaded, by the names that provenance has."""
    job: str = ""
    """Tells the job that makes it, and others with it."""
    unknown: str = ""
    """Why it cannot be said what it would be made from: a vintage that is damaged, or is not there."""
    page: bool = False
    """Whether it is a page that is set from the table beside it."""


def artifacts_of(experiment: AnyExperiment) -> Iterator[Artifact]:
    """The artifacts of the results, in the order of the pipeline, without those of the studies beside."""
    for stage in STAGES.values():
        if stage.study is None:
            yield from made_by(stage, experiment)


def artifacts_until(experiment: AnyExperiment, stages: Collection[str]) -> list[str]:
    """Paths of the artifacts of the results that are needed to get to these stages, theirs included, in the
    order of the pipeline; of all where no stage is named. Raises SettingsError for a stage that makes nothing
    of these results: of a study, or of experiments of another kind.
    """
    made = [*artifacts_of(experiment)]
    has = list(dict.fromkeys(one.stage.name for one in made))
    if odd := [name for name in stages if name not in has]:
        raise SettingsError(
            f"{few_of(odd)} makes nothing of these results", f"some of {', '.join(has)}", "Leave it out."
        )
    by_path = {one.path: one for one in made}
    pending = [one for one in made if one.stage.name in stages or not stages]
    needed: set[str] = set()
    while pending:
        one = pending.pop()
        if one.path not in needed:
            needed |= set(one.stage.paths(one.wildcards))
            read = one.stage.inputs_of(experiment, one.wildcards)
            pending += [by_path[path] for path in read if path in by_path]
    return [one.path for one in made if one.path in needed]


def planned_artifacts(
    experiment: AnyExperiment, code: dict[str, str], made: Callable[[str], bool], name: str = ""
) -> list[Planned]:
    """What the audit compares with: the results, and of the studies what was made.

    ``code`` is the fingerprint of every script, ``made`` says whether a path within the results is there,
    ``name`` is that of the results folder. A study without a folder is not looked at: settings that it could
    not use would end the audit.
    """
    studies = [stage for stage in STAGES.values() if stage.study and made(stage.study.value)]
    beside = [one for stage in studies for one in made_by(stage, experiment) if made(one.path)]
    return [_planned(one, experiment, code, name) for one in [*artifacts_of(experiment), *beside]]


def _planned(one: Artifact, experiment: AnyExperiment, code: dict[str, str], name: str) -> Planned:
    stage, wildcards, path = one
    params = stage.params(experiment, wildcards, code)
    precision, device = stage.arithmetic(params["settings"])
    named, unknown = _inputs_of(stage, experiment, wildcards)
    return Planned(
        path=path,
        stage=stage.name,
        **params,
        inputs=tuple(path for paths in named.values() for path in paths),
        named=named,
        experiment=name,
        precision=precision,
        device=device,
        arithmetic=told_arithmetic(),
        packages=(*_ALWAYS, *(("jax", "jaxlib") if stage.jax else ()), *_of_arrays(stage)),
        job=" ".join([stage.name, *wildcards.values()]),
        unknown=unknown,
        page=set(stage.artifacts) == {"page", "summary"} and path.endswith(".html"),
    )


def _inputs_of(
    stage: Stage, experiment: AnyExperiment, wildcards: Wildcards
) -> tuple[dict[str, tuple[str, ...]], str]:
    """Name → files of what a job reads; where that cannot be told, why."""
    try:
        named = stage.inputs(experiment, wildcards)
    except FetchError as error:
        return {}, error.found
    return {name: (of,) if isinstance(of, str) else tuple(of) for name, of in named.items()}, ""


def _of_arrays(stage: Stage) -> tuple[str, ...]:
    return ("xarray",) if any(path.endswith(".nc") for path in stage.artifacts.values()) else ()


def made_by(stage: Stage, experiment: AnyExperiment) -> Iterator[Artifact]:
    """What a stage makes of an experiment."""
    for wildcards in stage.jobs_of(experiment):
        for path in stage.paths(wildcards):
            yield Artifact(stage, wildcards, path)
