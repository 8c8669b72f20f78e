"""Judge what the searches found on other draws, beside simple policies."""

from job import Job

from tradewinds.artifacts import read_table, write_table, write_tree
from tradewinds.runtime import start_jax
from tradewinds.settings.outcomes import Choice

with Job(snakemake) as job:
    start_jax("float64", "cpu", job.cache)
    from tradewinds.policy.judge import judge_policies
    from tradewinds.policy.optimum import Fits, path_of
    from tradewinds.policy.scenario import planned

    judged = judge_policies(
        Fits(job.tables.train, job.tables.test, job.trees.posteriors, job.trees.scalers),
        job.section(Choice, "choice"),
        {aim: path_of(path) for aim, path in job.tables.found.items()},
        planned(read_table(job.input.path)),
        job.params.seed,
    )
    provenance = job.provenance()
    for name in ("policies", "effects", "paths", "moves"):
        write_table(getattr(judged, name), job.output[name], provenance)
    write_tree(judged.rollout, job.output.rollout, provenance)
