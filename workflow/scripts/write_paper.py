"""Write what papers take from the report, and list it."""

from pathlib import Path

from job import Job

from tradewinds.artifacts import read_table, write_file, write_json
from tradewinds.report.inputs_report import ReportInputs
from tradewinds.report.publication.papers import published

with Job(snakemake) as job:
    given = ReportInputs(job.settings, job.documents(), job.found())
    paper = published(given, read_table(job.input.frame))
    write_file(paper.quote, job.output.quote)
    write_file(paper.references, job.output.references)
    for folder, files in (
        (job.output.figures, paper.figure_files()),
        (job.output.tables, paper.table_files()),
    ):
        Path(folder).mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            write_file(content, Path(folder) / name)
    write_json(paper.listing, job.output.listing, job.provenance())
    job.info(f"figures, tables, quote.md and references.bib: {Path(job.output.quote).parent}")
