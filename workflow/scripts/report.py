"""Write the report."""

from job import Job

from tradewinds.report.page import render
from tradewinds.settings.report import ReportSettings
from tradewinds.settings.sections import typed

with Job(snakemake) as job:
    experiment = job.settings["experiment"]
    page = render(experiment, typed(ReportSettings, experiment["report"]), job.documents(), **job.found())
    job.publish(page)
