"""Look for the path with the highest welfare, or for a point of the frontier between two objectives."""

from job import Job

from tradewinds.artifacts import read_table, write_table
from tradewinds.runtime import start_jax
from tradewinds.settings.data import DataSettings
from tradewinds.settings.optimise import OptimiseSettings
from tradewinds.settings.outcomes import Outcome
from tradewinds.settings.scenario import ScenarioSettings
from tradewinds.settings.sections import typed
from tradewinds.settings.tier import TierSettings
from tradewinds.settings.welfare import WelfareSettings

with Job(snakemake) as job:
    start_jax("float64", "cpu", job.cache)
    from tradewinds.policy.judgement import require_gates
    from tradewinds.policy.optimum import Fits, Question, find_policy, path_of
    from tradewinds.policy.scenario import planned

    require_gates(job.tables.checks.get("economics"))
    question = Question(
        data=job.section(DataSettings, "data"),
        tiers=job.sections(TierSettings, "tiers"),
        scenario=job.section(ScenarioSettings, "scenario"),
        welfare=job.section(WelfareSettings, "welfare"),
        optimise=job.section(OptimiseSettings, "optimise"),
        outcomes=[typed(Outcome, one) for one in job.settings["outcomes"]],
    )
    path, starts = find_policy(
        Fits(job.tables.train, job.tables.test, job.trees.posteriors, job.trees.scalers),
        question,
        planned(read_table(job.input.path))["baseline"],
        job.settings["share"],
        path_of(read_table(job.input.start[0])) if job.input.start else None,
        job.params.seed,
        job.say,
    )
    provenance = job.provenance()
    write_table(path, job.output.path, provenance)
    write_table(starts, job.output.starts, provenance)
