"""Run a simulator once with its stated parameters."""

from job import Job

from tradewinds.artifacts import write_table
from tradewinds.runtime import start_jax
from tradewinds.settings.simulator import SimulatorSettings

with Job(snakemake) as job:
    start_jax("float64", "cpu", job.cache)
    from tradewinds.simulators.registry import simulated_series

    settings = job.section(SimulatorSettings, "simulator")
    series = simulated_series(settings, job.params.seed)
    job.info(f"{settings.name}: {len(series)} periods, {', '.join(series.columns[1:])}")
    write_table(series, job.output.series, job.provenance())
