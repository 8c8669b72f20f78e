"""Compare the networks' effects with the true ones of a synthetic economy."""

from fits import fit_of_tier
from job import Job

from tradewinds.artifacts import write_table
from tradewinds.runtime import start_jax

with Job(snakemake) as job:
    start_jax("float64", "cpu", job.cache)
    from tradewinds.evaluation.recovery import recover

    write_table(recover(fit_of_tier(job), job.wildcards.tier), job.output.recovery, job.provenance())
