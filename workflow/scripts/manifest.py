"""List every artifact with the hashes of its values and of its bytes, and say of what experiment they are."""

from pathlib import Path

from job import Job

from tradewinds.artifacts import write_json
from tradewinds.values import hash_bytes

with Job(snakemake) as job:
    artifacts = [
        {
            "path": document["path"],
            "stage": document["stage"],
            "values": job.hash_of(path),
            "bytes": hash_bytes(Path(path).read_bytes()),
        }
        for path, document in zip(job.input, job.documents(), strict=True)
    ]
    experiment, overrides = job.params.request
    request = {"experiment": experiment, "overrides": list(overrides)}
    write_json({"request": request, "artifacts": artifacts}, job.output.manifest, job.provenance())
