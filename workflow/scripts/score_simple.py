"""Score simple models on the rows the networks are scored on."""

from fits import scaled_tier
from job import Job

from tradewinds.artifacts import write_table, write_tree
from tradewinds.evaluation.comparison import compare_tier
from tradewinds.settings.diagnostics import DiagnosticsSettings

with Job(snakemake) as job:
    diagnostics = job.section(DiagnosticsSettings, "diagnostics")
    found = compare_tier(scaled_tier(job), diagnostics, job.params.seed)
    provenance = job.provenance()
    write_table(found.scores, job.output.baselines, provenance)
    write_tree(found.densities, job.output.densities, provenance)
