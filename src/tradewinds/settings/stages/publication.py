"""The stage of ``snakemake paper``."""

from typing import Any

from tradewinds.settings.experiment import ExperimentSettings
from tradewinds.settings.stages.inputs import one, shown
from tradewinds.settings.stages.jobs import once
from tradewinds.settings.stages.pages import report
from tradewinds.settings.stages.stage import Files, Study, Wildcards, stage


def shown_and_told(experiment: ExperimentSettings, wildcards: Wildcards) -> dict[str, Files]:
    """What the page is made of, and what it says."""
    return shown(experiment, wildcards) | {"frame": one("report", "summary")(experiment, wildcards)}


@stage({"listing": "report/paper.json"}, once, study=Study.paper, inputs=shown_and_told)
def write_paper(experiment: ExperimentSettings) -> dict[str, Any]:
    """As the report: pictures, tables and paragraph say what the page does."""
    return report(experiment)
