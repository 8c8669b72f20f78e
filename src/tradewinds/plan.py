"""What a checkout would make of an experiment: every artifact, and what it depends on."""

from collections.abc import Callable, Collection, Iterator
from typing import Any, NamedTuple

from tradewinds.arithmetic import told_arithmetic
from tradewinds.settings.kinds import AnyExperiment
from tradewinds.settings.stages import STAGES
from tradewinds.settings.stages.stage import Stage, Wildcards


class Artifact(NamedTuple):
    """One file that a job makes."""

    stage: Stage
    wildcards: Wildcards
    path: str
    """Within the experiment's results."""


def artifacts_of(experiment: AnyExperiment) -> Iterator[Artifact]:
    """The artifacts of the results, in the order of the pipeline, without those of the studies beside."""
    for stage in STAGES.values():
        if stage.study is None:
            yield from made_by(stage, experiment)


def artifacts_until(experiment: AnyExperiment, stages: Collection[str]) -> list[str]:
    """Paths of the artifacts of the results that are needed to get to these stages, theirs included, in the
    order of the pipeline; of all where no stage is named.
    """
    made = [*artifacts_of(experiment)]
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
    experiment: AnyExperiment, code: dict[str, str], made: Callable[[str], bool]
) -> list[dict[str, Any]]:
    """What the audit compares with: the results, and of the studies what was made, in the fields of
    ``audit.Planned``.

    ``code`` is the fingerprint of every script, ``arithmetic`` is this process's own; ``made`` says whether
    a path within the results is there. A study without a folder is not looked at: settings that it could not
    use would end the audit.
    """
    studies = [stage for stage in STAGES.values() if stage.study and made(stage.study.value)]
    beside = [one for stage in studies for one in made_by(stage, experiment) if made(one.path)]
    arithmetic = told_arithmetic()
    return [
        {
            "path": path,
            "stage": stage.name,
            **stage.params(experiment, wildcards, code),
            "inputs": stage.inputs_of(experiment, wildcards),
            "arithmetic": arithmetic,
        }
        for stage, wildcards, path in [*artifacts_of(experiment), *beside]
    ]


def made_by(stage: Stage, experiment: AnyExperiment) -> Iterator[Artifact]:
    """What a stage makes of an experiment."""
    for wildcards in stage.jobs_of(experiment):
        for path in stage.paths(wildcards):
            yield Artifact(stage, wildcards, path)
