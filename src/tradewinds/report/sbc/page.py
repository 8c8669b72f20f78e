"""The page of simulation-based calibration, beside the report."""

from collections.abc import Iterator
from functools import cached_property, partial

import pandas as pd

from tradewinds.evaluation.sbc.uniformity import normalised_ranks, p_value
from tradewinds.report.names import Names
from tradewinds.report.page.blocks import Block, Lines, Plate, Prose, Statement, Table, folded, folded_table
from tradewinds.report.page.columns import TableColumn, tabulated
from tradewinds.report.page.inputs import PageInputs
from tradewinds.report.page.layout import Layout
from tradewinds.report.page.sources import SOURCES_PART
from tradewinds.report.page.summary import PagePart, page_part
from tradewinds.report.quantities import amount, counted, in_percent, p_cell
from tradewinds.report.sbc.figures import rank_plate
from tradewinds.report.trust.first_screen import MOST, first_screen
from tradewinds.report.trust.marks import TrustMark
from tradewinds.report.trust.remedies import remedy_alone
from tradewinds.report.verdicts import Verdict, how_they_end, ordered_verdicts, verdict_blocks
from tradewinds.report.words import capital, count, listed, lower_first, percent
from tradewinds.review.status import Status, gravest
from tradewinds.settings.sbc import SbcSettings

_BANDS = (0.5, 0.9)
_LIKELIHOOD = "log likelihood"
_MOST_MARKS = 6


class RankInputs(PageInputs):
    """Tier → ranks, and its verdicts as rows."""

    @cached_property
    def verdicts(self) -> dict[str, list[Verdict]]:
        """Tier → its verdicts, the gravest first."""
        return {t: ordered_verdicts(self.names, t, table) for t, table in self.every("verdicts").items()}

    @property
    def sbc(self) -> SbcSettings:
        """How much was simulated, and with which threshold."""
        return self.section(SbcSettings, "sbc")


@page_part("short", "The answer")
def _short(given: RankInputs) -> Iterator[Block]:
    yield from first_screen(_answer(given), _picture(given), _marks(given), given.source("verdicts", "ranks"))


def _answer(given: RankInputs) -> Statement:
    """Whether the draws are the posterior's, by all checks together."""
    every = [row.status for rows in given.verdicts.values() for row in rows if row.status is not Status.void]
    failed, unsure = sum(one.bad for one in every), sum(one is Status.undecided for one in every)
    checks = count(len(every), "check")
    if failed or not every:
        text = f"The draws are not those of the posterior: {failed} of {checks} failed."
        text = text if every else "Nothing was ranked: whether the truth is found is not known."
        return counted(failed, "checks").in_words(text, "bad")
    if unsure:
        text = (
            f"Whether the draws are those of the posterior cannot be told: {unsure} of {checks} cannot say."
        )
        return counted(unsure, "checks").in_words(text, "doubt")
    text = f"The truth lies among the draws as often as it should, by all {checks}: no error was found."
    return counted(len(every), "checks").in_words(text, "good")


def _marks(given: RankInputs) -> list[TrustMark]:
    """Of every equation; where these are many, of every tier."""
    rows = [(tier, row) for tier, verdicts in given.verdicts.items() for row in verdicts]
    apart = {(tier, row.of): None for tier, row in rows}
    by_tier = len(apart) > _MOST_MARKS
    found = []
    for tier, of in {(tier, given.names.tier(tier)): None for tier, _ in rows} if by_tier else apart:
        mine = [row for where, row in rows if where == tier and (by_tier or row.of == of)]
        status = gravest(row.status for row in mine)
        advice = next((row.sentence.removeprefix(row.found) for row in mine if row.status is status), "")
        advice = remedy_alone(advice) or "Raise sbc.simulations: what is tried is too little to say."
        advice = "" if status in (Status.passed, Status.void) else advice
        found.append(TrustMark(status, of, how_they_end(mine), f"#{tier}", advice))
    return found


def _picture(given: RankInputs) -> Plate | None:
    """The quantities whose ranks are least even."""
    alpha, accent = given.sbc.alpha, given.settings.accent
    worst: list[tuple[float, int, str, str, pd.DataFrame]] = []
    for tier, table in given.every("ranks").items():
        ranked = table[table["status"] == "ranked"]
        for (equation, _), mine in ranked.groupby(["equation", "quantity"], sort=False):
            even = p_value(normalised_ranks(mine["rank"].to_numpy(), mine["draws"].to_numpy()))
            worst.append((even if even == even else 1.0, len(worst), tier, str(equation), mine))
    plates = [
        rank_plate(given.names.target(tier, equation).label, mine, alpha, accent)
        for _, _, tier, equation, mine in sorted(worst, key=lambda one: one[:2])[:MOST]
    ]
    drawn = [plate for plate in plates if plate is not None]
    if not drawn:
        return None
    return Plate("", "", [picture for plate in drawn for picture in plate.pictures], drawn[0].keys)


@page_part("words", "What was found, in words", "In words", fold="Every finding")
def _words(given: RankInputs) -> Iterator[Block]:
    told = (
        given.told(_headlines(given.names, tier, given.verdicts[tier]), "verdicts", folder=tier)
        for tier in given.every("ranks")
    )
    yield Lines([line for lines in told for line in lines])


@page_part("what", "What this tests", "Method", fold="How truths were made and ranked")
def _what(given: RankInputs) -> Iterator[Block]:
    yield Prose(
        "In every simulation the parameters of an equation were drawn from its prior and its targets from "
        "the model given them, at the inputs, sectors and periods of the training rows. The algorithm was "
        "then run on these targets with the settings of the experiment. If its draws are those of the "
        "posterior, the true value of any quantity is equally likely at every place among them."
    )
    yield Prose(
        "It tests the algorithm and the code of the model together, over data as the prior expects them. It "
        "does not say whether the model is right about the real data, which may lie in a corner the prior "
        "seldom visits; the scores and the calibration of the report do. Single weights of a network are not "
        "identified and are not ranked."
    )


