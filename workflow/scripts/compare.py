"""Score simple models on the rows the networks were scored on."""

from job import Job

from tradewinds.artifacts import read_tree, write_table
from tradewinds.evaluation.compare import compare_tier
from tradewinds.settings.data import DataSettings
from tradewinds.settings.diagnostics import DiagnosticsSettings

with Job(snakemake) as job:
    scores = compare_tier(
        job.tables.train,
        job.tables.test,
        read_tree(job.input.scaler),
        read_tree(job.input.predictions),
        job.section(DataSettings, "data"),
        job.wildcards.tier,
        job.settings["equations"],
        job.settings["explain"],
        job.section(DiagnosticsSettings, "diagnostics"),
        job.params.seed,
    )
    write_table(scores, job.output.baselines, job.provenance())
