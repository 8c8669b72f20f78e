"""The stages of a simulator's experiment."""

import dataclasses
from typing import Any, cast

from tradewinds.settings.calibration_experiment import CalibrationExperiment
from tradewinds.settings.economy_rule import EconomyRuleSettings
from tradewinds.settings.experiment import ExperimentSettings
from tradewinds.settings.sections import without_labels, without_words
from tradewinds.settings.simulator import SimulatorSettings
from tradewinds.settings.stages.inputs import one, reading, users
from tradewinds.settings.stages.jobs import once
from tradewinds.settings.stages.pipeline import own_tables
from tradewinds.settings.stages.stage import Files, Wildcards, seed_of, stage


def own_simulator(experiment: CalibrationExperiment, wildcards: Wildcards) -> Files:
    """The Python file of a user's own simulator; nothing where it is one of those that are here."""
    file = experiment.simulator.file
    return users([file])[0] if file else []


def where_simulated(experiment: CalibrationExperiment) -> list[Wildcards]:
    """One job, where the simulator is calibrated to a run of its own."""
    return [] if experiment.observed else [{}]


def where_observed(experiment: CalibrationExperiment) -> list[Wildcards]:
    """One job, where it is calibrated to a table."""
    return [{}] if experiment.observed else []


def observed_table(experiment: CalibrationExperiment, wildcards: Wildcards) -> Files:
    """The file that the table is read from."""
    return own_tables(cast(ExperimentSettings, experiment), {"table": "sectors"})


def series(experiment: CalibrationExperiment, wildcards: Wildcards) -> Files:
    """What the simulator is calibrated to."""
    return one("observe" if experiment.observed else "simulate", "series")(experiment, wildcards)


@stage(
    {"series": "observe/series.parquet"},
    where_observed,
    inputs=reading(raw=observed_table),
    kind=CalibrationExperiment,
)
def observe(experiment: CalibrationExperiment) -> dict[str, Any]:
    """The table, what is taken of it, and inputs that stay where they are."""
    if experiment.data is None:
        return {}
    data = without_words(experiment.data)
    table = {"sectors": without_labels(data.tables["sectors"])}
    inputs = {name: given.values[0] for name, given in experiment.simulator.inputs.items()}
    return {
        "data": dataclasses.replace(data, tables=table, aggregates={}),
        "observed": experiment.observed,
        "inputs": inputs,
    }


@stage(
    {"series": "simulate/series.parquet"},
    where_simulated,
    inputs=reading(simulator=own_simulator),
    seed=seed_of,
    kind=CalibrationExperiment,
    jax="float64",
)
def simulate(experiment: CalibrationExperiment) -> dict[str, Any]:
    """Which simulator is run and how, without what changes no value: what is said of it, and of gradients."""
    usual = SimulatorSettings.temperature
    return {"simulator": dataclasses.replace(experiment.simulator, description="", temperature=usual)}


@stage(
    {
        "answers": "calibrate/answers.nc",
        "parameters": "calibrate/parameters.parquet",
        "temperatures": "calibrate/temperatures.parquet",
        "gradients": "calibrate/gradients.parquet",
        "replicas": "calibrate/replicas.parquet",
    },
    once,
    seed=seed_of,
    kind=CalibrationExperiment,
    inputs=reading(series=series, simulator=own_simulator),
    jax="calibration",
    trains=("answers", "parameters", "temperatures", "gradients", "replicas"),
)
def calibrate(experiment: CalibrationExperiment) -> dict[str, Any]:
    """The simulator, and how it is calibrated."""
    simulator = dataclasses.replace(experiment.simulator, description="")
    real = experiment.observed is not None
    return {"simulator": simulator, "calibration": experiment.calibration, "real": real}


@stage(
    {"page": "report/index.html", "summary": "report/index.parquet"},
    once,
    kind=CalibrationExperiment,
    inputs=reading(**{name: one("calibrate", name) for name in calibrate.artifacts}),
)
def report_calibration(experiment: CalibrationExperiment) -> dict[str, Any]:
    """What was simulated and how it was calibrated, in words; title, question and colour. No rule."""
    usual = dataclasses.replace(experiment, optimise=EconomyRuleSettings())
    return {"experiment": usual}
