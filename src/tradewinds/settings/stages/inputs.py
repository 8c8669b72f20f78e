"""What a stage reads, declared beside what it makes: files of other stages, and a user's own.

Rule, plan and audit take it from here. A file is named by its path within the experiment's results, a user's
own as in its provenance: ``raw/`` and its path within the data folder.
"""

from collections.abc import Callable
from typing import Any

from tradewinds.provenance import RAW
from tradewinds.settings.kinds import AnyExperiment
from tradewinds.settings.stages.jobs import going_with
from tradewinds.settings.stages.stage import Files, Inputs, Wildcards

Input = Callable[[AnyExperiment, Wildcards], Files]
"""The files of an input for a job with these wildcards."""


def reading(**named: Input) -> Inputs:
    """Inputs by their names."""
    return lambda experiment, wildcards: {name: of(experiment, wildcards) for name, of in named.items()}


def every(stage: str, artifact: str, **given: str) -> Input:
    """An artifact of all jobs of a stage that go with the wildcards, and with those ``given``."""

    def files(experiment: AnyExperiment, wildcards: Wildcards) -> Files:
        of = _stage(stage)
        return _of_jobs(of, of.artifacts[artifact], experiment, {**wildcards, **given})

    return files


def beside(stage: str, pattern: str) -> Input:
    """As ``every``, of files that are no artifacts."""
    return lambda experiment, wildcards: _of_jobs(_stage(stage), pattern, experiment, wildcards)


def one(stage: str, artifact: str, **given: str) -> Input:
    """The artifact of the one job of a stage that goes with the wildcards."""
    return lambda experiment, wildcards: every(stage, artifact, **given)(experiment, wildcards)[0]


_CHOSEN = {("read", "panel"): "panel", ("split", "train"): "train", ("split", "test"): "test"}


def asked(stage: str, artifact: str, **given: str) -> Input:
    """As ``every``, of tables: the series that a fit is asked about alone, where a table names how many
    (``most_series``).
    """

    def files(experiment: AnyExperiment, wildcards: Wildcards) -> Files:
        of, choose = _stage(stage), _stage("choose_series")
        chosen = going_with(experiment, choose.jobs_of(experiment), {**wildcards, **given})
        short = choose.artifacts[_CHOSEN[stage, artifact]]
        found = []
        for job in going_with(experiment, of.jobs_of(experiment), {**wildcards, **given}):
            whole = of.artifacts[artifact]
            found.append((short if job in chosen else whole).format(**{**wildcards, **given, **job}))
        return found

    return files


_TO_ALL_ROWS: dict[tuple[str, str], tuple[str, str] | None] = {
    ("split", "train"): ("read", "panel"),
    ("split", "test"): None,
    ("scale", "scaler"): ("fit_all", "scaler"),
    ("fit", "posterior"): ("fit_all", "posterior"),
}


def answering(stage: str, artifact: str, **given: str) -> Input:
    """As ``every``, of the fit that answers: that to all rows, with nothing ahead, unless ``split.refit`` is
    off; its tables as ``asked``.
    """

    def files(experiment: AnyExperiment, wildcards: Wildcards) -> Files:
        made = _TO_ALL_ROWS[stage, artifact] if experiment.split.refit else (stage, artifact)
        if made is None:
            return []
        of = asked if made in _CHOSEN else every
        return of(*made, **given)(experiment, wildcards)

    return files


def trained_on(**given: str) -> Input:
    """The whole tables that the fit that answers is trained on."""
    return lambda experiment, wildcards: every(
        *(("read", "panel") if experiment.split.refit else ("split", "train")), **given
    )(experiment, wildcards)


def the_answering(stage: str, artifact: str, **given: str) -> Input:
    """The one file of ``answering``."""
    return lambda experiment, wildcards: answering(stage, artifact, **given)(experiment, wildcards)[0]


SCORED_FIT: dict[str, Input] = {
    "train": asked("split", "train"),
    "test": asked("split", "test"),
    "scaler": one("scale", "scaler"),
    "posterior": one("fit", "posterior"),
}
"""A tier's fit to the training rows."""
ANSWERING_FIT: dict[str, Input] = {
    "train": answering("split", "train"),
    "test": answering("split", "test"),
    "scalers": answering("scale", "scaler"),
    "posteriors": answering("fit", "posterior"),
}
"""All tiers of the fit that answers."""
ANSWERING_TIER: dict[str, Input] = {
    "train": answering("split", "train"),
    "scaler": the_answering("scale", "scaler"),
    "posterior": the_answering("fit", "posterior"),
}
"""One tier of it."""


def of_headline(stage: str, artifact: str) -> Input:
    """An artifact of the first scenario."""

    def file(experiment: AnyExperiment, wildcards: Wildcards) -> Files:
        return one(stage, artifact, scenario=experiment.scenario.name)(experiment, wildcards)

    return file


def shown(experiment: AnyExperiment, wildcards: Wildcards) -> dict[str, Files]:
    """Name of the report's input → the files of all jobs whose results stand under it on the page."""
    return {
        name: (asked if (stage.name, artifact) in _CHOSEN else every)(stage.name, artifact)(
            experiment, wildcards
        )
        for stage in _stages().values()
        for name, artifact in stage.page.items()
    }


def everything_else(experiment: AnyExperiment, wildcards: Wildcards) -> dict[str, Files]:
    """Every artifact of an experiment's results but the list of them."""
    made = [
        path
        for stage in _stages().values()
        if stage.study is None and stage.name != "manifest"
        for job in stage.jobs_of(experiment)
        for path in stage.paths(job)
    ]
    return {"artifacts": made}


def users(names: list[str]) -> list[str]:
    """A user's own files, by their paths within the data folder."""
    return [f"{RAW}{name}" for name in names]


def _of_jobs(stage: Any, pattern: str, experiment: AnyExperiment, known: Wildcards) -> list[str]:
    jobs = going_with(experiment, stage.jobs_of(experiment), known)
    return [pattern.format(**{**known, **job}) for job in jobs]


def _stage(name: str) -> Any:
    return _stages()[name]


def _stages() -> dict[str, Any]:
    from tradewinds.settings.stages import STAGES  # made of the modules that name stages by functions of this

    return STAGES
