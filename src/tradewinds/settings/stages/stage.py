"""What the workflow has to know of a stage: declared once, read by the rule, the plan and the audit."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from types import UnionType
from typing import Any

from tradewinds.settings.experiment import ExperimentSettings
from tradewinds.settings.kinds import AnyExperiment
from tradewinds.settings.sections import plain

Wildcards = dict[str, str]
Files = str | list[str]
"""One path where a stage reads one file, else a list of them, which may be empty."""
Inputs = Callable[[AnyExperiment, Wildcards], dict[str, Files]]
"""Name of an input of a job with these wildcards → its files (``inputs``)."""
Jobs = Callable[[AnyExperiment], list[Wildcards]]
"""The wildcards of every job of a stage, the experiment's name left out."""


class Study(StrEnum):
    """What is asked for by a target of its own, beside the results: its name, and its folder within them."""

    sweep = "sweep"
    sensitivity = "sensitivity"
    optimise = "optimum"
    sbc = "sbc"
    arviz = "arviz"
    paper = "report/figures"
    explore = "explorer"


def seed_of(experiment: AnyExperiment) -> int:
    """The experiment's seed, for a stage that draws random numbers."""
    return int(experiment.seed)


def seed_of_simulated(experiment: ExperimentSettings) -> int | None:
    """The seed where the data are simulated: a user's own data do not depend on it."""
    return experiment.seed if experiment.data.synthetic else None


def nothing(experiment: AnyExperiment, wildcards: Wildcards) -> dict[str, Files]:
    """The inputs of a stage that reads none."""
    return {}


def always(experiment: AnyExperiment) -> bool:
    """Every experiment has use for the stage."""
    return True


@dataclass(frozen=True)
class Stage:
    """A rule of the workflow. Called with an experiment and wildcards it gives its section of the settings,
    in plain types: what is not in there cannot make the stage run again.
    """

    section: Callable[..., dict[str, Any]]
    artifacts: dict[str, str]
    """Name → path within the experiment's results, with wildcards in braces."""
    jobs: Jobs
    inputs: Inputs = nothing
    """What a job reads; left out where it reads nothing."""
    seed: Callable[[AnyExperiment], int | None] | None = None
    """Left out where the stage draws no random numbers."""
    asked: Callable[[AnyExperiment], Any] = always
    """Whether the experiment has use for it."""
    study: Study | None = None
    """Left out where it is made for the results themselves."""
    script: str = ""
    """The script that it runs, where that is another stage's."""
    page: dict[str, str] = field(default_factory=dict)
    """What the report shows of it: name of the report's input → name of the artifact."""
    jax: str = ""
    """Left out where it computes without JAX; else the precision in which it does, or the section of its
    settings (``tier.inference``) that says precision and device.
    """
    kind: type | UnionType = ExperimentSettings
    """Settings of the experiments that it belongs to, of one kind or several; ``object`` for those of every
    kind.
    """
    trains: tuple[str, ...] = ()
    """Names of artifacts that it gets to a long way, step by step, so that another processor's last digits
    lead elsewhere; left out where all that it makes is the same everywhere, to rounding.
    """
    takes: tuple[str, ...] = ()
    """Names of those that its script takes as they are where it finds them among its inputs: it trains
    nothing then, and makes the rest of what it makes from them.
    """

    @property
    def name(self) -> str:
        """That of the rule."""
        return self.section.__name__

    @property
    def code(self) -> str:
        """Name of the script."""
        return self.script or self.name

    def __call__(self, experiment: AnyExperiment, *values: str, **wildcards: str) -> dict[str, Any]:
        return plain(self.section(experiment, *values, **wildcards))

    def jobs_of(self, experiment: AnyExperiment) -> list[Wildcards]:
        """The wildcards of every job; none where the experiment has no use for the stage, or is of another
        kind.
        """
        return self.jobs(experiment) if isinstance(experiment, self.kind) and self.asked(experiment) else []

    def inputs_of(self, experiment: AnyExperiment, wildcards: Wildcards) -> list[str]:
        """What a job reads, by the names that its provenance has."""
        named = self.inputs(experiment, wildcards)
        return [path for files in named.values() for path in ([files] if isinstance(files, str) else files)]

    def arithmetic(self, settings: dict[str, Any]) -> tuple[str, str]:
        """Precision and device (cpu, gpu) in which a job with these settings computes."""
        if self.jax in ("", "float64", "float32"):
            return self.jax or "float64", "cpu"
        for name in self.jax.split("."):
            settings = settings[name]
        return str(settings["precision"]), str(settings.get("device", "cpu"))

    def beside(self, path: str, names: Iterable[str]) -> list[str]:
        """The artifacts of these ``names`` that the job makes which makes ``path``, one of its artifacts."""
        folder = path.rpartition("/")[0]
        return [f"{folder}/{self.artifacts[name].rpartition('/')[2]}".lstrip("/") for name in names]

    def paths(self, wildcards: Wildcards) -> list[str]:
        """What a job makes, within the experiment's results."""
        return [path.format(**wildcards) for path in self.artifacts.values()]

    def params(self, experiment: AnyExperiment, wildcards: Wildcards, code: dict[str, str]) -> dict[str, Any]:
        """What a job depends on beside its inputs: settings, seed where it takes one, and the fingerprint of
        its code (``code``: by script).
        """
        seed = {} if self.seed is None else {"seed": self.seed(experiment)}
        return {"settings": self(experiment, **wildcards), **seed, "code": code[self.code]}


def stage(
    artifacts: dict[str, str], jobs: Jobs, **declared: Any
) -> Callable[[Callable[..., dict[str, Any]]], Stage]:
    """Declares the stage whose section of the settings a function gives; its name is the rule's."""
    return lambda section: Stage(section, artifacts, jobs, **declared)


def declared_in(modules: Iterable[Any]) -> dict[str, Stage]:
    """Name → every stage that one of the modules declares, in that order."""
    return {
        one.name: one
        for module in modules
        for one in vars(module).values()
        if isinstance(one, Stage) and one.section.__module__ == module.__name__
    }
