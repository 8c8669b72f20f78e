"""Estimate the effect of the policy with the network and by regression."""

from fits import fit_of_tier
from job import Job

from tradewinds.artifacts import write_table
from tradewinds.runtime import start_jax
from tradewinds.settings.effect import EffectSettings

with Job(snakemake) as job:
    start_jax("float64", "cpu", job.cache)
    from tradewinds.evaluation.effect import estimate

    effect = estimate(fit_of_tier(job), job.section(EffectSettings, "effect"))
    write_table(effect, job.output.effect, job.provenance())
