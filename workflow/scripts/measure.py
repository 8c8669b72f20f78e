"""Measure how far a tier's posterior is from the reference's."""

from fits import fit_of_tier
from job import Job

from tradewinds.artifacts import write_table
from tradewinds.runtime import start_jax

with Job(snakemake) as job:
    start_jax("float64", "cpu", job.cache)
    from tradewinds.evaluation.reference import distance_table

    reference = fit_of_tier(job, posterior="reference", settings="reference")
    found = distance_table(fit_of_tier(job), reference, job.wildcards.tier)
    write_table(found, job.output.distance, job.provenance())
