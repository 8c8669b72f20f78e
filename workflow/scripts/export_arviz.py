"""Write a tier's posterior in the groups that ArviZ knows."""

from fits import fit_of_tier
from job import Job

from tradewinds.artifacts import write_tree
from tradewinds.runtime import start_jax

with Job(snakemake) as job:
    start_jax("float64", "cpu", job.cache)
    from tradewinds.evaluation.arviz_groups import arviz_tree

    write_tree(arviz_tree(fit_of_tier(job), job.wildcards.tier), job.output.groups, job.provenance())
