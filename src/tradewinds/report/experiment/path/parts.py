"""What happens over time, and the scenarios beside each other."""

from collections.abc import Iterator

from tradewinds.report.experiment.carried_series import carried_alone
from tradewinds.report.experiment.inputs import ReportInputs
from tradewinds.report.experiment.path.answers import effect_sentences
from tradewinds.report.experiment.path.coverage import cut_short, early_end_lines, left_out_lines, start_lines
from tradewinds.report.experiment.path.figures import rollout_plate, tariff_plate
from tradewinds.report.experiment.path.figures_scenarios import scenarios_plate
from tradewinds.report.experiment.path.support import leaving_lines
from tradewinds.report.experiment.path.tables import path_table
from tradewinds.report.experiment.path.tables_scenarios import scenarios_table
from tradewinds.report.experiment.scenarios import lines, refused_scenarios, scenario_question
from tradewinds.report.page.blocks import Block, Lines, Prose, Statement, folded, folded_table
from tradewinds.report.page.summary import page_part
from tradewinds.report.quantities import counted
from tradewinds.review.gate import closed_gates

_FEW_PICTURES = 4
"""Pictures of sectors that stand open beside those of the nation."""


@page_part("path", "What happens over time", "Over time")
def PATH_PART(given: ReportInputs) -> Iterator[Block]:
    names, paths, source = given.names, given.paths, given.source("rollouts", folder=given.first)
    accent, weighted = given.settings.accent, given.groups[given.first].get("weighted")
    plates = {
        table: rollout_plate(names, table, data, accent, withheld=given.withheld).of(source)
        for table, data in paths.items()
    }
    plates = {table: plate for table, plate in plates.items() if plate.pictures}
    asked = [scenario_question(names, names.experiment["scenario"]["name"])]
    if "sectors" in paths:
        asked.append(cut_short(names, paths["sectors"]))
    yield Prose(f"{'; '.join(filter(None, asked))}.")
    if "national" in plates:
        yield plates["national"]
    tariff = tariff_plate(names, paths["sectors"]) if "sectors" in paths else None
    if "sectors" in plates:
        sectors = [plate for plate in (tariff.of(source) if tariff else None, plates["sectors"]) if plate]
        few = len(plates["sectors"].pictures) <= _FEW_PICTURES or "national" not in plates
        yield from sectors if few else folded("Sector by sector", sectors)
    if not plates:
        refused = "refused" in given.rollout.attrs
        yield Prose(f"The roll-out {'was refused' if refused else 'was not computed'}.", "missing")
    if plates:
        yield from carried_alone(given, "“All sectors” and their means along the path")
        yield Prose(
            "To move the tariffs yourself: `snakemake explore`, with the same `--config`, writes "
            "`explorer.html` beside this page."
        )
    yield from given_doubts(given)
    tables = [
        table.of(source)
        for name, data in paths.items()
        if (table := path_table(names, name, data, weighted if name == "sectors" else None, given.withheld))
    ]
    yield from folded("The end of the path in figures", tables)
    found = effect_sentences(names, given.groups[given.first], given.withheld)
    if found:
        yield from folded("Every answer in words", [Lines(found).of(source)])
    how = [Prose(_rolled(given), "verbatim", source=source)] if plates else []
    yield from folded("How it was rolled forward, and what can be asked next", [*how, Prose(_next(given))])


def given_doubts(given: ReportInputs) -> Iterator[Block]:
    """What the answer does not rest on, and where it leaves what was seen."""
    lines = given.told(left_out_lines(given.names, given.every("left_out")), "left_out")
    lines += given.told(start_lines(given.names, given.paths), "rollouts", folder=given.first)
    beyond = leaving_lines(given.names, given.paths)
    lines += given.told(beyond, "rollouts", folder=given.first)
    doubts = [line for line in lines if line.kind in ("doubt", "bad")]
    if doubts:
        yield Lines(doubts)
    others = [line for line in lines if line not in doubts]
    yield from folded("What the path stays within", [Lines(others)] if others else [])


def _rolled(given: ReportInputs) -> Statement:
    """How the path was rolled forward, and which draws and sectors are left out of it."""
    draws = given.experiment["scenario"]["draws"]
    networks = int(given.rollout.attrs.get("networks", draws))
    through = "both tiers" if len(given.names.tiers) > 1 else "the model"
    of = f"draws of the model ({networks}) repeated among them"
    histories = f"histories of disturbances, with the {of}" if networks < draws else "draws of the model"
    text = (
        f"Each period's outcomes are the next period's inputs, carried through "
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


@page_part("scenarios", "The scenarios beside each other", "Scenarios", of="rollouts")
def SCENARIOS_PART(given: ReportInputs) -> Iterator[Block]:
    if len(given.groups) < 2:
        return
    computed = {name: tables for name, tables in given.groups.items() if tables}
    refused = refused_scenarios(given.groups, given.every("rollouts"))
    if computed:
        yield scenarios_plate(given.names, computed)
        yield from folded_table(scenarios_table(given.names, computed, given.withheld))
        yield from carried_alone(given, "“All sectors” of every scenario")
    yield Lines(lines(given.names, computed, refused))
