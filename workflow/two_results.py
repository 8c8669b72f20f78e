"""What the scripts that set two results beside each other share: their inputs, read, and their provenance."""

from pathlib import Path
from typing import Any

from job import Job

from tradewinds.artifacts import read_table, read_tree
from tradewinds.carried_provenance import read_provenance, recorded_hash
from tradewinds.provenance import document
from tradewinds.report.compare.page import comparison_inputs


def both_results(job: Job) -> tuple[Any, ...]:
    """The two results as a page about them takes them (``comparison_inputs``)."""
    read = {path: (read_tree if path.endswith(".nc") else read_table)(path) for path in job.input}
    documents = {path: read_provenance(path) for path in job.input}
    asked, results = job.params, str(Path(job.output.page).parents[1])
    return comparison_inputs(asked.sides, asked.folders, asked.parts, read, documents, results)


def provenance_of_both(job: Job) -> dict[str, Any]:
    """The document that what is made of two results carries; its inputs were verified as they were read."""
    return document(
        experiment=" and ".join(job.params.sides),
        stage=job.rule,
        settings={"sides": list(job.params.sides), "folders": list(job.params.folders)},
        inputs={path: recorded_hash(path) for path in job.input},
        code=job.params.code,
    )
