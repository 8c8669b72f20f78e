"""Make experiments again, apart from the results under review, and say of each artifact how it compares."""

import sys
from pathlib import Path

from again import lay_there, made_again
from job import Job

from tradewinds.artifacts import write_table
from tradewinds.proof.reproduction import Reproduction, joined_reproductions
from tradewinds.provenance import document

with Job(snakemake) as job:
    asked, apart = job.params, job.log.parent
    found = {
        name: Reproduction(Path(asked.results) / name, apart / name, artifacts)
        for name, artifacts in asked.artifacts.items()
    }
    before = lay_there(apart, found)
    made_again(asked.asked, apart, asked.until, snakemake.threads)
    told = {"experiments": list(found), "results": asked.results, "until": asked.until}
    provenance = document(
        experiment=", ".join(found), stage=job.rule, settings=told, inputs={}, code=asked.code
    )
    table = job.log.with_suffix(".parquet")
    write_table(joined_reproductions(found.items()), table, provenance)
    if before:
        print(
            f"{before} files lay in {apart} before: what of them is as planned was not made again. "
            "Delete that folder unless you made it.",
            file=sys.stderr,
        )
    for one in found.values():
        print(*one.lines(), sep="\n", file=sys.stderr)
    print(f"The table: {table}", file=sys.stderr)
    sys.exit(0 if all(one.reproduced for one in found.values()) else 1)
