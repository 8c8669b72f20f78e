"""Train the networks of a tier."""

from checkpoints import Checkpoints
from job import Job

from tradewinds.artifacts import write_tree
from tradewinds.runtime import start_jax
from tradewinds.settings.data import DataSettings
from tradewinds.settings.tier import TierSettings

with Job(snakemake) as job:
    tier = job.section(TierSettings, "tier")
    start_jax(tier.inference.precision, tier.inference.device, job.cache)
    from tradewinds.inference.fit import fit_tier
    from tradewinds.model.tier import TierModel

    checkpoints = Checkpoints(job.output.posterior, job.provenance())
    posterior = fit_tier(
        job.files.train,
        job.read(job.input.scaler),
        TierModel(job.wildcards.tier, tier, job.section(DataSettings, "data")),
        job.params.seed,
        job.info,
        checkpoints,
        checkpoints.folder,
    )
    write_tree(posterior, job.output.posterior, job.provenance())
    checkpoints.remove()
