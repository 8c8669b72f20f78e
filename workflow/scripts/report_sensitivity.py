"""Write the page of the sensitivity of the effect."""

from job import Job

from tradewinds.report.sensitivity.page import SENSITIVITY_PAGE

with Job(snakemake) as job:
    page = SENSITIVITY_PAGE.render(job.settings, job.documents(), job.found())
    job.publish(page)
