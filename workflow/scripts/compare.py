"""Score simple models on the rows the networks were scored on."""

from job import Job

from tradewinds.artifacts import read_tree, write_table
from tradewinds.evaluation.comparison import compare_tier
from tradewinds.settings.data import DataSettings
from tradewinds.settings.diagnostics import DiagnosticsSettings

with Job(snakemake) as job:
    baselines = compare_tier(
        read_tree(job.input.predictions),
        job.tables.train,
        job.tables.test,
        read_tree(job.input.scaler),
        job.section(DataSettings, "data"),
        job.settings["equations"],
        job.settings["explain"],
        job.wildcards.tier,
        job.section(DiagnosticsSettings, "diagnostics"),
        job.params.seed,
    )
    write_table(baselines, job.output.baselines, job.provenance())
