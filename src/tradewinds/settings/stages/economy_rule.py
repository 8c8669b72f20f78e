"""The stages of ``snakemake optimise`` without equations: a rule for a simulated economy's tariff."""

import dataclasses
from typing import Any

from tradewinds.errors import SettingsError
from tradewinds.settings.calibration_experiment import CalibrationExperiment
from tradewinds.settings.equilibrium import EquilibriumExperiment, economies_of
from tradewinds.settings.simulator import SimulatorName
from tradewinds.settings.stages.inputs import every, one, reading
from tradewinds.settings.stages.jobs import once
from tradewinds.settings.stages.simulators import series
from tradewinds.settings.stages.stage import Study, Wildcards, seed_of, stage

RuledExperiment = CalibrationExperiment | EquilibriumExperiment
_TABLES = ("rates", "policies", "search", "verdicts")
_ARTIFACTS = {name: f"optimum/{{economy}}/{name}.parquet" for name in _TABLES}
MARKET = "market"
"""Names the one economy of a calibrated market."""


def has_tariff(experiment: RuledExperiment) -> bool:
    """Whether there is a tariff in it that a rule could set."""
    if isinstance(experiment, EquilibriumExperiment):
        return experiment.equilibrium.tariff is not None
    own = experiment.simulator.file is not None
    return not own and experiment.simulator.name == SimulatorName.import_market


def require_tariff(experiment: RuledExperiment, name: str) -> None:
    """Raises SettingsError where an experiment of this name has no tariff that a rule could set."""
    if not has_tariff(experiment):
        generations = isinstance(experiment, EquilibriumExperiment)
        what = "an economy" if generations else f"the simulator {experiment.simulator.name}"  # type: ignore[union-attr]
        raise SettingsError(
            f"optimise of {name}, {what} without a tariff",
            "an economy with equilibrium.tariff, or the simulator import_market",
            "Name another experiment: olg or import_market.",
        )


def optimum_page(experiment: Any, name: str) -> str:
    """The stage of the page of an experiment's best policy. Raises as ``require_tariff``."""
    if not isinstance(experiment, RuledExperiment):
        return "report_optimum"
    require_tariff(experiment, name)
    return "report_economy_rule"


def the_market(experiment: CalibrationExperiment) -> list[Wildcards]:
    """One job, where the simulator is the import market."""
    return [{"economy": MARKET}] if has_tariff(experiment) else []


def each_with_tariff(experiment: EquilibriumExperiment) -> list[Wildcards]:
    """A job a use of the tariff's revenue."""
    return [{"economy": name} for name in economies_of(experiment)] if has_tariff(experiment) else []


@stage(
    _ARTIFACTS,
    the_market,
    seed=seed_of,
    study=Study.optimise,
    kind=CalibrationExperiment,
    inputs=reading(answers=one("calibrate", "answers"), series=series),
    jax="float64",
    trains=_TABLES,
)
def rule_market(experiment: CalibrationExperiment, economy: str) -> dict[str, Any]:
    """How the rule is looked for, and the width of the slope through buyers' choices."""
    return {"optimise": experiment.optimise, "temperature": experiment.simulator.temperature}


@stage(
    _ARTIFACTS,
    each_with_tariff,
    seed=seed_of,
    study=Study.optimise,
    kind=EquilibriumExperiment,
    inputs=reading(solutions=every("solve_economy", "solution")),
    jax="float64",
    trains=_TABLES,
)
def rule_generations(experiment: EquilibriumExperiment, economy: str) -> dict[str, Any]:
    """How the rule is looked for, the economy without its names, and the states that histories begin in."""
    named = dataclasses.replace(experiment.equilibrium, name="", description="", tariff=None)
    return {"optimise": experiment.optimise, "equilibrium": named}


def _of_either(artifact: str) -> Any:
    """An artifact of all jobs of whichever of the two finds rules."""

    def files(experiment: RuledExperiment, wildcards: Wildcards) -> list[str]:
        finds = "rule_market" if isinstance(experiment, CalibrationExperiment) else "rule_generations"
        found = every(finds, artifact)(experiment, wildcards)
        return [found] if isinstance(found, str) else found

    return files


@stage(
    {"page": "report/optimum.html", "summary": "report/optimum.parquet"},
    once,
    study=Study.optimise,
    asked=has_tariff,
    kind=RuledExperiment,
    inputs=reading(**{name: _of_either(name) for name in _TABLES}),
)
def report_economy_rule(experiment: RuledExperiment) -> dict[str, Any]:
    """How the rule was looked for; title, question and colour."""
    return {
        "experiment": {},
        "optimise": experiment.optimise,
        "report": experiment.report,
    }
