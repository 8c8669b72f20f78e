"""Ask the solutions of an economy."""

from job import Job

from tradewinds.artifacts import write_table
from tradewinds.runtime import start_jax
from tradewinds.settings.equilibrium import AccuracySettings, EconomySettings

with Job(snakemake) as job:
    start_jax("float64", "cpu", job.cache)
    from tradewinds.equilibrium.economy import generations_of
    from tradewinds.equilibrium.evaluate import ask_solutions
    from tradewinds.equilibrium.solution import solution_of
    from tradewinds.review.equilibrium import review_solution

    settings, accuracy = (
        job.section(EconomySettings, "equilibrium"),
        job.section(AccuracySettings, "accuracy"),
    )
    found = ask_solutions(
        generations_of(settings, job.wildcards.economy),
        [solution_of(tree) for tree in job.trees.solutions.values()],
        accuracy,
        settings.tariff,
        job.params.seed,
    )
    for name, table in found._asdict().items():
        write_table(table, job.output[name], job.provenance())
    verdicts = review_solution(found.errors, found.lives, accuracy)
    write_table(verdicts, job.output.verdicts, job.provenance())
