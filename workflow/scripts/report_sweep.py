"""Write which settings the training periods speak for."""

from costs import seconds_of
from job import Job

from tradewinds.artifacts import write_page
from tradewinds.report.sweep import render_sweep
from tradewinds.settings.report import ReportSettings

with Job(snakemake) as job:
    page = render_sweep(
        job.settings["experiment"],
        job.tables.variants,
        job.tables.equations,
        seconds_of(job.input.cost),
        job.settings["changes"],
        job.settings["same"],
        job.settings["sweep"],
        job.section(ReportSettings, "report"),
    )
    write_page(page, job.output.page, job.provenance())
    job.info(f"what the variants show: {job.output.page}")
