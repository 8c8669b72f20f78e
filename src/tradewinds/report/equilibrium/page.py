"""The page of an equilibrium economy: who bears a tariff, what shocks do, how people live, how well it is
solved."""

from collections.abc import Iterator

import pandas as pd

from tradewinds.report.equilibrium.effects import SHOCKS_PART, TARIFF_PART
from tradewinds.report.equilibrium.figures import error_plate, series_plate, shares_plate, training_plate
from tradewinds.report.equilibrium.inputs import USES, EquilibriumInputs
from tradewinds.report.equilibrium.lines import (
    shock_line,
    solved_line,
    tariff_line,
    too_much_saved,
    training_note,
)
from tradewinds.report.equilibrium.tables import age_table, assumption_table, error_figures
from tradewinds.report.page.blocks import Block, Lines, Prose, Statement, folded
from tradewinds.report.page.layout import Layout
from tradewinds.report.page.sources import SOURCES_PART
from tradewinds.report.page.summary import page_part
from tradewinds.report.verdicts import Verdict, ordered, shortened, typeset, verdict_blocks
from tradewinds.report.words import capital
from tradewinds.review.table import results_of


@page_part("short", "In short")
def _short(given: EquilibriumInputs) -> Iterator[Block]:
    lines = []
    if given.economy.tariff:
        for economy, responses in given.every("responses").items():
            told = [tariff_line(given, economy, responses), *too_much_saved(economy, responses)]
            lines += given.told(told, "responses", folder=economy)
    else:
        impulses = given.one("impulses", given.usual)
        lines += given.told([shock_line(given, impulses)], "impulses", folder=given.usual)
    solved = solved_line(given)
    trust = given.told([solved], "verdicts")
    yield Lines(trust + lines if solved.kind == "bad" else lines + trust)


@page_part("economy", "What is assumed", "Assumptions")
def _economy(given: EquilibriumInputs) -> Iterator[Block]:
    if given.economy.description:
        yield Prose(given.economy.description)
    yield Prose(
        "Households know how the economy works and what its shocks may be, not which of them come, and "
        "choose savings so that nothing they could still change would make them better off. Firms compete; "
        "capital earns what it adds to output."
    )
    yield assumption_table(given.economy)
    if given.economy.tariff:
        yield Prose(
            f"The tariff rises by {given.rise} on all imports, once, for good and unforeseen. The revenue "
            "goes to those who enter working life, to nobody (the government spends it on what is worth "
            "nothing to households) or to everybody alike."
        )
        yield Prose(
            "What it leaves out: one good and one sector, no unemployment, world prices that do not answer "
            "to the tariff, no retaliation. At given capital a tariff costs GDP a second-order amount alone; "
            "what it does beyond that, it does through what people save.",
            "note",
        )


@page_part("lives", "How people live", "Lives", of="lives")
def _lives(given: EquilibriumInputs) -> Iterator[Block]:
    lives = given.one("lives", given.usual)
    profile = {
        ("Income and consumption", "units of output"): {
            "Income": pd.Series(lives["income"].to_numpy(), given.ages),
            "Consumption": pd.Series(lives["consumption"].to_numpy(), given.ages),
        },
        ("Capital", "units of output"): {"Capital": pd.Series(lives["capital"].to_numpy(), given.ages)},
    }
    yield series_plate("A life", "Means without a tariff.", profile, "age", zero=False)
    yield shares_plate(given.named("lives"), given.ages, given.settings.accent)


@page_part("solved", "Is it solved?", "Accuracy", of="errors")
def _solved(given: EquilibriumInputs) -> Iterator[Block]:
    rows = ordered([_verdict(economy, row) for economy, table in given.every("verdicts").items()
                    for row in results_of(table)])  # fmt: skip
    source = given.source("verdicts")
    yield from (block.of(source) for block in verdict_blocks(rows, "Nothing was checked.", "missing"))
    errors = given.named("errors")
    yield error_plate(errors, given.ages, given.settings.accent)
    yield error_figures(errors)
    for economy, lives in given.every("lives").items():
        made = age_table(given.one("errors", economy), lives, given.ages).of(given.source("errors", "lives"))
        yield from folded(f"{made.caption}: {USES[economy]}", [made])
    curves = {}
    for name, tree in given.every("solutions").items():
        economy, _, start = name.rpartition("-")
        curves[f"{capital(USES[economy])}, start {int(start) + 1}"] = tree["training"]
    plate = training_plate(curves, given.settings.accent).of(given.source("solutions"))
    yield from folded("Training", [plate])
    skipped = sum(int(training["non_finite"]) for training in curves.values())
    infeasible = max(float(training["infeasible"].max()) for training in curves.values())
    yield Prose(training_note(skipped, infeasible), "note")


def _verdict(economy: str, row) -> Verdict:
    return Verdict(
        check=row.check,
        title=row.title,
        question=row.question,
        of=USES[economy],
        value=shortened(row.value),
        threshold=shortened(row.threshold),
        number=Statement("", value=row.value),
        limit=row.threshold,
        status=row.status,
        found=typeset(row.sentence),
        sentence=typeset(" ".join(part for part in (row.sentence, row.advice) if part)),
    )


EQUILIBRIUM_PAGE = Layout(
    title="{title}",
    heading=lambda given: given.settings.question or "What follows from this economy?",
    about="An economy of overlapping generations: “{title}”",
    beside=lambda given: [],
    asked=lambda given: [f"{given.economy.name or 'An economy'}; results folder {given.sources.folder}."],
    sections=lambda given: [_short, TARIFF_PART, SHOCKS_PART, _lives, _solved, _economy, SOURCES_PART],
    given=EquilibriumInputs,
)
