"""Ask whether the effect of the policy is the prior's or the data's."""

from fits import fit_of_tier
from job import Job

from tradewinds.artifacts import write_table
from tradewinds.runtime import start_jax
from tradewinds.settings.sensitivity import SensitivitySettings

with Job(snakemake) as job:
    start_jax("float64", "cpu", job.cache)
    from tradewinds.sensitivity.power import power_scaling

    sensitivity = job.section(SensitivitySettings, "sensitivity")
    power = power_scaling(fit_of_tier(job), job.wildcards.tier, job.settings["policies"], sensitivity)
    write_table(power, job.output.power, job.provenance())