def _tier(tier: str, given: RankInputs) -> Iterator[Block]:
    """Verdicts, pictures and figures of a tier, and what was not ranked."""
    names, ranks, source = given.names, given.one("ranks", tier), given.source("ranks", folder=tier)
    ranked, left = (ranks[ranks["status"] == "ranked"], ranks[ranks["status"] != "ranked"])
    by_equation = {e: ranked[ranked["equation"] == e] for e in ranks["equation"].unique()}
    drawn = [
        rank_plate(names.target(tier, e).label, mine, given.sbc.alpha, given.settings.accent)
        for e, mine in by_equation.items()
    ]
    plates = [plate for plate in drawn if plate]
    if not plates:
        yield Prose("Nothing was ranked.", "missing")
    yield from (plate.of(source) for plate in plates)
    for block in verdict_blocks(given.verdicts[tier], "Nothing failed."):
        yield block.of(given.source("verdicts", folder=tier))
    if len(ranked):
        yield from folded_table(rank_table(names, tier, ranked).of(source))
    if len(left):
        table = left_table(names, tier, left).of(source)
        yield from folded(f"{len(table.rows)} simulations without ranks", [table])


def _headlines(names: Names, tier: str, rows: list[Verdict]) -> list[Statement]:
    algorithm, whose = names.experiment[tier]["algorithm"], names.tier(tier)
    lines = []
    failed = [row for row in rows if row.status.bad]
    if failed:
        text = f"{whose}: with {algorithm} {count(len(failed), 'check')} of {len(rows)} failed:"
        items = [row.number.in_words(f"{row.of}, {lower_first(row.title)}: {row.found}") for row in failed]
        lines.append(counted(len(failed), "checks").in_words(text, "bad", items))
    undecided = [row for row in rows if row.status is Status.undecided]
    if undecided:
        text = f"{whose}: {count(len(undecided), 'check')} of {len(rows)} cannot be decided."
        lines.append(counted(len(undecided), "checks").in_words(text, "doubt"))
    if not failed and not undecided:
        of = listed(dict.fromkeys(row.of for row in rows))
        text = f"{whose}: no error of {algorithm} was found on {of}, in {count(len(rows), 'check')}."
        lines.append(counted(len(rows), "checks").in_words(text, "good"))
    return lines


def rank_table(names: Names, tier: str, ranked: pd.DataFrame) -> Table:
    """Every quantity in figures."""
    rows = [
        (key, mine, normalised_ranks(mine["rank"].to_numpy(), mine["draws"].to_numpy()))
        for key, mine in ranked.groupby(["equation", "quantity"], sort=False)
    ]

    def learned(row: tuple) -> Statement | str:
        return "–" if row[0][1] == _LIKELIHOOD else in_percent(_learned(row[1]))

    columns: list[TableColumn] = [
        ("Equation", lambda row: names.target(tier, str(row[0][0])).label),
        ("Quantity", lambda row: capital(str(row[0][1]))),
        ("Simulations", lambda row: counted(len(row[1]))),
        ("p-value", lambda row: p_cell(p_value(row[2]))),
        *((f"Truth in {percent(level)} of the draws", partial(_held, level)) for level in _BANDS),
        ("Mean place of the truth", lambda row: in_percent(row[2].mean())),
        ("Learned", learned),
        ("Effective draws, median", lambda row: amount(row[1]["effective_draws"].median())),
    ]
    note = (
        "The mean place is 50 % without bias. Learned is the share of the prior's variance that the data "
        "take away: where it is near nothing, the draws are the prior's and the test says little of the "
        "algorithm. Far fewer effective draws than were ranked make bands look too narrow by themselves."
    )
    return tabulated("Ranks in figures", rows, columns, note, texts=2)


def _held(level: float, row: tuple) -> Statement:
    return in_percent(float((abs(row[2] - 0.5) <= level / 2).mean()))


def left_table(names: Names, tier: str, left: pd.DataFrame) -> Table:
    """Simulations that were not ranked and why."""
    columns: list[TableColumn] = [
        ("Equation", lambda row: names.target(tier, row.equation).label),
        ("Number", lambda row: counted(row.simulation + 1)),
        ("What", lambda row: {"rejected": "not fitted", "failed": "no draws"}[row.status]),
        ("Why", lambda row: row.reason),
    ]
    return tabulated("Simulations without ranks", left, columns, texts=4)


def _learned(ranks: pd.DataFrame) -> float:
    """1 − mean posterior variance ÷ variance of the truths, which have the prior's."""
    variance = ranks["truth"].var()
    return float(max(0.0, 1 - (ranks["deviation"] ** 2).mean() / variance)) if variance > 0 else float("nan")


def _above(given: RankInputs) -> list[str]:
    sbc = given.sbc
    return [
        f"{sbc.simulations} simulations an equation; the truth ranked among at most {sbc.draws} draws of "
        f"each fit; results folder {given.sources.folder}."
    ]


def _sections(given: RankInputs) -> list[PagePart]:
    tiers = [
        PagePart(tier, given.names.tier(tier), partial(_tier, tier), f"Tier {tier[-1]}")
        for tier in given.every("ranks")
    ]
    return [_short, *tiers, _words, _what, SOURCES_PART]


SIMULATED_FITS_PAGE = Layout(
    title="Simulated fits: {title}",
    heading="Is the truth found where it is known?",
    about="Simulation-based calibration of “{title}”",
    asked=_above,
    sections=_sections,
    given=RankInputs,
)
"""Thresholds come with the verdicts; nothing is fitted here."""
