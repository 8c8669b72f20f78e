"""Carry the posterior through both tiers along a scenario's path and along its baseline's."""

from fits import fit_of_tiers
from job import Job

from tradewinds.artifacts import write_tree
from tradewinds.runtime import start_jax
from tradewinds.settings.scenario import ScenarioSettings

with Job(snakemake) as job:
    start_jax("float64", "cpu", job.cache)
    from tradewinds.policy.projection import project

    rollout = project(
        fit_of_tiers(job),
        job.section(ScenarioSettings, "scenario"),
        job.read(job.input.path),
        job.tables.checks.get("economics"),
    )
    if "refused" in rollout.attrs:
        job.info(f"WARNING: {job.wildcards.scenario} is refused: {rollout.attrs['refused']}")
    write_tree(rollout, job.output.rollout, job.provenance())
