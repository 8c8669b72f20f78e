"""Pack an experiment's results with all that it takes to check them."""

from pathlib import Path

from job import Job

from tradewinds.folders import data_folder
from tradewinds.proof.bundle import Bundled, write_bundle
from tradewinds.proof.source_code import source_of

with Job(snakemake) as job:
    asked, archive = job.params, Path(job.output.archive)
    bundled = Bundled(
        results=archive.parents[1] / job.wildcards.experiment,
        asked=asked.asked,
        settings=asked.settings,
        source=source_of(Path(asked.root), asked.dirty, [Path(one) for one in asked.settings_files]),
        data=data_folder(),
        share=asked.share,
        wheels=Path(asked.wheels) if asked.wheels else None,
    )
    write_bundle(bundled, archive, Path(asked.key) if asked.key else None)
    job.info(f"the archive: {archive}")
