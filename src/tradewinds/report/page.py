"""The report: everything that was computed, on one self-contained page."""

from tradewinds.report.coverage import cut_short
from tradewinds.report.inputs_report import ReportInputs
from tradewinds.report.page_design import DESIGN_PARTS
from tradewinds.report.page_fit import FIT_PARTS
from tradewinds.report.page_path import PATH_PARTS
from tradewinds.report.page_short import FIRST_PARTS
from tradewinds.report.paper import Layout
from tradewinds.report.rows_used import rows_used
from tradewinds.report.scenarios import asked


def _above(given: ReportInputs) -> list[str]:
    """What the scenario is, what this run makes of it, and the rows it rests on."""
    names, scenario = given.names, given.experiment["scenario"]
    short = cut_short(names, given.paths["sectors"]) if "sectors" in given.paths else ""
    what = "; ".join(filter(None, [asked(names, scenario["name"]), short]))
    folder = given.sources.folder
    run = f"This run: {what}; results folder {folder}."
    return [f"Scenario: {scenario['description']}", run, *filter(None, [rows_used(given)])]


REPORT_PAGE = Layout(
    title="{title}",
    heading="{title}",
    question="{question}",
    asked=_above,
    given=ReportInputs,
    sections=lambda given: [*FIRST_PARTS, *DESIGN_PARTS, *FIT_PARTS, *PATH_PARTS],
)
"""What is missing is said to be not computed; nothing is estimated here."""
