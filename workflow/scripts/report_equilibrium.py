"""Write the page of an equilibrium economy."""

from job import Job

from tradewinds.report.equilibrium.page import EQUILIBRIUM_PAGE

with Job(snakemake) as job:
    page = EQUILIBRIUM_PAGE.render(job.settings, job.documents(), job.found())
    job.publish(page)
