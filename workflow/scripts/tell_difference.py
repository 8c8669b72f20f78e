"""Tell what an update changed: a page, its numbers, every value that changed, effects and reasons."""

from pathlib import Path

from job import Job

from tradewinds.artifacts import (
    read_provenance,
    read_table,
    read_tree,
    recorded_hash,
    write_page,
    write_table,
)
from tradewinds.provenance import document
from tradewinds.report.difference import DifferenceInputs
from tradewinds.report.page_compare import comparison_inputs
from tradewinds.report.page_difference import DIFFERENCE_PAGE

with Job(snakemake) as job:
    read = {path: (read_tree if path.endswith(".nc") else read_table)(path) for path in job.input}
    documents = {path: read_provenance(path) for path in job.input}
    asked = job.params
    results = str(Path(job.output.page).parents[1])
    made = comparison_inputs(asked.sides, asked.folders, asked.parts, read, documents, results)
    page, given = DIFFERENCE_PAGE.render(*made), DifferenceInputs(*made)
    provenance = document(
        experiment=" and ".join(job.params.sides),
        stage=job.rule,
        settings={"sides": list(job.params.sides), "folders": list(job.params.folders)},
        inputs={path: recorded_hash(path) for path in job.input},
        code=job.params.code,
    )
    write_table(given.all_values(), job.output.values, provenance)
    write_table(given.effects, job.output.effects, provenance)
    write_table(given.attributed, job.output.reasons, provenance)
    write_table(page.summary, job.output.summary, provenance)
    write_page(page.html, job.output.page, provenance)
    job.info(f"the page: {job.output.page}")
