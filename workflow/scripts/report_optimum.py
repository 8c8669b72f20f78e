"""Write the page of the best path."""

from job import Job

from tradewinds.report.optimum.page import OPTIMUM_PAGE

with Job(snakemake) as job:
    page = OPTIMUM_PAGE.render(job.settings, job.documents(), job.found())
    job.publish(page)
