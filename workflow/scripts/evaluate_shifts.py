"""Judge how far each candidate, and another prior, shift the effect of the policy."""

from job import Job

from tradewinds.artifacts import write_table
from tradewinds.sensitivity.priors import compare_priors
from tradewinds.sensitivity.shifts import evaluate_shifts, mean_effects

with Job(snakemake) as job:
    effects = job.stacked(job.input)
    limits = job.settings["sensitivity"]
    provenance = job.provenance()
    write_table(evaluate_shifts(effects, **limits), job.output.shifts, provenance)
    write_table(compare_priors(effects, **limits), job.output.priors, provenance)
    write_table(mean_effects(effects), job.output.means, provenance)
