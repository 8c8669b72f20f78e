"""The report's part on what economics expects."""

from collections.abc import Iterator

from tradewinds.report.checks.figures import checks_plate
from tradewinds.report.checks.lines import check_rows
from tradewinds.report.experiment.carried_series import carried_alone
from tradewinds.report.experiment.inputs import ReportInputs
from tradewinds.report.page.blocks import Block, Prose, folded
from tradewinds.report.page.summary import page_part
from tradewinds.report.verdicts import verdict_rows
from tradewinds.settings.economics import CheckSettings
from tradewinds.settings.sections import typed


@page_part("economics", "What economics expects", "Economics", of="checks")
def ECONOMICS_PART(given: ReportInputs) -> Iterator[Block]:
    if given.checks is None:
        yield Prose("No economic check was asked of this fit (configs/checks).", "missing")
        return
    declared = {name: typed(CheckSettings, one) for name, one in given.experiment["checks"].items()}
    judged = set(given.checks["check"])
    checks = {name: check for name, check in declared.items() if name in judged}
    if checks:
        yield checks_plate(given.checks, checks, given.settings.accent)
    rows = check_rows(given.names, given.checks, given.flag)
    yield from folded("Each check in words", [verdict_rows(rows).of(given.source("checks"))])
    yield from carried_alone(given, "The sectors asked")
    yield Prose("What was asked, of which prior, sector by sector: [the page of the checks](checks.html).")
