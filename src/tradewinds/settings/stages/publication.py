"""The stage of ``snakemake paper``."""

from typing import Any

from tradewinds.settings.experiment import ExperimentSettings
from tradewinds.settings.stages.jobs import once
from tradewinds.settings.stages.pages import report
from tradewinds.settings.stages.stage import Study, stage


@stage({"listing": "report/paper.json"}, once, study=Study.paper)
def write_paper(experiment: ExperimentSettings) -> dict[str, Any]:
    """As the report: pictures, tables and paragraph say what the page does."""
    return report(experiment)
