"""Judge how far each candidate shifts the effect of the policy."""

import pandas as pd
from job import Job

from tradewinds.artifacts import read_table, write_table
from tradewinds.sensitivity.shifts import judge_shifts, mean_effects

with Job(snakemake) as job:
    effects = pd.concat([read_table(path) for path in job.input], ignore_index=True)
    limits = job.settings["sensitivity"]
    provenance = job.provenance()
    write_table(judge_shifts(effects, **limits), job.output.shifts, provenance)
    write_table(mean_effects(effects), job.output.means, provenance)
