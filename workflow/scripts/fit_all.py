"""Train the networks of a tier on all rows: the fit that answers."""

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

    provenance = job.provenance()
    checkpoints = Checkpoints(job.output.posterior, provenance)
    found = fit_all(
        job.files.train,
        TierModel(job.wildcards.tier, tier, job.section(DataSettings, "data")),
        job.params.seed,
        job.info,
        checkpoints,
        checkpoints.folder,
        job.files.asked,
    )
    write_tree(found.tier.scaler, job.output.scaler, provenance)
    write_tree(found.tier.posterior, job.output.posterior, provenance)
    write_table(found.convergence, job.output.convergence, provenance)
    checkpoints.remove()
