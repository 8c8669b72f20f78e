"""The report's first parts: in short, verdicts, what the data can tell, equations, data."""

from collections.abc import Iterator

from tradewinds.report.answers import answers, outside
from tradewinds.report.assumptions import tier_text
from tradewinds.report.blocks import Block, Bullets, Fields, Heading, Lines, Prose, Statement
from tradewinds.report.coverage import left_out_lines, left_out_notes, start_lines
from tradewinds.report.economics import check_lines, check_rows
from tradewinds.report.figures_check import boundary
from tradewinds.report.figures_data import data_plate
from tradewinds.report.headlines import comparison_lines, truth_lines, verdict_lines
from tradewinds.report.inputs_report import ReportInputs
from tradewinds.report.quantities import counted
from tradewinds.report.scenarios import refusals, refused_scenarios
from tradewinds.report.summary import page_part
from tradewinds.report.support import support_lines
from tradewinds.report.verdicts import ordered_verdicts, verdict_blocks, verdict_rows


@page_part("short", "In short")
def _short(given: ReportInputs) -> Iterator[Block]:
    lines, refused = _believed(given), given.rollout.attrs.get("refused")
    if given.verdict:
        yield Heading("What the policy does")
        yield Lines(given.verdict.lines()).of(given.sources.of("effect_verdict"))
    yield Heading("Can the model be believed?")
    yield Lines(lines)
    yield Heading("What the model answers")
    found = answers(given.names, given.groups[given.first], given.withheld)
    if found:
        if any(line.kind == "bad" for line in lines):
            yield Prose("To be read with the failures above in mind.")
        yield Lines(found).of(given.sources.of("rollouts", folder=given.first))
        yield from leaving(given)
    else:
        why = f"was refused. {refused}" if refused else "was not computed."
        yield Prose(f"There is no answer: the roll-out {why}", "missing")
    if len(given.groups) > 1:
        others = refusals(refused_scenarios(given.groups, given.every("rollouts")), given.first)
        if others:
            yield Lines(others)
        yield Prose(
            "More than one scenario was asked for: all of them stand [beside each other](#scenarios)."
        )


def leaving(given: ReportInputs) -> Iterator[Block]:
    """Where the path leaves what was seen, of all series and of each itself."""
    line = outside(given.names, given.paths)
    for one in [*([line] if line else []), *support_lines(given.names, given.paths)]:
        kind = "flag" if one.kind == "doubt" else "plain"
        yield Prose(one, kind, source=given.sources.of("rollouts", folder=given.first))


def _believed(given: ReportInputs) -> list[Statement]:
    """Simple models that win first, then the rest of the comparison, the verdicts, the known truth."""
    names, verdicts = given.names, given.every("verdicts")
    lines = given.told(comparison_lines(names, given.scores, verdicts), "verdicts", "leads")
    for tier in names.tiers:
        lines += given.told(verdict_lines(names, tier, verdicts.get(tier)), "verdicts", folder=tier)
    for tier, recovery in given.every("recovery").items():
        lines += given.told(truth_lines(names, tier, recovery), "recovery", folder=tier)
    if given.checks is not None:
        lines += given.told(check_lines(given.checks, given.flag), "checks")
    else:
        lines.append(Statement("No economic check was asked of this fit (configs/checks).", "doubt"))
    lines += given.told(left_out_lines(names, given.every("left_out")), "left_out")
    lines += given.told(start_lines(names, given.paths), "rollouts", folder=given.first)
    return lines + (given.told(given.effect.doubts, "effect") if given.effect else [])


@page_part("verdicts", "Verdicts", "Verdicts")
def _verdicts(given: ReportInputs) -> Iterator[Block]:
    names = given.names
    yield Prose(
        "Thresholds were set before the run. A check that could not be computed counts as not passed."
    )
    for tier in names.tiers:
        yield Heading(names.tier(tier))
        rows = ordered_verdicts(names, tier, given.one("verdicts", tier))
        none = "No verdict was computed for this tier."
        for block in verdict_blocks(rows, none, "missing"):
            yield block.of(given.sources.of("verdicts", folder=tier))
    if given.checks is not None:
        yield Heading("Economic checks", name="economics", contents="Economic checks")
        yield Prose(
            "What economics expects of the fit, asked of its prior too; more on [their own "
            "page](checks.html)."
        )
        rows = check_rows(names, given.checks, given.flag)
        yield verdict_rows(rows).of(given.sources.of("checks"))


@page_part("limits", "What these data can and cannot tell", "What the data can tell")
def _limits(given: ReportInputs) -> Iterator[Block]:
    yield Prose(given.experiment["data"]["description"], "verbatim")
    if caveats := given.experiment["data"]["caveats"]:
        yield Bullets(caveats, "verbatim")


@page_part("equations", "The equations", "Equations")
def _equations(given: ReportInputs) -> Iterator[Block]:
    yield Prose("Exactly as they stand in the settings, then in words. Each arrow is learned from the data.")
    for model in (tier_text(given.names, tier) for tier in given.names.tiers):
        yield Heading(model.title)
        yield Fields("equations", [one.texts() for one in model.equations])
        yield Prose("Each of these equations assumes:")
        yield Bullets(model.assumptions)
    yield Prose(
        "Whether other settings would forecast better is for `snakemake sweep` to say, with the same "
        "`--config`: it tries them inside the training periods and writes `sweep.html` beside this page."
    )


@page_part("data", "The data", "Data")
def _data(given: ReportInputs) -> Iterator[Block]:
    names, panels = given.names, given.every("panels")
    for table, of in given.every("left_out").items():
        if notes := left_out_notes(names, table, of):
            whose = "the nation" if table == "national" else "sectors"
            rows = counted(of.drop_duplicates("reason")["rows"].sum(), "rows")
            text = rows.in_words(f"Not in the table of {whose}: {' '.join(notes)}")
            yield Prose(text, source=given.sources.of("left_out", folder=table))
    for table in panels:
        plate = data_plate(names, table, boundary(names, table, given.every("predictions")))
        yield plate.of(given.sources.of("panels", folder=table))


FIRST_PARTS = (_short, _verdicts, _limits, _equations, _data)
