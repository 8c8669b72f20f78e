"""Score simple models on the rows the networks are scored on."""

from fits import panel_of
from job import Job

from tradewinds.artifacts import read_tree, write_table, write_tree
from tradewinds.evaluation.comparison import compare_tier
from tradewinds.settings.diagnostics import DiagnosticsSettings

with Job(snakemake) as job:
    found = compare_tier(
        panel_of(job),
        read_tree(job.input.scaler),
        job.settings["equations"],
        job.settings["explain"],
        job.wildcards.tier,
        job.section(DiagnosticsSettings, "diagnostics"),
        job.params.seed,
        job.settings["window"],
    )
    provenance = job.provenance()
    write_table(found.scores, job.output.baselines, provenance)
    write_tree(found.densities, job.output.densities, provenance)
