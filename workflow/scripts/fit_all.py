"""Train the networks of a tier on all rows: the fit that answers.

Draws among its inputs are taken as they are; what is scaled and said of them is computed all the same.
"""

from checkpoints import Checkpoints
from job import Job

from tradewinds.artifacts import write_table, write_tree
from tradewinds.runtime import start_jax
from tradewinds.settings.data import DataSettings
from tradewinds.settings.tier import TierSettings

with Job(snakemake) as job:
    tier = job.section(TierSettings, "tier")
    start_jax(tier.inference.precision, tier.inference.device, job.cache)
    from tradewinds.evaluation.refit import fit_all
    from tradewinds.model.tier import TierModel

    provenance, draws = job.provenance(), job.input.get("posterior")
    checkpoints = None if draws else Checkpoints(job.output.posterior, provenance)
    found = fit_all(
        job.files.train,
        TierModel(job.wildcards.tier, tier, job.section(DataSettings, "data")),
        job.params.seed,
        job.info,
        checkpoints,
        checkpoints and checkpoints.folder,
        job.files.asked,
        job.read(draws) if draws else None,
    )
    write_tree(found.tier.scaler, job.output.scaler, provenance)
    write_table(found.convergence, job.output.convergence, provenance)
    if checkpoints:
        write_tree(found.tier.posterior, job.output.posterior, provenance)
        checkpoints.remove()
