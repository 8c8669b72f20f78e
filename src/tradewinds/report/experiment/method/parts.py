"""The report's last parts: the method, the data, and what everything was computed from."""

from collections.abc import Iterator

import yaml

from tradewinds.report.experiment.fit.figures_check import boundary
from tradewinds.report.experiment.inputs import ReportInputs
from tradewinds.report.experiment.method.assumptions import tier_text
from tradewinds.report.experiment.method.figures import data_plate
from tradewinds.report.experiment.method.rows_used import known_by_text, rows_used
from tradewinds.report.experiment.path.coverage import left_out_notes
from tradewinds.report.page.blocks import Block, Bullets, Fields, Prose, Verbatim, folded
from tradewinds.report.page.summary import page_part
from tradewinds.report.quantities import counted


@page_part("data", "The data", "Data")
def _data(given: ReportInputs) -> Iterator[Block]:
    names = given.names
    if known := known_by_text(given):
        yield Prose(known, "flag", source=given.source("panels"))
    rows = rows_used(given)
    if rows:
        yield Prose(rows, source=given.source("train", "panels"))
    for table in given.every("panels"):
        plate = data_plate(names, table, boundary(names, table, given.every("predictions")))
        source = given.source("panels", folder=table)
        yield from folded(f"{plate.title}: every variable over time", [plate.of(source)])
    for table, of in given.every("left_out").items():
        if notes := left_out_notes(names, table, of):
            whose = "the nation" if table == "national" else "sectors"
            left = counted(of.drop_duplicates("reason")["rows"].sum(), "rows")
            text = left.in_words(f"Not in the table of {whose}: {' '.join(notes)}")
            yield Prose(text, source=given.source("left_out", folder=table))
    for table, of in given.every("not_asked").items():
        if notes := left_out_notes(names, table, of):
            left = counted(of["rows"].sum(), "rows")
            text = left.in_words(f"Trained on, but not part of scores, checks and paths: {' '.join(notes)}")
            yield Prose(text, source=given.source("not_asked", folder=table))
    told: list[Block] = [Prose(given.experiment["data"]["description"], "verbatim")]
    if not given.experiment["data"]["synthetic"]:
        told.append(Prose("True effects are not known: nothing on this page shows that an estimate is one."))
    if caveats := given.experiment["data"]["caveats"]:
        told.append(Bullets(caveats, "verbatim"))
    yield from folded("What these data can and cannot tell", told)


@page_part("equations", "The method", "Method")
def _equations(given: ReportInputs) -> Iterator[Block]:
    for model in (tier_text(given.names, tier) for tier in given.names.tiers):
        blocks: list[Block] = [
            Prose("As they stand in the settings, then in words. Each arrow is learned from the data."),
            Fields("equations", [one.texts() for one in model.equations]),
            Prose("Each of these equations assumes:"),
            Bullets(model.assumptions),
        ]
        yield from folded(f"{model.title}: {len(model.equations)} equations, and what they assume", blocks)
    yield Prose(
        "Whether other settings would forecast better is for `snakemake sweep` to say, and whether the "
        "algorithm finds a truth it is given for `snakemake sbc`, both with the same `--config`: they write "
        "`sweep.html` and `sbc.html` beside this page."
    )


@page_part("sources", "What this was computed from", "Sources")
def _all_sources(given: ReportInputs) -> Iterator[Block]:
    yield Prose(
        f"Seed {given.experiment['seed']}; results folder {given.sources.folder}. Every artifact carries its "
        "inputs, settings, code and seed inside; `snakemake audit` checks them against each other."
    )
    yield from given.sources.blocks()
    written = yaml.safe_dump(given.experiment, sort_keys=False, allow_unicode=True, width=100)
    yield from folded("Every setting of this run", [Verbatim(written)])


METHOD_PARTS = (_data, _equations, _all_sources)
