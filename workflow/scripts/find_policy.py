"""Look for the path with the highest welfare, or for a point of the frontier between two objectives."""

from job import Job

from tradewinds.artifacts import read_table, write_table
from tradewinds.runtime import start_jax
from tradewinds.settings.outcomes import Choice

with Job(snakemake) as job:
    start_jax("float64", "cpu", job.cache)
    from tradewinds.policy.optimum import Fits, find_policy, path_of
    from tradewinds.policy.scenario import planned
    from tradewinds.review.gate import require_gates

    require_gates(job.tables.checks.get("economics"))
    path, starts = find_policy(
        Fits(job.tables.train, job.tables.test, job.trees.posteriors, job.trees.scalers),
        job.section(Choice, "choice"),
        planned(read_table(job.input.path))["baseline"],
        job.settings["share"],
        path_of(read_table(job.input.start[0])) if job.input.start else None,
        job.params.seed,
        job.say,
    )
    provenance = job.provenance()
    write_table(path, job.output.path, provenance)
    write_table(starts, job.output.starts, provenance)
