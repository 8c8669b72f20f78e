"""Write what papers take from the report, and list it."""

from pathlib import Path

from job import Job

from tradewinds.artifacts import write_json
from tradewinds.replacing import write_file, write_folders
from tradewinds.report.experiment.inputs import ReportInputs
from tradewinds.report.publication.papers import published
from tradewinds.vintages import file_hash

with Job(snakemake) as job:
    given = ReportInputs(job.settings, job.documents(), job.found())
    paper = published(given, job.read(job.input.frame))
    write_file(paper.quote, job.output.quote)
    write_file(paper.references, job.output.references)
    written = [Path(job.output.quote), Path(job.output.references)]
    folders = {
        Path(job.output.figures): paper.figure_files(),
        Path(job.output.tables): paper.table_files(),
    }
    write_folders(folders)
    written += [folder / name for folder, files in folders.items() for name in files]
    # they carry no provenance, so that they can be handed in as they are: the list vouches for them
    hashes = {job.name_of(path): file_hash(path) for path in sorted(written)}
    write_json(paper.listing | {"files": hashes}, job.output.listing, job.provenance())
    job.info(f"figures, tables, quote.md and references.bib: {Path(job.output.quote).parent}")
