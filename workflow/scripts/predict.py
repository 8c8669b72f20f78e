"""Predict held-out rows with a tier's posterior; score, calibrate, check convergence."""

from fits import fit_of_tier
from job import Job

from tradewinds.artifacts import write_table, write_tree
from tradewinds.runtime import start_jax
from tradewinds.settings.diagnostics import DiagnosticsSettings

with Job(snakemake) as job:
    start_jax("float64", "cpu", job.cache)
    from tradewinds.evaluation.assess import assess_tier

    diagnostics = job.section(DiagnosticsSettings, "diagnostics")
    found = assess_tier(fit_of_tier(job), job.wildcards.tier, diagnostics)
    provenance = job.provenance()
    write_tree(found.predictions, job.output.predictions, provenance)
    write_table(found.scores, job.output.scores, provenance)
    write_table(found.calibration, job.output.calibration, provenance)
    write_table(found.convergence, job.output.convergence, provenance)
