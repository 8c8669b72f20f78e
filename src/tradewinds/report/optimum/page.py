"""The page of the best path, or the best rule, beside the report."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pandas as pd

from tradewinds.report.draws_told import DrawsTold
from tradewinds.report.experiment.path.figures import rollout_plate
from tradewinds.report.optimum.answer import answer_of_path, answer_of_rule
from tradewinds.report.optimum.figures import answer_plate, flat_plate, frontier_plate, path_plate
from tradewinds.report.optimum.lines import flat_text, headlines
from tradewinds.report.optimum.marks import better_than_baseline, optimum_marks
from tradewinds.report.optimum.policies import POLICIES, outcome_text
from tradewinds.report.optimum.rule_lines import rule_lines
from tradewinds.report.optimum.rule_told import RuleTold
from tradewinds.report.optimum.tables import (
    comparison_table,
    objectives,
    outcome_table,
    starts_table,
    welfare_text,
)
from tradewinds.report.page.blocks import Block, Bullets, Lines, Prose, Statement, folded
from tradewinds.report.page.inputs import PageInputs
from tradewinds.report.page.layout import Layout
from tradewinds.report.page.sources import SOURCES_PART
from tradewinds.report.page.summary import PagePart, Parts, page_part
from tradewinds.report.trust.marks import mark_lines, use, worst
from tradewinds.report.words import listed, percent
from tradewinds.review.status import Status
from tradewinds.settings.optimise import OptimiseSettings
from tradewinds.settings.outcomes import Outcome
from tradewinds.settings.sections import typed
from tradewinds.settings.seen import SeenTerm
from tradewinds.settings.welfare import Risk, WelfareSettings

_LOOKED_FOR = {
    Risk.cvar: "Looked for is the highest mean of the worst {level} of the draws (CVaR).",
    Risk.loss: "Looked for is the lowest probability of gaining no more than {target}.",
}
_EXPECTED = "Looked for is the highest expected welfare."


class OptimumInputs(PageInputs):
    """Tables and roll-out of ``policy.evaluate``, starts of the searches, and what was asked."""

    @property
    def starts(self) -> pd.DataFrame:
        """Of all searches, with a column ``aim``."""
        of = self.every("starts").items()
        return pd.concat([table.assign(aim=aim) for aim, table in of], ignore_index=True)

    @property
    def outcomes(self) -> list[Outcome]:
        """What is weighed."""
        return [typed(Outcome, one) for one in self.asked["outcomes"]]

    @property
    def welfare(self) -> WelfareSettings:
        """How it is weighed."""
        return self.section(WelfareSettings, "welfare")

    @property
    def optimise(self) -> OptimiseSettings:
        """How the best path is looked for."""
        return self.section(OptimiseSettings, "optimise")

    @property
    def rule(self) -> RuleTold | None:
        """The rule, where one was looked for."""
        if not self.every("rule"):
            return None
        seen = [typed(SeenTerm, one) for one in self.asked["seen"]]
        return RuleTold(self.names, self.only("rule"), seen, self.optimise.rule.around)

    @property
    def answering_starts(self) -> pd.DataFrame:
        """Of the search that is answered by: the rule's, or that for the highest welfare."""
        return self.only("rule_starts") if self.rule else self.every("starts")["welfare"]

    @property
    def draws(self) -> DrawsTold:
        """How figures over draws are spoken of."""
        return DrawsTold.of(self.names)

    @property
    def baseline(self) -> str:
        """What paths are compared with, within a sentence."""
        return self.names.compared_with()


def _folded_part(name: str, title: str, contents: str, summary: str) -> Callable[[Parts], PagePart]:
    """Declares a section whose blocks stand under a line to click on, the ``summary``."""

    def declared(blocks: Parts) -> PagePart:
        return page_part(name, title, contents)(lambda given: folded(summary, blocks(given)))

    return declared


@page_part("short", "The answer")
def _short(given: OptimumInputs) -> Iterator[Block]:
    policies, paths, names = given.only("policies"), given.only("paths"), given.names
    found = optimum_marks(names, policies, paths, given.answering_starts, given.only("moves"), given.optimise)
    answer = _answer(given)
    sources = given.sources.of("policies", "paths")
    yield Prose(answer, f"answer {answer.kind}", source=sources)
    plate = answer_plate(names, policies, paths, given.settings.accent)
    yield replace(plate, caption="").of(sources)
    yield Prose(use(found, answer.kind != "bad"), "use")
    yield mark_lines(found).of(given.sources.of("policies", "starts", "paths"))
    gravest = worst(found)
    if gravest:
        yield Prose(f"**To improve:** {gravest.advice}", "todo")


def _answer(given: OptimumInputs) -> Statement:
    policies, rule = given.only("policies"), given.rule
    of = policies.drop_duplicates("policy").set_index("policy", drop=False)
    best, baseline = of.loc["rule" if rule else "optimum"], of.loc["baseline"]
    good = better_than_baseline(best, baseline, given.optimise, given.draws).status is Status.passed
    if rule is None:
        return answer_of_path(given.names, policies, given.only("paths"), good)
    return answer_of_rule(given.names, policies, rule, good)


