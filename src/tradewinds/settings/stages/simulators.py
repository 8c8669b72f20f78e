"""The stages of a simulator's experiment."""

import dataclasses
from typing import Any

from tradewinds.settings.calibration_experiment import CalibrationExperiment
from tradewinds.settings.simulator import SimulatorSettings
from tradewinds.settings.stages.inputs import one, reading, users
from tradewinds.settings.stages.jobs import once
from tradewinds.settings.stages.stage import Files, Wildcards, seed_of, stage


def own_simulator(experiment: CalibrationExperiment, wildcards: Wildcards) -> Files:
    """The Python file of a user's own simulator; nothing where it is one of those that are here."""
    file = experiment.simulator.file
    return users([file])[0] if file else []


@stage(
    {"series": "simulate/series.parquet"},
    once,
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
    inputs=reading(series=one("simulate", "series"), simulator=own_simulator),
    jax="calibration",
)
def calibrate(experiment: CalibrationExperiment) -> dict[str, Any]:
    """The simulator, and how it is calibrated."""
    simulator = dataclasses.replace(experiment.simulator, description="")
    return {"simulator": simulator, "calibration": experiment.calibration}


@stage(
    {"page": "report/index.html", "summary": "report/index.parquet"},
    once,
    kind=CalibrationExperiment,
    inputs=reading(**{name: one("calibrate", name) for name in calibrate.artifacts}),
)
def report_calibration(experiment: CalibrationExperiment) -> dict[str, Any]:
    """What was simulated and how it was calibrated, in words; title, question and colour."""
    return {"experiment": experiment}
