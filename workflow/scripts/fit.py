"""Train the networks of a tier."""

from job import Job

from tradewinds.artifacts import read_tree, write_tree
from tradewinds.settings.data import DataSettings
from tradewinds.settings.tier import TierSettings

with Job(snakemake) as job:
    tier = job.section(TierSettings, "tier")
    job.start_jax(tier.inference)
    from tradewinds.inference.fit import fit_tier

    posterior = fit_tier(
        job.tables.train,
        read_tree(job.input.scaler),
        job.section(DataSettings, "data"),
        tier,
        job.wildcards.tier,
        job.params.seed,
        job.say,
    )
    write_tree(posterior, job.output.posterior, job.provenance())
