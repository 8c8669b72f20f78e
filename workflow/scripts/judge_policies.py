"""Judge what the searches found on other draws, beside simple policies."""

from job import Job

from tradewinds.artifacts import read_table, write_table, write_tree
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
    from tradewinds.policy.judge import judge_policies
    from tradewinds.policy.optimum import Fits, Question, path_of
    from tradewinds.policy.scenario import planned

    question = Question(
        data=job.section(DataSettings, "data"),
        tiers=job.sections(TierSettings, "tiers"),
        scenario=job.section(ScenarioSettings, "scenario"),
        welfare=job.section(WelfareSettings, "welfare"),
        optimise=job.section(OptimiseSettings, "optimise"),
        outcomes=[typed(Outcome, one) for one in job.settings["outcomes"]],
    )
    judged = judge_policies(
        Fits(job.tables.train, job.tables.test, job.trees.posteriors, job.trees.scalers),
        question,
        {aim: path_of(path) for aim, path in job.tables.found.items()},
        planned(read_table(job.input.path)),
        job.params.seed,
    )
    provenance = job.provenance()
    for name in ("policies", "effects", "paths", "moves"):
        write_table(getattr(judged, name), job.output[name], provenance)
    write_tree(judged.rollout, job.output.rollout, provenance)
