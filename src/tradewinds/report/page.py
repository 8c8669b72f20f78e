"""The report: everything that was computed, on one self-contained page."""

from typing import Any

from tradewinds.report.coverage import cut_short
from tradewinds.report.given import Given
from tradewinds.report.page_fit import CALIBRATION, FIT, SCORES, TRUTH
from tradewinds.report.page_path import EFFECT, PATH, SCENARIOS, SOURCES
from tradewinds.report.page_short import DATA, EQUATIONS, LIMITS, SHORT, VERDICTS
from tradewinds.report.paper import Page, page_of
from tradewinds.report.scenarios import asked
from tradewinds.report.sources import Sources
from tradewinds.report.summary import Top
from tradewinds.settings.report import ReportSettings

SECTIONS = (
    SHORT, VERDICTS, LIMITS, EQUATIONS, DATA, SCORES, CALIBRATION, FIT, TRUTH, EFFECT, PATH, SCENARIOS,
    SOURCES,
)  # fmt: skip


def render(experiment: dict, settings: ReportSettings, provenance: list[dict], **found: Any) -> Page:
    """The page and its summary: no network, no script, the same bytes for the same inputs.

    ``experiment`` holds the settings as plain values; ``provenance`` one document an artifact; ``found`` the
    artifacts, by the names that the stages' declarations give them (``page``), each folder → artifact with
    the table's, tier's or scenario's name for a folder: what is missing is said to be not computed. Units and
    labels come from the settings, verdicts and thresholds from ``verdicts``; nothing is estimated here.
    """
    given = Given(experiment, found, Sources(provenance), settings)
    names, scenario = given.names, experiment["scenario"]
    short = cut_short(names, given.paths["sectors"]) if "sectors" in given.paths else ""
    what = "; ".join(filter(None, [asked(names, scenario["name"]), short]))
    run = f"This run: {what}; results folder {given.sources.folder}."
    lines = [f"Scenario: {scenario['description']}", run]
    top = Top(settings.title, settings.title, lines, settings.question)
    return page_of(top, SECTIONS, given, settings.accent)
