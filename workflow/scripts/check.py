"""Ask a fit what economics expects of it."""

from job import Job

from tradewinds.artifacts import write_table
from tradewinds.runtime import start_jax
from tradewinds.settings.data import DataSettings
from tradewinds.settings.economics import CheckSettings
from tradewinds.settings.scenario import ScenarioSettings
from tradewinds.settings.tier import TierSettings

with Job(snakemake) as job:
    start_jax("float64", "cpu", job.cache)
    from tradewinds.policy.consistency import check
    from tradewinds.review.economics import whole

    found = check(
        job.tables.train,
        job.tables.test,
        job.trees.posteriors,
        job.trees.scalers,
        job.section(DataSettings, "data"),
        job.sections(TierSettings, "tiers"),
        job.section(ScenarioSettings, "scenario"),
        job.sections(CheckSettings, "checks"),
        job.params.seed,
    )
    for row in whole(found).itertuples():
        job.say(f"{row.check}: {row.status}")
    write_table(found, job.output.checks, job.provenance())
