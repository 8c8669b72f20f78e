"""Look for the best rule for the tariff of a calibrated market."""

from job import Job

from tradewinds.artifacts import write_table
from tradewinds.runtime import start_jax
from tradewinds.settings.economy_rule import EconomyRuleSettings

with Job(snakemake) as job:
    start_jax("float64", "cpu", job.cache)
    from tradewinds.policy.rules.economy_rule import rule_for_market
    from tradewinds.review.economy_rule import RuleCase, review_economy_rule

    asked = job.section(EconomyRuleSettings, "optimise")
    found = rule_for_market(
        job.read(job.input.answers).to_dataset(),
        job.read(job.input.series),
        job.settings["temperature"],
        asked,
        job.params.seed,
        job.info,
    )
    for name, table in found._asdict().items():
        write_table(table, job.output[name], job.provenance())
    verdicts = review_economy_rule(RuleCase(*found, asked=asked))
    write_table(verdicts, job.output.verdicts, job.provenance())
