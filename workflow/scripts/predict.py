"""Predict held-out rows with a tier's posterior; score, calibrate, check convergence."""

from job import Job

from tradewinds.artifacts import read_tree, write_table, write_tree
from tradewinds.runtime import start_jax
from tradewinds.settings.data import DataSettings
from tradewinds.settings.diagnostics import DiagnosticsSettings
from tradewinds.settings.tier import TierSettings

with Job(snakemake) as job:
    tier = job.section(TierSettings, "tier")
    start_jax("float64", "cpu", job.cache)
    from tradewinds.evaluation.assess import assess_tier

    found = assess_tier(
        read_tree(job.input.posterior),
        job.tables.train,
        job.tables.test,
        read_tree(job.input.scaler),
        job.section(DataSettings, "data"),
        tier,
        job.wildcards.tier,
        job.section(DiagnosticsSettings, "diagnostics"),
        job.params.seed,
    )
    provenance = job.provenance()
    write_tree(found.predictions, job.output.predictions, provenance)
    write_table(found.scores, job.output.scores, provenance)
    write_table(found.calibration, job.output.calibration, provenance)
    write_table(found.convergence, job.output.convergence, provenance)
