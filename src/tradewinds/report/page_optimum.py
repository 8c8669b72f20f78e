"""The page of the best path, beside the report."""

from collections.abc import Iterator

import pandas as pd

from tradewinds.report.blocks import Block, Bullets, Lines, Prose
from tradewinds.report.figures_optimum import flat_plate, frontier_plate, path_plate
from tradewinds.report.figures_policy import rollout_plate
from tradewinds.report.inputs import PageInputs
from tradewinds.report.optimum_lines import flat_text, headlines
from tradewinds.report.optimum_policies import POLICIES, outcome_text
from tradewinds.report.paper import Layout
from tradewinds.report.sources import SOURCES_PART
from tradewinds.report.summary import page_part
from tradewinds.report.tables_optimum import (
    comparison_table,
    objectives,
    outcome_table,
    starts_table,
    welfare_text,
)
from tradewinds.report.words import listed, percent
from tradewinds.settings.optimise import OptimiseSettings
from tradewinds.settings.outcomes import Outcome
from tradewinds.settings.sections import typed
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
    def baseline(self) -> str:
        """What paths are compared with, within a sentence."""
        return self.names.compared_with()


@page_part("short", "In short")
def _short(given: OptimumInputs) -> Iterator[Block]:
    asked = (given.starts, given.optimise, given.welfare)
    yield Lines(headlines(given.names, given.only("policies"), given.only("paths"), *asked, given.sources))


@page_part("asked", "What was asked")
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


@page_part("path", "The path")
def _path(given: OptimumInputs) -> Iterator[Block]:
    yield path_plate(given.names, given.only("paths"), given.settings.accent).of(given.sources.of("paths"))


@page_part("comparison", "Beside simple policies")
def _comparison(given: OptimumInputs) -> Iterator[Block]:
    table = comparison_table(given.names, given.only("policies"), tuple(POLICIES))
    yield table.of(given.sources.of("policies"))
    yield outcome_table(given.names, given.only("effects"), given.outcomes).of(given.sources.of("effects"))


@page_part("flat", "How flat it is")
def _flat(given: OptimumInputs) -> Iterator[Block]:
    best = given.only("policies")[given.only("policies")["policy"] == "optimum"].iloc[0]
    source = given.sources.of("moves")
    yield Prose(flat_text(given.only("moves"), best, given.optimise), source=source)
    yield flat_plate(given.only("moves"), given.optimise.tolerance, given.settings.accent).of(source)


@page_part("frontier", "Between two objectives")
def _frontier(given: OptimumInputs) -> Iterator[Block]:
    if given.welfare.frontier:
        two = objectives(given.outcomes, given.names, given.welfare.frontier)
        yield Prose(
            f"One welfare hides what it trades. Here {listed(two)} were weighed against each other, from one "
            "alone to the other alone, with the same bounds and penalties; each point is a path of its own."
        )
        plate = frontier_plate(given.only("policies"), two, given.settings.accent)
        yield plate.of(given.sources.of("policies"))


@page_part("outcomes", "What it does")
def _outcomes(given: OptimumInputs) -> Iterator[Block]:
    yield Prose(f"The optimum against {given.baseline}, on the draws it was judged by.")
    for name in ("national", "sectors"):
        if name in given.only("rollout").children:
            data, accent = given.only("rollout")[name].to_dataset(), given.settings.accent
            plate = rollout_plate(given.names, name, data, accent, called="optimum")
            yield plate.of(given.sources.of("rollout"))


@page_part("search", "How it was looked for")
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
    yield starts_table(given.starts).of(given.sources.of("starts"))


def _above(given: OptimumInputs) -> list[str]:
    lowest, highest = percent(given.optimise.lowest), percent(given.optimise.highest)
    folder = given.sources.folder
    return [f"Against {given.baseline}; rates between {lowest} and {highest}; results folder {folder}."]


_PARTS = (_short, _asked, _path, _comparison, _flat, _frontier, _outcomes, _search)
OPTIMUM_PAGE = Layout(
    title="{title}: the best path",
    heading="Which path is best?",
    about="The best path under a stated welfare, for “{title}”",
    asked=_above,
    sections=lambda given: [*_PARTS, SOURCES_PART],
    given=OptimumInputs,
)
