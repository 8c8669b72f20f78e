"""Write what papers take from the report, and list it."""

from pathlib import Path

from job import Job

from tradewinds.artifacts import read_table, write_json
from tradewinds.report.inputs_report import ReportInputs
from tradewinds.report.publication.papers import published

with Job(snakemake) as job:
    given = ReportInputs(job.settings, job.documents(), job.found())
    paper = published(given, read_table(job.input.frame))
    Path(job.output.quote).write_text(paper.quote, encoding="utf-8")
    Path(job.output.references).write_text(paper.references, encoding="utf-8")
    paper.write(Path(job.output.figures), Path(job.output.tables))
    write_json(paper.listing, job.output.listing, job.provenance())
    job.info(f"figures, tables, quote.md and references.bib: {Path(job.output.quote).parent}")
