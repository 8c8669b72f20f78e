"""Estimate the effect of the policy with the network and by regression."""

from job import Job

from tradewinds.artifacts import read_tree, write_table
from tradewinds.runtime import start_jax
from tradewinds.settings.data import DataSettings
from tradewinds.settings.effect import EffectSettings
from tradewinds.settings.tier import TierSettings

with Job(snakemake) as job:
    start_jax("float64", "cpu", job.cache)
    from tradewinds.evaluation.effect import estimate

    effect = estimate(
        read_tree(job.input.posterior),
        job.tables.train,
        job.tables.test,
        read_tree(job.input.scaler),
        job.section(DataSettings, "data"),
        job.section(TierSettings, "tier"),
        job.section(EffectSettings, "effect"),
    )
    write_table(effect, job.output.effect, job.provenance())
