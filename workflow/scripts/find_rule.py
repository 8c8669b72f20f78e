"""Look for the rule with the highest welfare, of those that react to what is known."""

from fits import fit_of_tiers
from job import Job

from tradewinds.artifacts import write_table
from tradewinds.runtime import start_jax
from tradewinds.settings.outcomes import PolicyProblem

with Job(snakemake) as job:
    start_jax("float64", "cpu", job.cache)
    from tradewinds.policy.optimum import path_of
    from tradewinds.policy.rules.search import find_rule
    from tradewinds.policy.scenario import planned_rates
    from tradewinds.review.gate import require_gates

    require_gates(job.tables.checks.get("economics"))
    choice = job.section(PolicyProblem, "choice")
    baseline = planned_rates(job.read(job.input.path))["baseline"]
    around = path_of(job.read(job.input.around[0])) if job.input.around else baseline
    fit = fit_of_tiers(job, choice.data, choice.tiers)
    rule, starts = find_rule(fit, choice, baseline, around, job.info)
    provenance = job.provenance()
    write_table(rule, job.output.rule, provenance)
    write_table(starts, job.output.starts, provenance)
