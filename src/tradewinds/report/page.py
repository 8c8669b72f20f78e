"""The report: everything that was computed, on one self-contained page."""

from tradewinds.report.inputs_report import ReportInputs
from tradewinds.report.page_answer import ANSWER_PART
from tradewinds.report.page_design import DESIGN_PARTS
from tradewinds.report.page_fit import FIT_PARTS
from tradewinds.report.page_law import LAW_PART
from tradewinds.report.page_method import METHOD_PARTS
from tradewinds.report.page_path import PATH_PARTS
from tradewinds.report.page_review import TRUTH_PART, VERDICTS_PART
from tradewinds.report.page_structural import STRUCTURAL_PART
from tradewinds.report.paper import Layout
from tradewinds.report.scenarios import asked
from tradewinds.report.words import lower_first


def _question(given: ReportInputs) -> str:
    """As it was put; where none was, what was run."""
    names = given.names
    run = asked(names, names.experiment["scenario"]["name"])
    return given.settings.question or f"What would follow from this: {lower_first(run)}?"


def _simulated(given: ReportInputs) -> list[str]:
    return ["simulated data"] if given.experiment["data"]["synthetic"] else []


REPORT_PAGE = Layout(
    title="{title}",
    heading=_question,
    about=lambda given: " · ".join(["{title}", *_simulated(given)]),
    beside=lambda given: [("Economic checks", "checks.html")] if given.checks is not None else [],
    given=ReportInputs,
    sections=lambda given: [
        *(ANSWER_PART, *PATH_PARTS, STRUCTURAL_PART, LAW_PART, *DESIGN_PARTS),
        *(VERDICTS_PART, *FIT_PARTS, TRUTH_PART, *METHOD_PARTS),
    ],
)
"""What is missing is said to be not computed; nothing is estimated here."""
