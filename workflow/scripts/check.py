"""Ask a fit what economics expects of it."""

from job import Job

from tradewinds.artifacts import write_table
from tradewinds.runtime import start_jax
from tradewinds.settings.data import DataSettings
from tradewinds.settings.economics import CheckSettings
from tradewinds.settings.scenario import ScenarioSettings
from tradewinds.settings.sections import typed
from tradewinds.settings.tier import TierSettings

with Job(snakemake) as job:
    tiers = {name: typed(TierSettings, section) for name, section in job.settings["tiers"].items()}
    checks = {name: typed(CheckSettings, section) for name, section in job.settings["checks"].items()}
    start_jax("float64", "cpu", job.cache)
    from tradewinds.policy.consistency import check

    found = check(
        job.tables.train,
        job.tables.test,
        job.trees.posteriors,
        job.trees.scalers,
        job.section(DataSettings, "data"),
        tiers,
        job.section(ScenarioSettings, "scenario"),
        checks,
        job.params.seed,
    )
    for row in found.drop_duplicates("check").itertuples():
        job.say(f"{row.check}: {row.verdict}")
    write_table(found, job.output.checks, job.provenance())
