"""Write the page of the best path."""

import pandas as pd
from job import Job

from tradewinds.artifacts import read_table, read_tree, write_page
from tradewinds.report.page_optimum import render
from tradewinds.settings.optimise import OptimiseSettings
from tradewinds.settings.outcomes import Outcome
from tradewinds.settings.report import ReportSettings
from tradewinds.settings.sections import typed
from tradewinds.settings.welfare import WelfareSettings

with Job(snakemake) as job:
    page = render(
        job.settings["experiment"],
        job.tables.panels,
        *(read_table(job.input[name]) for name in ("policies", "effects", "paths", "moves")),
        read_tree(job.input.rollout),
        pd.concat([table.assign(aim=aim) for aim, table in job.tables.starts.items()], ignore_index=True),
        job.documents(),
        [typed(Outcome, one) for one in job.settings["outcomes"]],
        job.section(WelfareSettings, "welfare"),
        job.section(OptimiseSettings, "optimise"),
        job.section(ReportSettings, "report"),
    )
    write_page(page, job.output.page, job.provenance())
    job.info(f"the page: {job.output.page}")
