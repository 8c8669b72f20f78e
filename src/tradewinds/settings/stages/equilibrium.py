"""The stages of an experiment with an equilibrium economy."""

import dataclasses
from typing import Any

from tradewinds.settings.economy_rule import EconomyRuleSettings
from tradewinds.settings.equilibrium import EquilibriumExperiment, economies_of
from tradewinds.settings.stages.inputs import every, reading
from tradewinds.settings.stages.jobs import once
from tradewinds.settings.stages.shared import some_fields
from tradewinds.settings.stages.stage import Wildcards, seed_of, stage

_TABLES = ("errors", "lives", "impulses", "responses", "verdicts")


def each_economy(experiment: EquilibriumExperiment) -> list[Wildcards]:
    """A job an economy: one for each use of the tariff's revenue."""
    return [{"economy": name} for name in economies_of(experiment)]


def each_solution(experiment: EquilibriumExperiment) -> list[Wildcards]:
    """A job a solution of every economy, each from a start of its own."""
    members = range(experiment.solver.members)
    return [
        {"economy": name, "member": str(member)} for name in economies_of(experiment) for member in members
    ]


@stage(
    {"solution": "solve/{economy}-{member}/solution.nc"},
    each_solution,
    seed=seed_of,
    kind=EquilibriumExperiment,
    jax="float32",
    trains=("solution",),
)
def solve_economy(experiment: EquilibriumExperiment, economy: str, member: str) -> dict[str, Any]:
    """The economy without its names, the largest tariff of its histories, and how it is solved."""
    tariff = experiment.equilibrium.tariff
    named = dataclasses.replace(experiment.equilibrium, name="", description="", tariff=None)
    solver = {field.name for field in dataclasses.fields(experiment.solver)} - {"members"}
    return {
        "equilibrium": named,
        "largest_tariff": tariff.step if tariff else 0.0,
        "solver": some_fields(experiment.solver, *sorted(solver)),
    }


@stage(
    {name: f"evaluate/{{economy}}/{name}.parquet" for name in _TABLES},
    each_economy,
    seed=seed_of,
    kind=EquilibriumExperiment,
    inputs=reading(solutions=every("solve_economy", "solution")),
    jax="float64",
)
def evaluate_economy(experiment: EquilibriumExperiment, economy: str) -> dict[str, Any]:
    """The economy, and where and how closely its solutions are looked at."""
    named = dataclasses.replace(experiment.equilibrium, name="", description="")
    return {"equilibrium": named, "accuracy": experiment.accuracy}


@stage(
    {"page": "report/index.html", "summary": "report/index.parquet"},
    once,
    seed=seed_of,
    kind=EquilibriumExperiment,
    inputs=reading(
        solutions=every("solve_economy", "solution"),
        **{name: every("evaluate_economy", name) for name in _TABLES},
    ),
)
def report_equilibrium(experiment: EquilibriumExperiment) -> dict[str, Any]:
    """All settings but of rules: the page says what was asked, assumed and computed."""
    usual = dataclasses.replace(experiment, optimise=EconomyRuleSettings())
    return {"experiment": usual, "report": experiment.report}
