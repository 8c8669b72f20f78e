"""Write the page of a simulator's calibration."""

from job import Job

from tradewinds.report.calibration.page import CALIBRATION_PAGE

with Job(snakemake) as job:
    page = CALIBRATION_PAGE.render(job.settings, job.documents(), job.found())
    job.publish(page)
