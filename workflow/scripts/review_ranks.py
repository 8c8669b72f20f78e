"""Join the ranks of a tier's simulations and review whether they are uniform."""

import pandas as pd
from job import Job

from tradewinds.artifacts import read_table, write_table
from tradewinds.review.calibration import review_ranks
from tradewinds.settings.sbc import SbcSettings

with Job(snakemake) as job:
    ranks = pd.concat([read_table(path) for path in job.input], ignore_index=True)
    verdicts = review_ranks(ranks, job.section(SbcSettings, "sbc"), job.settings["algorithm"])
    provenance = job.provenance()
    write_table(ranks, job.output.ranks, provenance)
    write_table(verdicts, job.output.verdicts, provenance)
