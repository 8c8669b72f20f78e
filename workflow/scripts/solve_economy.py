"""Solve an economy by a network."""

from checkpoints import Checkpoints
from job import Job

from tradewinds.artifacts import write_tree
from tradewinds.runtime import start_jax
from tradewinds.settings.equilibrium import EconomySettings, SolverSettings

with Job(snakemake) as job:
    start_jax("float32", "cpu", job.cache)
    from tradewinds.equilibrium.economy import generations_of
    from tradewinds.equilibrium.solution import solution_tree
    from tradewinds.equilibrium.solve import solve

    checkpoints = Checkpoints(job.output.solution, job.provenance())
    solution = solve(
        generations_of(job.section(EconomySettings, "equilibrium"), job.wildcards.economy),
        job.section(SolverSettings, "solver"),
        job.params.seed,
        int(job.wildcards.member),
        job.settings["largest_tariff"],
        job.info,
        checkpoints.memory("network"),
    )
    write_tree(solution_tree(solution), job.output.solution, job.provenance())
    checkpoints.remove()
