"""Compare the networks' effects with the true ones of a synthetic economy."""

from job import Job

from tradewinds.artifacts import read_tree, write_table
from tradewinds.runtime import start_jax
from tradewinds.settings.data import DataSettings
from tradewinds.settings.tier import TierSettings

with Job(snakemake) as job:
    tier = job.section(TierSettings, "tier")
    start_jax("float64", "cpu", job.cache)
    from tradewinds.evaluation.recovery import recover

    recovery = recover(
        read_tree(job.input.posterior),
        job.tables.train,
        job.tables.test,
        read_tree(job.input.scaler),
        job.section(DataSettings, "data"),
        tier,
        job.wildcards.tier,
    )
    write_table(recovery, job.output.recovery, job.provenance())
