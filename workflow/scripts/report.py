"""Write the report."""

from job import Job

from tradewinds.artifacts import write_page
from tradewinds.report.page import render
from tradewinds.settings.report import ReportSettings
from tradewinds.settings.sections import typed

with Job(snakemake) as job:
    experiment = job.settings["experiment"]
    page = render(
        experiment=experiment,
        panels=job.tables.panels,
        left_out=job.tables.left_out,
        predictions=job.trees.predictions,
        scores=job.tables.scores,
        baselines=job.tables.baselines,
        leads=job.tables.leads,
        calibration=job.tables.calibration,
        convergence=job.tables.convergence,
        distance=job.tables.distance,
        verdicts=job.tables.verdicts,
        recovery=job.tables.recovery,
        posterior_training=job.trees.posteriors,
        checks=job.tables.checks.get("economics"),
        effect=job.tables.effect.get("economics"),
        rollouts=job.trees.rollouts,
        provenance=job.documents(),
        settings=typed(ReportSettings, experiment["report"]),
    )
    write_page(page, job.output.page, job.provenance())
    job.info(f"the report: {job.output.page}")
