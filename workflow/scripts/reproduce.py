"""Make experiments again, apart from the results under review, and say of each artifact how it compares."""

import sys
from dataclasses import replace
from pathlib import Path

from again import lay_there, made_again
from job import Job
from replay import held, replayed

from tradewinds.artifacts import write_table
from tradewinds.proof.reproduction import Reproduction, joined_reproductions
from tradewinds.provenance import document

with Job(snakemake) as job:
    asked, apart = job.params, job.log.parent
    again = apart / "replayed" if asked.replay else apart  # there nothing is made from the data on
    found = {
        name: Reproduction(Path(asked.results) / name, again / name, artifacts)
        for name, artifacts in asked.artifacts.items()
    }
    before = 0 if asked.replay else lay_there(apart, found)
    if not asked.replay:
        made_again(asked.asked, apart, asked.until, snakemake.threads)
    for name, one in found.items():
        wanted = asked.artifacts[name] if asked.replay else one.to_replay()
        place = apart / "replayed" / name
        made, failed = replayed(asked.jobs[name], wanted, one.review, place, snakemake.threads)
        found[name] = one = replace(one, replayed=made, not_replayed=failed)
        if asked.replay:
            there, jobs = place.with_name(f"{name}.held"), asked.holding[name]
            tables, failed = held(jobs, one.artifacts, one.review, there, snakemake.threads)
            found[name] = replace(one, held=tables, not_held=failed)
    told = {"experiments": list(found), "results": asked.results, "until": asked.until}
    told["replay"] = asked.replay
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
    if asked.replay and (taken := sorted({path for one in found.values() for path in one.not_looked_at})):
        print(
            f"What training made was taken as it is, and not looked at: {', '.join(taken)}. "
            "Without replay=true it is made again.",
            file=sys.stderr,
        )
    print(f"The table: {table}", file=sys.stderr)
    sys.exit(0 if all(one.reproduced for one in found.values()) else 1)
