"""Fit one variant of a tier's settings from every origin, and score its forecasts."""

from job import Job

from tradewinds.artifacts import write_table
from tradewinds.runtime import start_jax
from tradewinds.settings.data import DataSettings
from tradewinds.settings.sweep import SweepSettings
from tradewinds.settings.tier import TierSettings

with Job(snakemake) as job:
    tier = job.section(TierSettings, "tier")
    start_jax(tier.inference.precision, tier.inference.device, job.cache)
    from tradewinds.evaluation.variants import try_variant
    from tradewinds.model.tier import TierModel

    forecasts = try_variant(
        job.tables.train,
        TierModel(job.wildcards.tier, tier, job.section(DataSettings, "data")),
        job.settings["explain"],
        job.section(SweepSettings, "sweep"),
        job.params.seed,
        job.info,
    )
    write_table(forecasts, job.output.forecasts, job.provenance())
