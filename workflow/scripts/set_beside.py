"""Set two results beside each other: a page, its numbers, and the effects period by period."""

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
from tradewinds.report.compared import CompareInputs
from tradewinds.report.page_compare import COMPARE_PAGE, comparison_inputs

with Job(snakemake) as job:
    read = {path: (read_tree if path.endswith(".nc") else read_table)(path) for path in job.input}
    documents = {path: read_provenance(path) for path in job.input}
    asked = job.params
    results = str(Path(job.output.page).parents[1])
    made = comparison_inputs(asked.sides, asked.folders, asked.parts, read, documents, results)
    page, effects = COMPARE_PAGE.render(*made), CompareInputs(*made).effects
    provenance = document(
        experiment=" and ".join(job.params.sides),
        stage=job.rule,
        settings={"sides": list(job.params.sides), "folders": list(job.params.folders)},
        inputs={path: recorded_hash(path) for path in job.input},
        code=job.params.code,
    )
    write_table(effects, job.output.effects, provenance)
    write_table(page.summary, job.output.summary, provenance)
    write_page(page.html, job.output.page, provenance)
    job.info(f"the page: {job.output.page}")
