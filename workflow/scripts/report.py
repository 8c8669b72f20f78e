"""Write the report."""

from job import Job

from tradewinds.report.page import REPORT

with Job(snakemake) as job:
    page = REPORT.render(job.settings, job.documents(), job.found())
    job.publish(page)
