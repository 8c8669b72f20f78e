"""Read, map and check one table, or simulate it."""

from pathlib import Path

from job import Job

from tradewinds.artifacts import write_table
from tradewinds.data.sources import is_long, load_in_blocks, load_table
from tradewinds.long_tables import TableWriter
from tradewinds.settings.data import DataSettings

with Job(snakemake) as job:
    data, name = job.section(DataSettings, "data"), job.wildcards.table
    file = Path(job.input[0]) if len(job.input) else None
    described = data.tables[name]
    units = {
        key: variable.stored_unit for key, variable in described.variables.items()
    } | described.identity_units
    if file is not None and is_long(data, name, file):
        panel = Path(job.output.panel)
        with TableWriter(panel, job.provenance(), units) as written:
            left_out = load_in_blocks(data, name, file, panel.parent, written.write)
        job.info(f"{name}: {written.rows} rows")
    else:
        table, left_out = load_table(data, name, file, job.params.seed)
        sectors, periods = table["sector"].nunique(), table["period"].nunique()
        job.info(f"{name}: {sectors} sectors, {periods} periods, {len(table)} rows")
        write_table(table, job.output.panel, job.provenance(), units)
    write_table(left_out, job.output.left_out, job.provenance())
