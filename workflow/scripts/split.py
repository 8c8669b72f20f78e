"""Hold out the last periods of a table, and some rows inside the earlier ones."""

from job import Job

from tradewinds.artifacts import read_table, read_units, write_table
from tradewinds.data.split import check_length, split
from tradewinds.settings.split import SplitSettings

with Job(snakemake) as job:
    settings, name = job.section(SplitSettings, "split"), job.wildcards.table
    panel, units = read_table(job.input.panel), read_units(job.input.panel)
    check_length(panel, name, job.settings["reach"], settings.test_share)
    train, test = split({name: panel}, settings, job.params.seed)[name]
    job.info(f"{name}: {len(train)} rows to train on, {len(test)} ahead of them")
    write_table(train, job.output.train, job.provenance(), units)
    write_table(test, job.output.test, job.provenance(), units)
