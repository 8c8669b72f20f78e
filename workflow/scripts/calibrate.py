"""Calibrate a simulator to a series."""

from checkpoints import Checkpoints
from job import Job

from tradewinds.artifacts import write_table, write_tree
from tradewinds.runtime import start_jax
from tradewinds.settings.calibration import CalibrationSettings
from tradewinds.settings.simulator import SimulatorSettings

with Job(snakemake) as job:
    settings = job.section(CalibrationSettings, "calibration")
    start_jax(settings.precision, "cpu", job.cache)
    from tradewinds.calibration.run import calibrate_simulator

    simulator = job.section(SimulatorSettings, "simulator")
    checkpoints = Checkpoints(job.output.answers, job.provenance())
    found = calibrate_simulator(
        job.read(job.input.series),
        simulator,
        settings,
        job.params.seed,
        job.info,
        checkpoints.memory(simulator.name),
        job.settings["real"],
    )
    write_tree(found.answers, job.output.answers, job.provenance())
    for name in ("parameters", "temperatures", "gradients", "replicas"):
        write_table(getattr(found, name), job.output[name], job.provenance())
    checkpoints.remove()
