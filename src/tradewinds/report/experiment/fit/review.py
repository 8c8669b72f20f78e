"""The reviewer's first part: every check with what it found; and the known truth of simulated data."""

from collections.abc import Iterator

from tradewinds.report.checks.lines import check_lines
from tradewinds.report.experiment.fit.headlines import comparison_lines, truth_lines, verdict_lines
from tradewinds.report.experiment.fit.tables_checks import recovery_table
from tradewinds.report.experiment.inputs import ReportInputs
from tradewinds.report.page.blocks import Block, Lines, Prose, Statement, folded
from tradewinds.report.page.summary import page_part
from tradewinds.report.verdicts import how_they_end, merged, ordered_verdicts, verdict_rows


@page_part("verdicts", "For the reviewer: every check", "Checks")
def VERDICTS_PART(given: ReportInputs) -> Iterator[Block]:
    names = given.names
    yield Prose("Thresholds were set before the run. What could not be computed counts as not passed.")
    lines = list(_believed(given))
    yield from folded(f"What speaks for and against the model, in words ({len(lines)})", [Lines(lines)])
    for tier in names.tiers:
        rows = ordered_verdicts(names, tier, given.one("verdicts", tier))
        source = given.source("verdicts", folder=tier)
        if not rows:
            yield Prose(f"{names.tier(tier)}: no verdict was computed.", "missing")
        yield from folded(
            f"{names.tier(tier)}: {how_they_end(rows)}",
            [verdict_rows(merged(rows)).of(source)] if rows else [],
        )


def _believed(given: ReportInputs) -> Iterator[Statement]:
    """Simple models that win first, then the rest of the comparison, the verdicts, the known truth."""
    names, verdicts = given.names, given.every("verdicts")
    yield from given.told(comparison_lines(names, given.scores, verdicts), "verdicts", "leads")
    for tier in names.tiers:
        yield from given.told(verdict_lines(names, tier, verdicts.get(tier)), "verdicts", folder=tier)
    for tier, recovery in given.every("recovery").items():
        yield from given.told(truth_lines(names, tier, recovery), "recovery", folder=tier)
    if given.checks is not None:
        yield from given.told(check_lines(given.checks, given.flag), "checks")
    else:
        yield Statement("No economic check was asked of this fit (configs/checks).", "doubt")
    if given.effect:
        yield from given.told(given.effect.doubts, "effect")


@page_part("truth", "Where the truth is known", "Known truth")
def TRUTH_PART(given: ReportInputs) -> Iterator[Block]:
    names, recovery = given.names, given.every("recovery")
    tables = {tier: recovery_table(names, tier, recovery[tier]) for tier in names.tiers if tier in recovery}
    known = {tier: table for tier, table in tables.items() if table}
    if known:
        yield Prose(
            "These data were simulated, so the true effect of every intervention is known. The estimate is "
            "right if it is near the truth, and honest if its bands hold the truth as often as they claim."
        )
        for tier, table in known.items():
            source = given.source("recovery", folder=tier)
            yield from folded(f"{names.tier(tier)}: every intervention", [table.of(source)])
    elif given.experiment["data"]["synthetic"]:
        text = "These data were simulated, but the recovery of their true effects was not computed."
        yield Prose(text, "missing")
