"""Set two results beside each other: a page, its numbers, and the effects period by period."""

from job import Job
from two_results import both_results, provenance_of_both

from tradewinds.artifacts import write_page, write_table
from tradewinds.report.compare.inputs import CompareInputs
from tradewinds.report.compare.page import COMPARE_PAGE

with Job(snakemake) as job:
    made = both_results(job)
    page, effects = COMPARE_PAGE.render(*made), CompareInputs(*made).effects
    provenance = provenance_of_both(job)
    write_table(effects, job.output.effects, provenance)
    write_table(page.summary, job.output.summary, provenance)
    write_page(page.html, job.output.page, provenance)
    job.info(f"the page: {job.output.page}")
