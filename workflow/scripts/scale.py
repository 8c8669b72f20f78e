"""Learn means, scales and month effects of a tier's equations from training rows alone."""

from job import Job

from tradewinds.artifacts import write_tree
from tradewinds.data.blocks import table_or_file
from tradewinds.data.scaler import fit_scaler
from tradewinds.settings.data import DataSettings

with Job(snakemake) as job:
    data = job.section(DataSettings, "data")
    scaler = fit_scaler(
        {name: table_or_file(file, data.tables[name]) for name, file in job.files.train.items()},
        data,
        job.wildcards.tier,
        job.settings["equations"],
        job.settings["explain"],
        job.settings["within"],
        job.settings["window"],
    )
    write_tree(scaler, job.output.scaler, job.provenance())
