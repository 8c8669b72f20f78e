"""Apportion the variance of what a tier's equations expect among their inputs."""

from fits import fit_of_tier
from job import Job

from tradewinds.artifacts import write_table
from tradewinds.runtime import start_jax
from tradewinds.settings.sensitivity import SobolSettings

with Job(snakemake) as job:
    start_jax("float64", "cpu", job.cache)
    from tradewinds.sensitivity.apportion import apportion

    shares = apportion(fit_of_tier(job), job.wildcards.tier, job.section(SobolSettings, "sobol"))
    write_table(shares, job.output.sobol, job.provenance())
