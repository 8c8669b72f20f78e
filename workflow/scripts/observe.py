"""Take a simulator's series from a table: one origin's relative to all others'."""

from pathlib import Path

from job import Job

from tradewinds.artifacts import write_table
from tradewinds.data.relative_series import relative_series
from tradewinds.data.sources import load_table
from tradewinds.settings.data import DataSettings
from tradewinds.settings.observed import ObservedSettings

with Job(snakemake) as job:
    data, observed = job.section(DataSettings, "data"), job.section(ObservedSettings, "observed")
    table = load_table(data, "sectors", Path(job.input[0]), 0).table
    series = relative_series(table, data.tables["sectors"], observed)
    constant = {name: value for name, value in job.settings["inputs"].items() if name not in series}
    job.info(f"{observed.member}: {series['unit'].nunique()} markets, {series['period'].max()} periods")
    write_table(series.assign(**constant), job.output.series, job.provenance())
