"""Hold out the last periods of a table, and some rows inside the earlier ones."""

from pathlib import Path

from job import Job

from tradewinds.artifacts import read_units
from tradewinds.data.split_in_blocks import split_in_blocks
from tradewinds.long_tables import TableWriter
from tradewinds.settings.split import SplitSettings

with Job(snakemake) as job:
    settings, name = job.section(SplitSettings, "split"), job.wildcards.table
    panel = Path(job.input.panel)
    about = job.provenance(), read_units(panel)  # of inputs that are as they were written, else it raises
    with TableWriter(job.output.train, *about) as train, TableWriter(job.output.test, *about) as test:
        split_in_blocks(
            panel, name, settings, job.settings["reach"], job.params.seed, train.write, test.write
        )
    job.info(f"{name}: {train.rows} rows to train on, {test.rows} ahead of them")
