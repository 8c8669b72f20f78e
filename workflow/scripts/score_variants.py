"""Weigh the variants of a tier against its settings as they are."""

from job import Job

from tradewinds.artifacts import write_table
from tradewinds.evaluation.variant_scores import score_variants

with Job(snakemake) as job:
    found = score_variants(job.tables.forecasts, job.settings["bootstrap"], job.params.seed)
    provenance = job.provenance()
    write_table(found.equations, job.output.equations, provenance)
    write_table(found.variants, job.output.variants, provenance)
