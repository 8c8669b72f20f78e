"""Tell what an update changed: a page, its numbers, every value that changed, effects and reasons."""

from job import Job
from two_results import both_results, provenance_of_both

from tradewinds.artifacts import write_page, write_table
from tradewinds.report.difference.inputs import DifferenceInputs
from tradewinds.report.difference.page import DIFFERENCE_PAGE

with Job(snakemake) as job:
    made = both_results(job)
    page, given = DIFFERENCE_PAGE.render(*made), DifferenceInputs(*made)
    provenance = provenance_of_both(job)
    write_table(given.all_values(), job.output.values, provenance)
    write_table(given.effects, job.output.effects, provenance)
    write_table(given.attributed, job.output.reasons, provenance)
    write_table(page.summary, job.output.summary, provenance)
    write_page(page.html, job.output.page, provenance)
    job.info(f"the page: {job.output.page}")
