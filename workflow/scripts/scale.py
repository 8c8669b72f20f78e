"""Learn means, scales and month effects of a tier's equations from training rows alone."""

from job import Job

from tradewinds.artifacts import write_tree
from tradewinds.data.scaling import fit_scaler
from tradewinds.settings.data import DataSettings

with Job(snakemake) as job:
    scaler = fit_scaler(
        job.tables.train,
        job.section(DataSettings, "data"),
        job.wildcards.tier,
        job.settings["equations"],
        job.settings["explain"],
        job.settings["within"],
        job.settings["window"],
    )
    write_tree(scaler, job.output.scaler, job.provenance())
