"""Hold a tier's draws to the posterior that they are claimed for; nothing is drawn again."""

from job import Job

from tradewinds.artifacts import write_table
from tradewinds.runtime import start_jax

with Job(snakemake) as job:
    start_jax("float64", "cpu", job.cache)
    from fits import fit_of_tier

    from tradewinds.proof.held_draws import draws_held

    write_table(draws_held(fit_of_tier(job)), job.output.held, job.provenance())
