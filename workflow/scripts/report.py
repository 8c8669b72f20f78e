"""Write the report."""

from job import Job

from tradewinds.report.experiment.page import REPORT_PAGE

with Job(snakemake) as job:
    page = REPORT_PAGE.render(job.settings, job.documents(), job.found())
    job.publish(page)
