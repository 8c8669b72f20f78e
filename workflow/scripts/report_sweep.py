"""Write which settings the training periods speak for."""

from costs import seconds_of
from job import Job

from tradewinds.report.sweep.page import SWEEP_PAGE

with Job(snakemake) as job:
    asked = job.settings | {"seconds": seconds_of(job.input.cost)}
    page = SWEEP_PAGE.render(asked, job.documents(), job.found())
    job.publish(page)
