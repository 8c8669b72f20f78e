"""Write the page of simulation-based calibration."""

from job import Job

from tradewinds.report.sbc.page import SIMULATED_FITS_PAGE

with Job(snakemake) as job:
    page = SIMULATED_FITS_PAGE.render(job.settings, job.documents(), job.found())
    job.publish(page)
