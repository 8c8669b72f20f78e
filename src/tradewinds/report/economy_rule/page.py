"""The page of the best rule for a simulated economy's tariff: what the search finds, beside what is known."""

from collections.abc import Iterator
from functools import cached_property, partial

import pandas as pd

from tradewinds.report.economy_rule.figures import constants_plate, search_plate
from tradewinds.report.equilibrium.inputs import USES
from tradewinds.report.page.blocks import Block, Prose, Statement, Table, folded
from tradewinds.report.page.columns import TableColumn, tabulated
from tradewinds.report.page.inputs import PageInputs
from tradewinds.report.page.layout import Layout
from tradewinds.report.page.sources import SOURCES_PART
from tradewinds.report.page.summary import page_part
from tradewinds.report.quantities import amount
from tradewinds.report.trust.first_screen import first_screen
from tradewinds.report.trust.marks import TrustMark
from tradewinds.report.verdicts import Verdict, verdict_blocks
from tradewinds.report.words import count, lower_first, number, tick
from tradewinds.review.check import CheckResult
from tradewinds.review.status import Status
from tradewinds.review.table import results_of
from tradewinds.settings.economy_rule import Counted, EconomyRuleSettings, RuleGradient, TriedTariff
from tradewinds.settings.stages.economy_rule import MARKET

_POLICIES = {
    TriedTariff.none: "No tariff",
    TriedTariff.start: "Where the search began",
    TriedTariff.lasting: "Best lasting one, with what sellers bear",
    TriedTariff.rule: "The rule",
}
"""Policy of ``EconomyRule.policies`` → what it is called."""


class EconomyRuleInputs(PageInputs):
    """Tables of every economy: those of ``EconomyRule``, and ``verdicts``."""

    @cached_property
    def asked_for(self) -> EconomyRuleSettings:
        """How the rule was looked for."""
        return self.section(EconomyRuleSettings, "optimise")

    @property
    def market(self) -> bool:
        """Whether it is a market of importers, else generations with capital."""
        return MARKET in self.every("rates")

    def called(self, economy: str) -> str:
        """What an economy is called: a market, or by what becomes of the tariff's revenue."""
        return "The market" if self.market else f"Revenue {USES[economy]}"

    def named(self, name: str) -> dict[str, pd.DataFrame]:
        """What an economy is called → table of an input."""
        return {self.called(economy): table for economy, table in self.every(name).items()}

    @property
    def results(self) -> list[tuple[str, CheckResult]]:
        """(what an economy is called, result) of every check."""
        return [(name, row) for name, table in self.named("verdicts").items() for row in results_of(table)]

    @property
    def counts(self) -> str:
        """What rules are judged by."""
        if self.asked_for.counts == Counted.output:
            there_is = "import prices" if self.market else "capital"
            return f"GDP at the {there_is} that there would be without a tariff"
        if self.market:
            return "what buyers gain, with what sellers bear"
        return "GDP, with what becomes of capital"


@page_part("short", "The answer")
def _short(given: EconomyRuleInputs) -> Iterator[Block]:
    source = given.source("rates", "policies", "verdicts")
    plate = constants_plate(given.named("policies"), given.named("rates"), given.settings.accent)
    yield from first_screen(_answer(given), plate, _marks(given), source)


def _answer(given: EconomyRuleInputs) -> Statement:
    """“Begun at 15 points, the rule ends at 0.0 where all is usual, and the best tariff is none: …”"""
    usual = {name: _at(table, 0.0) for name, table in given.every("rates").items()}
    best = next(iter(given.every("rates").values()))["best"].iloc[0]
    ends = sorted(100 * float(value) for value in usual.values())
    told = [_points(end) for end in (ends[0], ends[-1])]
    where = ", whoever gets its revenue" if len(ends) > 1 else ""
    span = told[0] if told[0] == told[1] else f"{told[0]} to {told[1]}"
    text = f"Begun at {_points(100 * given.asked_for.start)} points, the rule ends at {span} points{where}"
    if pd.isna(best):
        return Statement(f"{text}; which tariff is best is not known here.", value=ends[-1], unit="points")
    failed = any(row.status.bad for _, row in given.results)
    known = "none" if not best else f"{_points(100 * float(best))} points"
    whether = "does not find" if failed else "finds"
    points = _points(100 * given.asked_for.tolerance)
    tolerance = "a point" if points == "1" else f"{points} points"
    text += f", and the best tariff is known to be {known}: the search {whether} it, to within {tolerance}."
    return Statement(text, "bad" if failed else "good", value=ends[-1], unit="points")


def _points(value: float) -> str:
    """Points of a tariff; what rounds to nothing has no sign."""
    return tick(round(value, 1) + 0.0)


def _at(rates: pd.DataFrame, seen: float) -> float:
    return float(rates.loc[rates["seen"] == seen, "tariff"].iloc[0])


