"""Ask whether the effect of the policy is the prior's or the data's."""

from job import Job

from tradewinds.artifacts import read_tree, write_table
from tradewinds.runtime import start_jax
from tradewinds.settings.data import DataSettings
from tradewinds.settings.sensitivity import SensitivitySettings
from tradewinds.settings.tier import TierSettings

with Job(snakemake) as job:
    start_jax("float64", "cpu", job.cache)
    from tradewinds.sensitivity.power import power_scaling

    power = power_scaling(
        read_tree(job.input.posterior),
        job.tables.train,
        read_tree(job.input.scaler),
        job.section(DataSettings, "data"),
        job.section(TierSettings, "tier"),
        job.wildcards.tier,
        job.settings["policies"],
        job.section(SensitivitySettings, "sensitivity"),
        job.params.seed,
    )
    write_table(power, job.output.power, job.provenance())
