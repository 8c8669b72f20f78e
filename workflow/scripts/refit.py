"""Fit one equation anew, and follow the effect of the policy row by row."""

from job import Job

from tradewinds.artifacts import write_table
from tradewinds.runtime import start_jax
from tradewinds.settings.data import DataSettings
from tradewinds.settings.refits import Refit
from tradewinds.settings.sensitivity import SensitivitySettings
from tradewinds.settings.tier import TierSettings

with Job(snakemake) as job:
    tier = job.section(TierSettings, "tier")
    start_jax(tier.inference.precision, tier.inference.device, job.cache)
    from tradewinds.model.tier import TierModel
    from tradewinds.sensitivity.refit import refit

    effects = refit(
        job.tables.train,
        TierModel(job.wildcards.tier, tier, job.section(DataSettings, "data")),
        job.section(Refit, "refit"),
        job.section(SensitivitySettings, "sensitivity"),
        job.params.seed,
        job.info,
    )
    write_table(effects, job.output.effects, job.provenance())
