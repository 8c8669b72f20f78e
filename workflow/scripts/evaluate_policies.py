"""Judge what the searches found on other draws, beside simple policies."""

from fits import fit_of_tiers
from job import Job

from tradewinds.artifacts import write_table, write_tree
from tradewinds.runtime import start_jax
from tradewinds.settings.outcomes import PolicyProblem

with Job(snakemake) as job:
    start_jax("float64", "cpu", job.cache)
    from tradewinds.policy.evaluate import evaluate_policies
    from tradewinds.policy.optimum import path_of
    from tradewinds.policy.scenario import planned_rates

    choice = job.section(PolicyProblem, "choice")
    evaluation = evaluate_policies(
        fit_of_tiers(job, choice.data, choice.tiers),
        choice,
        {aim: path_of(path) for aim, path in job.tables.found.items()},
        planned_rates(job.read(job.input.path)),
        job.read(job.input.rule[0]) if job.input.rule else None,
    )
    provenance = job.provenance()
    for name in ("policies", "effects", "paths", "moves"):
        write_table(getattr(evaluation, name), job.output[name], provenance)
    write_tree(evaluation.rollout, job.output.rollout, provenance)