@_folded_part(
    "rule", "The rule, term by term", "Rule", "The equation, and what it does about each thing it sees"
)
def _rule(given: OptimumInputs) -> Iterator[Block]:
    rule = given.rule
    if rule is not None:
        source = given.sources.of("rule")
        yield rule.written().of(source)
        yield rule.table().of(source)
        constants = rule.constants()
        if constants is not None:
            yield constants.of(source)


@_folded_part("words", "Answer and doubts in words", "In words", "Every sentence of them")
def _words(given: OptimumInputs) -> Iterator[Block]:
    asked, policies, paths = (given.optimise, given.welfare), given.only("policies"), given.only("paths")
    if given.rule is None:
        yield Lines(headlines(given.names, policies, paths, given.starts, *asked, given.sources))
        return
    about = (given.names, given.rule, policies, paths, given.only("rule_starts"))
    yield Lines(rule_lines(*about, *asked, given.sources))


@_folded_part("asked", "What was asked", "Asked", "The welfare, and what is taken off it")
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


@_folded_part("path", "Rates, sector by sector", "Rates", "A picture a sector")
def _path(given: OptimumInputs) -> Iterator[Block]:
    plate = path_plate(given.names, given.only("paths"), given.settings.accent)
    yield plate.of(given.sources.of("paths"))


@_folded_part(
    "comparison", "Beside simple policies", "Policies", "Figures of every policy, on the same draws"
)
def _comparison(given: OptimumInputs) -> Iterator[Block]:
    table = comparison_table(given.names, given.only("policies"), tuple(POLICIES))
    yield table.of(given.sources.of("policies"))
    yield outcome_table(given.names, given.only("effects"), given.outcomes).of(given.sources.of("effects"))


@_folded_part("flat", "How flat it is", "How flat", "What moving away from it costs")
def _flat(given: OptimumInputs) -> Iterator[Block]:
    answer = "rule" if given.rule else "optimum"
    best = given.only("policies")[given.only("policies")["policy"] == answer].iloc[0]
    source = given.sources.of("moves")
    yield Prose(flat_text(given.only("moves"), best, given.optimise), source=source)
    yield flat_plate(given.only("moves"), given.optimise.tolerance, given.settings.accent).of(source)


@_folded_part("frontier", "Between two objectives", "Frontier", "What one costs of the other")
def _frontier(given: OptimumInputs) -> Iterator[Block]:
    if given.welfare.frontier and given.rule is None:
        two = objectives(given.outcomes, given.names, given.welfare.frontier)
        yield Prose(
            f"One welfare hides what it trades. Here {listed(two)} were weighed against each other, from one "
            "alone to the other alone, with the same bounds and penalties; each point is a path of its own."
        )
        plate = frontier_plate(given.draws, given.only("policies"), two, given.settings.accent)
        yield plate.of(given.sources.of("policies"))


@_folded_part("outcomes", "What it does", "Outcomes", "Every outcome over time")
def _outcomes(given: OptimumInputs) -> Iterator[Block]:
    called = "rule" if given.rule else "optimum"
    yield Prose(f"The {called} against {given.baseline}, on the draws it was judged by.")
    for name in ("national", "sectors"):
        if name in given.only("rollout").children:
            data, accent = given.only("rollout")[name].to_dataset(), given.settings.accent
            plate = rollout_plate(given.names, name, data, accent, called=called)
            yield plate.of(given.sources.of("rollout"))


@_folded_part("search", "How it was looked for", "Search", "Draws, gradients, starts")
def _search(given: OptimumInputs) -> Iterator[Block]:
    asked = given.optimise
    whose = "path" if asked.uniform else "sector's path"
    searched, judged = int(given.starts["networks"].iloc[0]), int(given.only("rollout").attrs["networks"])
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
        own = starts_table(given.only("rule_starts").assign(aim="rule"))
        yield replace(own, caption="Where the search for a rule began and ended").of(
            given.sources.of("rule_starts")
        )
    yield starts_table(given.starts).of(given.sources.of("starts"))


def _above(given: OptimumInputs) -> list[str]:
    lowest, highest = percent(given.optimise.lowest), percent(given.optimise.highest)
    folder = given.sources.folder
    return [f"Rates between {lowest} and {highest}; results folder {folder}."]


def _heading(given: OptimumInputs) -> str:
    return "Which rule is best?" if given.rule else "Which path is best?"


_PARTS = (_short, _rule, _words, _asked, _path, _comparison, _flat, _frontier, _outcomes, _search)
OPTIMUM_PAGE = Layout(
    title="{title}: the best policy",
    heading=_heading,
    about=lambda given: f"The best {'rule' if given.rule else 'path'}, for “{{title}}”",
    asked=_above,
    sections=lambda given: [*_PARTS, SOURCES_PART],
    given=OptimumInputs,
)
