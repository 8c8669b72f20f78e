"""Write the page of the sensitivity of the effect."""

from job import Job

from tradewinds.artifacts import read_table, write_page
from tradewinds.report.page_sensitivity import render
from tradewinds.settings.report import ReportSettings
from tradewinds.settings.sensitivity import SensitivitySettings

with Job(snakemake) as job:
    page = render(
        job.settings["experiment"],
        *(read_table(job.input[name]) for name in ("shifts", "priors", "means")),
        *(job.stacked(paths) for paths in (job.input.power, job.input.confounding, job.input.sobol)),
        *(read_table(job.input[name]) for name in ("arrows", "identification", "independences")),
        job.documents(),
        job.section(SensitivitySettings, "sensitivity"),
        job.section(ReportSettings, "report"),
    )
    write_page(page, job.output.page, job.provenance())
    job.info(f"the page: {job.output.page}")
