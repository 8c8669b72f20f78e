"""Look for the path with the highest welfare, or for a point of the frontier between two objectives."""

from fits import fit_of_tiers
from job import Job

from tradewinds.artifacts import write_table
from tradewinds.runtime import start_jax
from tradewinds.settings.outcomes import PolicyProblem

with Job(snakemake) as job:
    start_jax("float64", "cpu", job.cache)
    from tradewinds.policy.optimum import find_policy, path_of
    from tradewinds.policy.scenario import planned_rates
    from tradewinds.review.gate import require_gates

    require_gates(job.tables.checks.get("economics"))
    choice = job.section(PolicyProblem, "choice")
    path, starts = find_policy(
        fit_of_tiers(job, choice.data, choice.tiers),
        choice,
        planned_rates(job.read(job.input.path))["baseline"],
        job.settings["share"],
        path_of(job.read(job.input.start[0])) if job.input.start else None,
        job.info,
    )
    provenance = job.provenance()
    write_table(path, job.output.path, provenance)
    write_table(starts, job.output.starts, provenance)
