"""Write which settings the training periods speak for."""

from costs import seconds_of
from job import Job

from tradewinds.report.page_sweep import render
from tradewinds.settings.report import ReportSettings

with Job(snakemake) as job:
    page = render(
        job.settings["experiment"],
        job.tables.variants,
        job.tables.equations,
        seconds_of(job.input.cost),
        job.settings["changes"],
        job.settings["same"],
        job.settings["sweep"],
        job.documents(),
        job.section(ReportSettings, "report"),
    )
    job.publish(page)
