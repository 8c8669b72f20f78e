"""The page of the best path, or the best rule, beside the report."""

from collections.abc import Iterator
from dataclasses import replace

from tradewinds.report.experiment.path.figures import rollout_plate
from tradewinds.report.optimum.answer import first_sentence_of
from tradewinds.report.optimum.figures import answer_plate, flat_plate, frontier_plate, path_plate
from tradewinds.report.optimum.inputs import OptimumInputs
from tradewinds.report.optimum.lines import answer_lines, flat_text
from tradewinds.report.optimum.marks import is_better_than_baseline, optimum_marks
from tradewinds.report.optimum.policies import outcome_text
from tradewinds.report.optimum.tables import (
    comparison_table,
    objectives,
    outcome_table,
    starts_table,
    welfare_text,
)
from tradewinds.report.page.blocks import Block, Bullets, Lines, Prose
from tradewinds.report.page.layout import Layout
from tradewinds.report.page.sources import SOURCES_PART
from tradewinds.report.page.summary import page_part
from tradewinds.report.trust.first_screen import first_screen
from tradewinds.report.words import listed, percent
from tradewinds.settings.welfare import Risk

_LOOKED_FOR = {
    Risk.cvar: "The search maximises the mean of the worst {level} of the draws (CVaR).",
    Risk.loss: "The search minimises the probability of gaining no more than {target}.",
}
_EXPECTED = "The search maximises expected welfare."


@page_part("short", "The answer")
def _short(given: OptimumInputs) -> Iterator[Block]:
    answer = first_sentence_of(given, is_better_than_baseline(given))
    yield from first_screen(
        answer,
        answer_plate(given),
        optimum_marks(given),
        given.source("policies", "paths"),
        given.source("policies", "starts", "paths"),
        answered=answer.kind != "bad",
    )


@page_part(
    "rule",
    "The rule, term by term",
    "Rule",
    of="rule",
    fold="The equation, and what it does about each thing it sees",
)
def _rule(given: OptimumInputs) -> Iterator[Block]:
    rule = given.rule
    if rule is not None:
        yield rule.written().of(given.source("rule"))
        yield rule.table()
        if constants := rule.constants():
            yield constants


@page_part("words", "Answer and doubts in words", "In words", fold="Every sentence of them")
def _words(given: OptimumInputs) -> Iterator[Block]:
    yield Lines(answer_lines(given))


@page_part("asked", "What was asked", "Asked", fold="The welfare, and what is taken off it")
def _asked(given: OptimumInputs) -> Iterator[Block]:
    welfare, names = given.welfare, given.names
    yield Prose(
        f"The welfare of a path is the sum of its mean effects against {given.baseline}, each times what a "
        "unit of it is worth:"
    )
    yield Bullets(welfare_text(names, given.outcomes))
    looked_for = _LOOKED_FOR.get(welfare.risk, _EXPECTED).format(
        level=percent(welfare.level), target=welfare.target
    )
    floors = "".join(
        f"; {welfare.shortfall} for every unit short of a floor, {outcome_text(names, one)} at least "
        f"{one.floor:g}"
        for one in given.outcomes
        if one.floor is not None
    )
    yield Prose(
        "So the baseline's welfare is nothing by construction, in every draw. Later periods count less, by "
        f"{welfare.discount} a year; what comes after the last period does not count at all, so a path may "
        f"do at its end what it would not do before. {looked_for} Taken off: {welfare.smoothness} for a mean "
        f"squared point of change from period to period; {welfare.support} for a mean training range beyond "
        f"{given.optimise.inside} outside what was seen{floors}. These weights are a judgement, not a "
        "finding: other weights, another path."
    )


@page_part("path", "Rates, sector by sector", "Rates", of="paths", fold="A picture a sector")
def _path(given: OptimumInputs) -> Iterator[Block]:
    yield path_plate(given)


@page_part(
    "comparison", "Beside simple policies", "Policies", fold="Figures of every policy, on the same draws"
)
def _comparison(given: OptimumInputs) -> Iterator[Block]:
    yield comparison_table(given).of(given.source("policies"))
    yield outcome_table(given).of(given.source("effects"))


@page_part("flat", "How flat it is", "How flat", of="moves", fold="What moving away from it costs")
def _flat(given: OptimumInputs) -> Iterator[Block]:
    yield Prose(flat_text(given), source=given.source("moves"))
    yield flat_plate(given.only("moves"), given.optimise.tolerance, given.settings.accent)


@page_part(
    "frontier", "Between two objectives", "Frontier", of="policies", fold="What one costs of the other"
)
def _frontier(given: OptimumInputs) -> Iterator[Block]:
    if given.welfare.frontier and given.rule is None:
        two = objectives(given.outcomes, given.names, given.welfare.frontier)
        yield Prose(
            f"One welfare hides what it trades. Here {listed(two)} were weighed against each other, from one "
            "alone to the other alone, with the same bounds and penalties; each point is a path of its own."
        )
        yield frontier_plate(given.draws, given.policies, two, given.settings.accent)


@page_part("outcomes", "What it does", "Outcomes", of="rollout", fold="Every outcome over time")
def _outcomes(given: OptimumInputs) -> Iterator[Block]:
    yield Prose(f"The {given.answer} against {given.baseline}, on the draws it was judged by.")
    rollout, accent = given.only("rollout"), given.settings.accent
    for name in ("national", "sectors"):
        if name in rollout.children:
            data = rollout[name].to_dataset()
            yield rollout_plate(given.names, name, data, accent, called=given.answer)


@page_part("search", "How it was looked for", "Search", fold="Draws, gradients, starts")
def _search(given: OptimumInputs) -> Iterator[Block]:
    asked, starts = given.optimise, given.starts
    whose = "path" if asked.uniform else "sector's path"
    searched, judged = int(starts["networks"].iloc[0]), int(given.only("rollout").attrs["networks"])
    yield Prose(
        f"Each {whose} has {asked.knots} knots, with straight lines between. The search follows the gradient "
        f"of the objective through the roll-out, over {asked.draws} posterior draws ({searched} distinct) "
        f"with one set of disturbances, from {asked.starts} start{'s' if asked.starts != 1 else ''}, the "
        f"best point of a coarse grid first. All figures above are of {asked.evaluation_draws} other draws "
        f"({judged} distinct) and other disturbances. What none of this shows is whether the equations are "
        "right: the optimum is theirs."
    )
    if given.rule:
        yield Prose(
            "The numbers of the rule were looked for in the same way, every draw setting its own rates by "
            "what happens in it; what it sees is counted from its value before the path, in usual deviations."
        )
        own = starts_table(given.answering_starts.assign(aim="rule")).of(given.source("rule_starts"))
        yield replace(own, caption="Where the search for a rule began and ended")
    yield starts_table(starts).of(given.source("starts"))


def _above(given: OptimumInputs) -> list[str]:
    lowest, highest = percent(given.optimise.lowest), percent(given.optimise.highest)
    return [f"Rates between {lowest} and {highest}; results folder {given.sources.folder}."]


_PARTS = (_short, _rule, _words, _asked, _path, _comparison, _flat, _frontier, _outcomes, _search)
OPTIMUM_PAGE = Layout(
    title="{title}: the best policy",
    heading=lambda given: f"Which {'rule' if given.rule else 'path'} is best?",
    about=lambda given: f"The best {'rule' if given.rule else 'path'}, for “{{title}}”",
    asked=_above,
    sections=lambda given: [*_PARTS, SOURCES_PART],
    given=OptimumInputs,
)
