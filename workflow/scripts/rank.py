"""Fit simulated data of one equation and rank the truth among the draws."""

from job import Job

from tradewinds.artifacts import write_table
from tradewinds.runtime import start_jax
from tradewinds.settings.data import DataSettings
from tradewinds.settings.sbc import SbcSettings
from tradewinds.settings.tier import TierSettings

with Job(snakemake) as job:
    tier = job.section(TierSettings, "tier")
    start_jax(tier.inference.precision, "cpu", job.cache)
    from tradewinds.evaluation.sbc.run import SimulatedFits, rank_equation
    from tradewinds.model.tier import TierModel

    sbc = job.section(SbcSettings, "sbc")
    ranks = rank_equation(
        job.tables.train,
        job.read(job.input.scaler),
        TierModel(job.wildcards.tier, tier, job.section(DataSettings, "data")),
        SimulatedFits(job.settings["equation"], range(*job.settings["simulations"]), sbc),
        job.params.seed,
        job.info,
    )
    write_table(ranks, job.output.ranks, job.provenance())
