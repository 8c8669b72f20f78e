"""Ask how strong an unobserved variable would have to be to explain the effect of the policy away."""

from job import Job

from tradewinds.artifacts import read_tree, write_table
from tradewinds.sensitivity.confounding import confounding
from tradewinds.settings.data import DataSettings

with Job(snakemake) as job:
    found = confounding(
        job.tables.train,
        read_tree(job.input.scaler),
        job.section(DataSettings, "data"),
        job.settings["equations"],
        job.settings["explain"],
        job.settings["effects"],
        job.wildcards.tier,
        job.settings["policies"],
        job.settings["alpha"],
        job.settings["window"],
    )
    write_table(found, job.output.confounding, job.provenance())
