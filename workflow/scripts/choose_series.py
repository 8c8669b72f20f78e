"""Choose the series of a long table that the fit is asked about."""

from pathlib import Path

from job import Job

from tradewinds.artifacts import read_units, write_table
from tradewinds.data.blocks import LongTable
from tradewinds.data.chosen_series import largest_series, means_by_period, rows_of_series
from tradewinds.settings.data import DataSettings
from tradewinds.settings.tables import terms_over_sectors

with Job(snakemake) as job:
    asked, data, name = job.settings, job.section(DataSettings, "data"), job.wildcards.table
    provenance = job.provenance()  # of inputs that are as they were written, else it raises
    terms = terms_over_sectors(data, name, asked["tiers"])
    panel = LongTable.open(Path(job.input.panel), data.tables[name])
    means = means_by_period(panel, terms)
    chosen = largest_series(Path(job.input.train), asked["most"], asked["size"], asked["named"])
    for part in ("train", "test", "panel"):
        path = Path(job.input[part])
        rows, not_asked = rows_of_series(path, chosen, means, asked["size"])
        write_table(rows, job.output[part], provenance, read_units(path))
    job.info(f"{name}: {len(chosen)} series are asked about, {len(rows)} rows")
    write_table(not_asked, job.output.not_asked, provenance)
