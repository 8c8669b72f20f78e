"""Whether the policy's effect stands by a regression, and the network's effect beside another."""

from collections.abc import Iterator

from tradewinds.report.experiment.carried_series import carried_alone
from tradewinds.report.experiment.effect.figures import response_plate
from tradewinds.report.experiment.inputs import ReportInputs
from tradewinds.report.page.blocks import Block, Lines, Prose, folded
from tradewinds.report.page.summary import page_part
from tradewinds.report.verdicts import how_they_end, merged, verdict_rows
from tradewinds.report.words import listed

_FIRST = 2
"""Lines of the effect beside a regression that are not folded away."""


@page_part("answer", "Does the effect stand?", "Effect", of=("effect_verdict", "effect_paths"))
def EFFECT_PART(given: ReportInputs) -> Iterator[Block]:
    if given.verdict is None:
        return
    source, asked = given.source("effect_verdict", "effect_paths"), given.experiment["verdict"]
    effects, clusters = listed(asked["effects"]), listed(asked["clusters"])
    plate = response_plate(given.verdict, given.settings.accent)
    if plate.pictures:
        yield plate
    yield from carried_alone(given, "The rows of this regression")
    yield from folded("The effect in words", [Lines(given.verdict.lines())])
    how = Prose(
        "A distributed lag with leads: levels of each outcome on the policy's changes, from some periods "
        "ahead to the length of the path ago, and on its level before that; effects of "
        f"{effects}, errors clustered by {clusters}; the policy is log(1 + rate), by which imports become "
        "dearer. No network has a part in it.",
        source=source,
    )
    rows = list(given.verdict.rows())
    checks = verdict_rows(merged(rows)).of(source) if rows else Prose("No check could be asked.", "missing")
    yield from folded(f"How it is estimated, and its checks: {how_they_end(rows) or 'none'}", [how, checks])


@page_part("effect", "The effect beside a regression", "Regression", of="effect")
def REGRESSION_PART(given: ReportInputs) -> Iterator[Block]:
    if given.effect:
        yield Lines(given.effect.lines[:_FIRST])
        blocks = [
            Prose(given.effect.asked, "verbatim", source=given.source("effect")),
            Lines(given.effect.lines[_FIRST:]),
            given.effect.table,
        ]
        yield from folded("How it was asked, placebos, and the table", blocks)
        yield from carried_alone(given, "The rows of network and regression")
