"""Write the page of the economic checks."""

from job import Job

from tradewinds.artifacts import read_table, write_page
from tradewinds.report.page_checks import render
from tradewinds.settings.economics import CheckSettings
from tradewinds.settings.report import ReportSettings

with Job(snakemake) as job:
    page = render(
        job.settings["experiment"],
        read_table(job.input.checks),
        job.sections(CheckSettings, "checks"),
        job.settings["caveats"],
        job.settings["flag"],
        job.documents(),
        job.section(ReportSettings, "report"),
    )
    write_page(page, job.output.page, job.provenance())
    job.info(f"the page: {job.output.page}")
