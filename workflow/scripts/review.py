"""The networks' lead over simple models, and verdicts on everything that was diagnosed."""

import pandas as pd
from job import Job

from tradewinds.artifacts import write_table
from tradewinds.evaluation.leads import leads
from tradewinds.review.tier import review_tier
from tradewinds.settings.diagnostics import DiagnosticsSettings

with Job(snakemake) as job:
    diagnostics = job.section(DiagnosticsSettings, "diagnostics")
    found = leads(
        job.read(job.input.predictions),
        job.read(job.input.densities),
        diagnostics.bootstrap,
        job.params.seed,
    )
    verdicts = review_tier(
        pd.concat([job.read(job.input.scores), job.read(job.input.baselines)]),
        found,
        job.read(job.input.calibration),
        pd.concat([job.read(path) for path in (job.input.convergence, *job.input.distance)]),
        diagnostics,
        job.wildcards.tier,
        job.settings["algorithm"],
        job.stacked(job.input.refit) if job.input.refit else None,
    )
    provenance = job.provenance()
    write_table(found, job.output.leads, provenance)
    write_table(verdicts, job.output.verdicts, provenance)
