"""Ask a fit what economics expects of it."""

from fits import fit_of_tiers
from job import Job

from tradewinds.artifacts import write_table
from tradewinds.runtime import start_jax
from tradewinds.settings.economics import CheckSettings
from tradewinds.settings.scenario import ScenarioSettings

with Job(snakemake) as job:
    start_jax("float64", "cpu", job.cache)
    from tradewinds.policy.consistency import check
    from tradewinds.review.economics import whole

    scenario = job.section(ScenarioSettings, "scenario")
    found = check(fit_of_tiers(job), scenario, job.sections(CheckSettings, "checks"))
    for row in whole(found).itertuples():
        job.info(f"{row.check}: {row.status}")
    write_table(found, job.output.checks, job.provenance())
