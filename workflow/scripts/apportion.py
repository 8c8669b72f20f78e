"""Apportion the variance of what a tier's equations expect among their inputs."""

from job import Job

from tradewinds.artifacts import read_tree, write_table
from tradewinds.runtime import start_jax
from tradewinds.settings.data import DataSettings
from tradewinds.settings.sensitivity import SobolSettings
from tradewinds.settings.tier import TierSettings

with Job(snakemake) as job:
    start_jax("float64", "cpu", job.cache)
    from tradewinds.sensitivity.apportion import apportion

    shares = apportion(
        read_tree(job.input.posterior),
        job.tables.train,
        read_tree(job.input.scaler),
        job.section(DataSettings, "data"),
        job.section(TierSettings, "tier"),
        job.wildcards.tier,
        job.section(SobolSettings, "sobol"),
        job.params.seed,
    )
    write_table(shares, job.output.sobol, job.provenance())
