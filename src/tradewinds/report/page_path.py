"""The report's last parts: the effect beside a regression, the roll-out, scenarios, sources."""

from collections.abc import Iterator

import yaml

from tradewinds.report.blocks import Block, Lines, Prose, Statement, Verbatim, folded
from tradewinds.report.coverage import early_end_lines
from tradewinds.report.figures_effect import response_plate, rival_of
from tradewinds.report.figures_policy import rollout_plate, tariff_plate
from tradewinds.report.figures_scenarios import scenarios_plate
from tradewinds.report.inputs_report import ReportInputs
from tradewinds.report.page_short import leaving
from tradewinds.report.quantities import counted
from tradewinds.report.scenarios import lines, refused_scenarios
from tradewinds.report.summary import page_part
from tradewinds.report.tables_policy import path_table
from tradewinds.report.tables_scenarios import scenarios_table
from tradewinds.report.verdicts import verdict_blocks
from tradewinds.report.words import listed
from tradewinds.review.gate import closed_gates

_SHORT = 12
"""Rows of a table that is not folded away."""


@page_part("effect", "The effect beside a regression", "Effect")
def _effect(given: ReportInputs) -> Iterator[Block]:
    if given.effect:
        source = given.sources.of("effect")
        yield Prose(given.effect.asked, "verbatim", source=source)
        yield Lines(given.effect.lines).of(source)
        yield given.effect.table.of(source)


@page_part("answer", "The effect, and whether it stands", "The effect")
def _answer(given: ReportInputs) -> Iterator[Block]:
    if given.verdict is None:
        return
    source, asked = given.sources.of("effect_verdict", "effect_paths"), given.experiment["verdict"]
    effects, clusters = listed(asked["effects"]), listed(asked["clusters"])
    yield Prose(
        "A distributed lag with leads: levels of each outcome on the policy's changes, from some periods "
        "ahead to the length of the path ago, and on its level before that; effects of "
        f"{effects}, errors clustered by {clusters}; the policy is log(1 + rate), by which imports become "
        "dearer. No network has a part in it.",
        source=source,
    )
    plate = response_plate(given.verdict, given.settings.accent)
    if plate.pictures:
        yield plate.of(source)
    for block in verdict_blocks(list(given.verdict.rows()), "No check could be asked.", "missing"):
        yield block.of(source)


@page_part("path", "The roll-out", "Roll-out")
def _path(given: ReportInputs) -> Iterator[Block]:
    names, paths, source = given.names, given.paths, given.sources.of("rollouts", folder=given.first)
    accent = given.settings.accent
    plates = [
        rollout_plate(
            names, table, data, accent, rival=rival_of(given.verdict, table), withheld=given.withheld
        )
        for table, data in paths.items()
    ]
    plates = [plate for plate in plates if plate.pictures]
    if plates:
        yield Prose(_rolled(given), "verbatim", source=source)
    else:
        refused = "refused" in given.rollout.attrs
        why = "was refused: “In short” says why." if refused else "was not computed."
        yield Prose(f"The roll-out {why}", "missing")
    yield from leaving(given)
    tariff = tariff_plate(names, paths["sectors"]) if "sectors" in paths else None
    for plate in [tariff, *plates]:
        if plate:
            yield plate.of(source)
    weighted = given.groups[given.first].get("weighted")
    for name, data in paths.items():
        table = path_table(names, name, data, weighted if name == "sectors" else None)
        if table is None:
            continue
        if len(table.rows) > _SHORT:
            yield from folded(table.caption, [table.of(source)])
        else:
            yield table.of(source)
    yield Prose(_next(given))


def _rolled(given: ReportInputs) -> Statement:
    """How the path was rolled forward, and which draws and sectors are left out of it."""
    scenario, draws = given.experiment["scenario"], given.experiment["scenario"]["draws"]
    networks = int(given.rollout.attrs.get("networks", draws))
    through = "both tiers" if len(given.names.tiers) > 1 else "the model"
    of = f"draws of the model ({networks}) repeated among them"
    histories = f"histories of disturbances, with the {of}" if networks < draws else "draws of the model"
    text = (
        f"{scenario['description']} Each period's outcomes are the next period's inputs, carried through "
        f"{through} for {draws} {histories}; both paths share the same draws and disturbances."
    )
    left_out = max((int(data.attrs.get("left_out", 0)) for data in given.paths.values()), default=0)
    rolled = left_out + max((int(data.attrs.get("draws", 0)) for data in given.paths.values()), default=0)
    if rolled > networks:
        text += (
            f" Each draw has {max(1, rolled // networks)} futures, over which its effect is averaged: the "
            "band of a difference is that of what was learned, that of a level has the disturbances in it."
        )
    if left_out:
        are = "is" if left_out == 1 else "are"
        text += (
            f" {left_out} of the {rolled} futures ran away without limit and {are} left out of both paths: "
            "the equations of changes do not rule out explosive draws."
        )
    early = early_end_lines(given.names, given.paths["sectors"]) if "sectors" in given.paths else []
    return counted(networks, "draws of the model").in_words(" ".join([text, *(line.text for line in early)]))


def _next(given: ReportInputs) -> str:
    """What can be asked beside the report; where a gate is closed, not which path is best."""
    if given.checks is not None and len(closed_gates(given.checks)):
        return (
            "Which variable may be missing is for `snakemake sensitivity` to say, with the same `--config`: "
            "it writes `sensitivity.html` beside this page."
        )
    return (
        "Which path would serve best, by a welfare that you state, is for `snakemake optimise` to say, and "
        "which variable may be missing for `snakemake sensitivity`, both with the same `--config`: they "
        "write `optimum.html` and `sensitivity.html` beside this page."
    )


@page_part("scenarios", "The scenarios beside each other", "Scenarios")
def _scenarios(given: ReportInputs) -> Iterator[Block]:
    if len(given.groups) < 2:
        return
    computed = {name: tables for name, tables in given.groups.items() if tables}
    refused = refused_scenarios(given.groups, given.every("rollouts"))
    source = given.sources.of("rollouts")
    yield Lines(lines(given.names, computed, refused)).of(source)
    if computed:
        yield scenarios_plate(given.names, computed).of(source)
        yield scenarios_table(given.names, computed).of(source)


@page_part("sources", "What this was computed from", "Sources")
def _all_sources(given: ReportInputs) -> Iterator[Block]:
    yield Prose(
        f"Seed {given.experiment['seed']}. Every artifact carries its inputs, settings, code and seed "
        "inside; `snakemake audit` checks them against each other."
    )
    yield from given.sources.blocks()
    written = yaml.safe_dump(given.experiment, sort_keys=False, allow_unicode=True, width=100)
    yield from folded("Every setting of this run", [Verbatim(written)])


PATH_PARTS = (_answer, _effect, _path, _scenarios, _all_sources)
