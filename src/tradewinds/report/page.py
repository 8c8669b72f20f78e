"""The report: everything that was computed, on one self-contained page."""

from tradewinds.report.coverage import cut_short
from tradewinds.report.given_report import ReportGiven
from tradewinds.report.page_fit import CALIBRATION, FIT, SCORES, TRUTH
from tradewinds.report.page_path import ALL_SOURCES, EFFECT, PATH, SCENARIOS
from tradewinds.report.page_short import DATA, EQUATIONS, LIMITS, SHORT, VERDICTS
from tradewinds.report.paper import Layout
from tradewinds.report.scenarios import asked


def _asked(given: ReportGiven) -> list[str]:
    """What the scenario is, and what this run makes of it."""
    names, scenario = given.names, given.experiment["scenario"]
    short = cut_short(names, given.paths["sectors"]) if "sectors" in given.paths else ""
    what = "; ".join(filter(None, [asked(names, scenario["name"]), short]))
    folder = given.sources.folder
    return [f"Scenario: {scenario['description']}", f"This run: {what}; results folder {folder}."]


REPORT = Layout(
    title="{title}",
    heading="{title}",
    question="{question}",
    asked=_asked,
    given=ReportGiven,
    sections=lambda given: [
        *(SHORT, VERDICTS, LIMITS, EQUATIONS, DATA),
        *(SCORES, CALIBRATION, FIT, TRUTH),
        *(EFFECT, PATH, SCENARIOS, ALL_SOURCES),
    ],
)
"""What is missing is said to be not computed; nothing is estimated here."""
