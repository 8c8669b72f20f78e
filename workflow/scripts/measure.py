"""Measure how far a tier's posterior is from the reference's."""

from job import Job

from tradewinds.artifacts import read_tree, write_table
from tradewinds.runtime import start_jax
from tradewinds.settings.data import DataSettings
from tradewinds.settings.tier import TierSettings

with Job(snakemake) as job:
    tier = job.section(TierSettings, "tier")
    start_jax("float64", "cpu", job.cache)
    from tradewinds.evaluation.reference import distance_table

    found = distance_table(
        read_tree(job.input.posterior),
        read_tree(job.input.reference),
        job.tables.train,
        job.tables.test,
        read_tree(job.input.scaler),
        job.section(DataSettings, "data"),
        tier,
        job.section(TierSettings, "reference"),
        job.wildcards.tier,
        job.params.seed,
    )
    write_table(found, job.output.distance, job.provenance())
