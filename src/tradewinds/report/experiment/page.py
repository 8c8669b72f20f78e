"""The report: everything that was computed, on one self-contained page."""

from tradewinds.report.checks.part import ECONOMICS_PART
from tradewinds.report.experiment.answer.parts import ANSWER_PART
from tradewinds.report.experiment.design.parts import DESIGN_PART
from tradewinds.report.experiment.effect.parts import EFFECT_PART, REGRESSION_PART
from tradewinds.report.experiment.effect.structural import STRUCTURAL_PART
from tradewinds.report.experiment.fit.parts import FIT_PARTS
from tradewinds.report.experiment.fit.review import TRUTH_PART, VERDICTS_PART
from tradewinds.report.experiment.inputs import ReportInputs
from tradewinds.report.experiment.law.parts import LAW_PART
from tradewinds.report.experiment.method.parts import METHOD_PARTS
from tradewinds.report.experiment.path.parts import PATH_PART, SCENARIOS_PART
from tradewinds.report.experiment.scenarios import scenario_question
from tradewinds.report.names import day_text
from tradewinds.report.page.layout import Layout
from tradewinds.report.words import lower_first


def _question(given: ReportInputs) -> str:
    """As it was put; where none was, what was run."""
    names = given.names
    run = scenario_question(names, names.experiment["scenario"]["name"])
    return given.settings.question or f"What would follow from this: {lower_first(run)}?"


def _which_data(given: ReportInputs) -> list[str]:
    """What everybody has to know of the data before anything else."""
    data = given.experiment["data"]
    if day := data.get("as_of"):
        return [f"as known on {day_text(day)}"]
    return ["simulated data"] if data["synthetic"] else []


REPORT_PAGE = Layout(
    title="{title}",
    heading=_question,
    about=lambda given: " · ".join(["{title}", *_which_data(given)]),
    beside=lambda given: [("Checks", "checks.html")] if given.checks is not None else [],
    given=ReportInputs,
    sections=lambda given: [
        *(ANSWER_PART, PATH_PART, EFFECT_PART, REGRESSION_PART, ECONOMICS_PART, SCENARIOS_PART),
        *(STRUCTURAL_PART, LAW_PART, DESIGN_PART),
        *(VERDICTS_PART, *FIT_PARTS, TRUTH_PART, *METHOD_PARTS),
    ],
)
"""What is missing is said to be not computed; nothing is estimated here."""
