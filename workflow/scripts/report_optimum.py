"""Write the page of the best path."""

from job import Job

from tradewinds.report.page_optimum import OPTIMUM

with Job(snakemake) as job:
    page = OPTIMUM.render(job.settings, job.documents(), job.found())
    job.publish(page)