def _marks(given: EconomyRuleInputs) -> list[TrustMark]:
    """One for each check: the gravest of all economies."""
    order, found = list(Status), []
    for check in dict.fromkeys(row.check for _, row in given.results):
        mine = [one for one in given.results if one[1].check == check]
        economy, row = min(mine, key=lambda one: order.index(one[1].status))
        text = row.status.word
        if len(mine) > 1:
            text += f": {lower_first(economy)}" if row.status.bad else " in every economy"
        found.append(TrustMark(row.status, row.title, text, "#verdicts", row.advice))
    return found


@page_part("rule", "The rule", of="rates")
def _rule(given: EconomyRuleInputs) -> Iterator[Block]:
    seen = "the price of imports before duty" if given.market else "the capital there is"
    yield Prose(
        f"The rule sees {seen}, counted from its usual value in usual deviations, and sets the tariff of the "
        "period in proportion."
    )
    columns: list[TableColumn] = [("Economy", lambda row: row[0])]
    columns += [(head, partial(_rate_at, seen)) for seen, head in _SEEN.items()]
    note = "In points; columns are what the rule sees, in usual deviations."
    yield tabulated("The tariff that the rule sets", given.named("rates").items(), columns, note)


_SEEN = {-2: "2 below", -1: "1 below", 0: "Usual", 1: "1 above", 2: "2 above"}


def _rate_at(seen: int, row: tuple[str, pd.DataFrame]) -> Statement:
    return _in_points(_at(row[1], seen))


def _in_points(tariff: float) -> Statement:
    said = amount(100 * tariff, unit="points")
    return said.in_words(number(round(100 * tariff, 2) + 0.0, 2))


def _worth(value: float, sign: bool) -> Statement:
    """In % a period, to the tenth of a thousandth: what is less is rounding."""
    said = amount(value, unit="%")
    return said.in_words(number(round(value, 4) + 0.0, 2, sign))


@page_part("beside", "Beside other tariffs", "Beside others")
def _beside(given: EconomyRuleInputs) -> Iterator[Block]:
    yield Prose(
        f"The criterion is {given.counts}; every policy meets the same {given.asked_for.evaluated} fresh "
        f"histories of {count(given.asked_for.horizon, 'period')}, beside which the economy runs without a "
        "tariff."
    )
    for name, table in given.every("policies").items():
        yield _comparison(given.called(name), table).of(given.source("policies", folder=name))


def _comparison(called: str, policies: pd.DataFrame) -> Table:
    shown = policies[policies["policy"] != TriedTariff.constant]
    columns: list[TableColumn] = [
        ("Policy", lambda row: _POLICIES[row.policy]),
        (
            "Tariff",
            lambda row: "as it sees" if pd.isna(row.tariff) else _in_points(row.tariff),
        ),
        ("Worth a period", lambda row: _worth(row.gain, True)),
        ("Standard error", lambda row: _worth(row.error, False)),
    ]
    return tabulated(f"{called}: what policies are worth", shown, columns)


@page_part("verdicts", "Can the search be trusted?", "Checks")
def _verdicts(given: EconomyRuleInputs) -> Iterator[Block]:
    rows = [Verdict.of_result(row, name, row.sentence) for name, row in given.results]
    source = given.source("verdicts")
    yield from (block.of(source) for block in verdict_blocks(rows, "Nothing was checked.", "missing"))
    plate = search_plate(given.named("search"), given.settings.accent).of(given.source("search"))
    yield from folded("The search, step by step", [plate])


@page_part("method", "What was done", "Method")
def _method(given: EconomyRuleInputs) -> Iterator[Block]:
    asked = given.asked_for
    by = {
        RuleGradient.pathwise: "by the derivative of every history, through the economy",
        RuleGradient.score: "by policy gradient: what turns out better than others is made likelier",
    }[asked.gradient]
    drawn = " Every history has a posterior draw of the buyers." if given.market else ""
    yield Prose(
        f"A rule is learned in {asked.steps} steps of {asked.episodes} histories each, {by}.{drawn} It may "
        f"set between {_points(100 * asked.lowest)} and {_points(100 * asked.highest)} points."
    )
    if asked.counts == Counted.output:
        yield Prose(
            "Why no tariff is best: at given prices before duty, or given capital, a tariff makes people buy "
            "less of what is worth more to them than it costs the country. That is known before any search, "
            "which is why it checks the search. It is no answer to what a country should do: what sellers "
            "bear of a tariff, or what it does to savings, is left out (optimise.counts=everything has it).",
            "note",
        )


ECONOMY_RULE_PAGE = Layout(
    title="{title}: the best rule",
    heading="Which tariff rule is best?",
    about="The best rule for a simulated economy’s tariff, for “{title}”",
    asked=lambda given: [f"Counted: {given.counts}; results folder {given.sources.folder}."],
    sections=lambda given: [_short, _rule, _beside, _verdicts, _method, SOURCES_PART],
    given=EconomyRuleInputs,
)
