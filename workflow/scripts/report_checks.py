"""Write the page of the economic checks."""

from job import Job

from tradewinds.report.checks.page import CHECKS_PAGE

with Job(snakemake) as job:
    page = CHECKS_PAGE.render(job.settings, job.documents(), job.found())
    job.publish(page)
