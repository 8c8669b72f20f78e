"""The page of the economic checks, beside the report."""

from collections.abc import Iterator

import pandas as pd

from tradewinds.report.checks.figures import checks_plate
from tradewinds.report.checks.lines import check_answer, check_lines, check_rows, expected, passes_outside
from tradewinds.report.page.blocks import Block, Bullets, Heading, Lines, Prose, Table, folded_table
from tradewinds.report.page.columns import known, of, tabulated
from tradewinds.report.page.inputs import PageInputs
from tradewinds.report.page.layout import Layout
from tradewinds.report.page.sources import SOURCES_PART
from tradewinds.report.page.summary import page_part
from tradewinds.report.quantities import amount, chance, ranged
from tradewinds.report.verdicts import verdict_rows, word
from tradewinds.report.words import finite, listed, number, sentence_case, with_error
from tradewinds.review.economics import whole
from tradewinds.review.status import Status
from tradewinds.settings.economics import CheckSettings
from tradewinds.settings.figure import FigureSettings
from tradewinds.settings.sections import typed


class CheckInputs(PageInputs):
    """The verdicts, and the checks as they were declared."""

    @property
    def table(self) -> pd.DataFrame:
        """That of ``review.economics``."""
        return self.only("checks")

    @property
    def checks(self) -> dict[str, CheckSettings]:
        """Name → check, all of them."""
        return {name: typed(CheckSettings, one) for name, one in self.asked["checks"].items()}

    @property
    def computed(self) -> dict[str, CheckSettings]:
        """Those whose outcome an equation explains."""
        return {name: check for name, check in self.checks.items() if name in set(self.table["check"])}

    @property
    def flag(self) -> float:
        """Training ranges beyond which an answer is said to be assumption."""
        return self.asked["flag"]


@page_part("short", "In short", of="checks")
def _short(given: CheckInputs) -> Iterator[Block]:
    yield Lines(check_lines(given.table, given.flag))
    left_out = [check.title or name for name, check in given.checks.items() if name not in given.computed]
    if left_out:
        which = listed(f"“{title}”" for title in left_out)
        yield Prose(f"Not asked, since no equation explains the outcome: {which}.")


@page_part("verdicts", "Verdicts")
def _verdicts(given: CheckInputs) -> Iterator[Block]:
    yield Prose(
        f"In each check sectors are put into a situation, {given.policy_label} is moved there for good, and "
        "the outcome is compared with that of the same situation without the move, under the same draws and "
        "disturbances. A check **passes** where the posterior probability of the expectation is as high as "
        "was asked, and **fails** where that of the contrary is (for a range: of lying beyond one of its "
        "edges; an answer that is merely wide refutes nothing); between the two the fit **cannot say**. The "
        "same is asked of networks drawn from the prior, which have seen no data: where these pass, a check "
        "that does not fail is **void**. Where the situation lies more than "
        f"{given.flag:g} training ranges outside the data, a check that passes is told apart: there its "
        "answer is assumption, not learning."
    )
    yield verdict_rows(check_rows(given.names, given.table, given.flag)).of(given.source("checks"))


@page_part("found", "What was found", of="checks")
def _found(given: CheckInputs) -> Iterator[Block]:
    yield checks_plate(given.table, given.computed, given.settings.accent)
    yield _table("Every check", whole(given.table), given.flag)
    yield from folded_table(_table("Sector by sector", given.table, given.flag))


@page_part("declared", "What was declared, and where it comes from")
def _declared(given: CheckInputs) -> Iterator[Block]:
    for name, check in given.computed.items():
        yield Heading(check.title or name, 3, detail=name)
        yield Prose(
            f"{given.names.variable(check.table, check.variable).label}, {_move(check, given.policy_label)}; "
            f"measure `{check.measure}`. Source: {check.source.strip() or 'none stated'}."
        )
        if check.figures:
            yield Bullets([f"Published: {_figure(figure)}: {figure.source}" for figure in check.figures])


def _move(check: CheckSettings, policy: str) -> str:
    rise, against = (
        None if points is None else f"{100 * points:+g}".replace("-", "−")
        for points in (check.rise, check.against)
    )
    if check.measure == "lead":
        return f"beside a {policy} that rises by {rise} points in the period after"
    beside = f" against {against} points" if against else ""
    periods = f"{check.horizon} period{'s' if check.horizon != 1 else ''}"
    return f"{policy} {rise} points{beside}, {periods} into it"


@page_part("limits", "What these data can and cannot tell")
def _limits(given: CheckInputs) -> Iterator[Block]:
    if caveats := given.asked["caveats"]:
        yield Bullets(caveats, "verbatim")


def _figure(figure: FigureSettings) -> str:
    return number(figure.value) if figure.error is None else with_error(figure.value, figure.error)


def _table(caption: str, table: pd.DataFrame, flag: float) -> Table:
    """Rows of the table in figures."""

    def verdict(row: pd.Series) -> str:
        return word(Status.read(row.status), passes_outside(row.status, row.outside, flag))

    columns = [
        ("Check", lambda row: row.title),
        ("Place", lambda row: sentence_case(row.label)),
        ("Verdict", verdict),
        ("Answer", lambda row: check_answer(row._asdict())),
        ("90 % band", lambda row: ranged(row.low, row.high, unit=row.unit)),
        ("Expected", lambda row: expected(row.above, row.below)),
        ("Probability", of(chance, "probability")),
        ("By the prior", known(chance, "prior_probability")),
        ("Truth", lambda row: amount(row.truth, 2, sign=True, unit=row.unit) if finite(row.truth) else "–"),
        ("Outside", of(amount, "outside", digits=2, unit="training ranges")),
    ]
    note = (
        "Outside: training ranges by which the median draw's inputs lie outside what was seen, input by "
        "input: a new combination of values that were seen singly does not count. A probability "
        "is the share of posterior draws for which the expectation holds; what is no number does not hold."
    )
    return tabulated(caption, table, columns, note, texts=3)


CHECKS_PAGE = Layout(
    title="{title}: economic checks",
    heading="Does the fit do what economics expects?",
    about="Economic checks of “{title}”",
    asked=lambda given: [f"Each was declared before the run; results folder {given.sources.folder}."],
    sections=lambda given: [_short, _verdicts, _found, _declared, _limits, SOURCES_PART],
    given=CheckInputs,
)
