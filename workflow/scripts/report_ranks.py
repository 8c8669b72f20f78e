"""Write the page of simulation-based calibration."""

from job import Job

from tradewinds.report.page_sbc import SIMULATED_FITS

with Job(snakemake) as job:
    page = SIMULATED_FITS.render(job.settings, job.documents(), job.found())
    job.publish(page)
