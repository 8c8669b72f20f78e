"""Ask how strong an unobserved variable would have to be to explain the effect of the policy away."""

from fits import scaled_tier
from job import Job

from tradewinds.artifacts import write_table
from tradewinds.sensitivity.confounding import confounding

with Job(snakemake) as job:
    asked = (job.settings["effects"], job.settings["policies"], job.settings["alpha"])
    found = confounding(scaled_tier(job), *asked)
    write_table(found, job.output.confounding, job.provenance())
