"""Write the page of simulation-based calibration."""

from job import Job

from tradewinds.artifacts import write_page
from tradewinds.report.page_sbc import render
from tradewinds.settings.report import ReportSettings
from tradewinds.settings.sbc import SbcSettings
from tradewinds.settings.sections import typed

with Job(snakemake) as job:
    experiment = job.settings["experiment"]
    page = render(
        experiment=experiment,
        ranks=job.tables.ranks,
        verdicts=job.tables.verdicts,
        provenance=job.documents(),
        sbc=typed(SbcSettings, experiment["sbc"]),
        settings=typed(ReportSettings, experiment["report"]),
    )
    write_page(page, job.output.page, job.provenance())
    job.info(f"the page: {job.output.page}")
