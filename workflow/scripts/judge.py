"""Verdicts on the acceptance constraint and everything that was diagnosed."""

from job import Job

from tradewinds.artifacts import read_table, write_table
from tradewinds.evaluation.verdicts import judge
from tradewinds.settings.diagnostics import DiagnosticsSettings

with Job(snakemake) as job:
    verdicts = judge(
        read_table(job.input.scores),
        read_table(job.input.baselines),
        read_table(job.input.calibration),
        read_table(job.input.convergence),
        job.section(DiagnosticsSettings, "diagnostics"),
        job.wildcards.tier,
    )
    write_table(verdicts, job.output.verdicts, job.provenance())
