"""Read, map and check one table, or simulate it."""

from pathlib import Path

from job import Job

from tradewinds.artifacts import write_table
from tradewinds.data.sources import load_tables
from tradewinds.settings.data import DataSettings

with Job(snakemake) as job:
    data, name = job.section(DataSettings, "data"), job.wildcards.table
    table = load_tables(data, {name: Path(path) for path in job.input}, job.params.seed)[name]
    job.say(f"{name}: {table['sector'].nunique()} sectors, {table['period'].nunique()} periods, {len(table)} rows")
    described = data.tables[name]
    units = {key: variable.unit for key, variable in described.variables.items()} | described.identity_units
    write_table(table, job.output.panel, job.provenance(), units)
