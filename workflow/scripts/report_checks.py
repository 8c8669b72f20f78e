"""Write the page of the economic checks."""

from job import Job

from tradewinds.report.page_checks import CHECKS

with Job(snakemake) as job:
    page = CHECKS.render(job.settings, job.documents(), job.found())
    job.publish(page)
