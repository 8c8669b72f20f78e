"""Read, map and check one table, or simulate it."""

from pathlib import Path

from job import Job

from tradewinds.artifacts import write_table
from tradewinds.data.sources import load_tables
from tradewinds.settings.data import DataSettings

with Job(snakemake) as job:
    data, name = job.section(DataSettings, "data"), job.wildcards.table
    files = dict(zip([name], map(Path, job.input), strict=False))
    table = load_tables(data, files, job.params.seed)[name]
    sectors, periods = table["sector"].nunique(), table["period"].nunique()
    job.say(f"{name}: {sectors} sectors, {periods} periods, {len(table)} rows")
    described = data.tables[name]
    units = {key: variable.unit for key, variable in described.variables.items()} | described.identity_units
    write_table(table, job.output.panel, job.provenance(), units)
