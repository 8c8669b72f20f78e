"""Look for the best rule for the tariff of an economy of generations."""

from job import Job

from tradewinds.artifacts import write_table
from tradewinds.runtime import start_jax
from tradewinds.settings.economy_rule import EconomyRuleSettings
from tradewinds.settings.equilibrium import EconomySettings

with Job(snakemake) as job:
    start_jax("float64", "cpu", job.cache)
    from tradewinds.equilibrium.solution import solution_of
    from tradewinds.policy.rules.economy_rule import rule_for_generations
    from tradewinds.review.economy_rule import RuleCase, review_economy_rule

    asked = job.section(EconomyRuleSettings, "optimise")
    first = next(iter(job.trees.solutions.values()))
    found = rule_for_generations(
        job.section(EconomySettings, "equilibrium"),
        job.wildcards.economy,
        solution_of(first),
        asked,
        job.params.seed,
        job.info,
    )
    for name, table in found._asdict().items():
        write_table(table, job.output[name], job.provenance())
    verdicts = review_economy_rule(RuleCase(*found, asked=asked))
    write_table(verdicts, job.output.verdicts, job.provenance())
