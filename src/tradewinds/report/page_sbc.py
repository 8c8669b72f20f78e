"""The page of simulation-based calibration, beside the report."""

from collections.abc import Iterator
from functools import cached_property, partial

import pandas as pd

from tradewinds.evaluation.sbc.uniformity import normalised_ranks, p_value
from tradewinds.report.blocks import Block, Lines, Prose, Statement, Table, folded
from tradewinds.report.columns import TableColumn, tabulated
from tradewinds.report.figures_sbc import rank_plate
from tradewinds.report.inputs import PageInputs
from tradewinds.report.names import Names
from tradewinds.report.paper import Layout
from tradewinds.report.quantities import amount, counted, in_percent
from tradewinds.report.sources import SOURCES_PART
from tradewinds.report.summary import PagePart, page_part
from tradewinds.report.verdicts import Verdict, ordered_verdicts, verdict_blocks
from tradewinds.report.words import capital, count, listed, lower_first, percent
from tradewinds.review.status import Status
from tradewinds.settings.sbc import SbcSettings

_BANDS = (0.5, 0.9)
_LIKELIHOOD = "log likelihood"


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


@page_part("short", "In short")
def _short(given: RankInputs) -> Iterator[Block]:
    lines: list[Statement] = []
    for tier in given.every("ranks"):
        told = _headlines(given.names, tier, given.verdicts[tier])
        lines += given.told(told, "verdicts", folder=tier)
    yield Lines(lines)


@page_part("what", "What this tests")
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
    names, ranks, source = given.names, given.one("ranks", tier), given.sources.of("ranks", folder=tier)
    for block in verdict_blocks(given.verdicts[tier], "Nothing failed."):
        yield block.of(given.sources.of("verdicts", folder=tier))
    ranked, left = (ranks[ranks["status"] == "ranked"], ranks[ranks["status"] != "ranked"])
    plates = [
        rank_plate(
            names.target(tier, e).label,
            ranked[ranked["equation"] == e],
            given.sbc.alpha,
            given.settings.accent,
        )
        for e in dict.fromkeys(ranks["equation"])
    ]
    if not any(plates):
        yield Prose("Nothing was ranked.", "missing")
    yield from (plate.of(source) for plate in plates if plate)
    if len(ranked):
        yield rank_table(names, tier, ranked).of(source)
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
        ("p-value", lambda row: amount(p_value(row[2]), 2)),
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
    return tabulated("Simulations without ranks", left.itertuples(), columns, texts=4)


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
    tiers = [PagePart(tier, given.names.tier(tier), partial(_tier, tier)) for tier in given.every("ranks")]
    return [_short, _what, *tiers, SOURCES_PART]


SIMULATED_FITS_PAGE = Layout(
    title="Simulated fits: {title}",
    heading="Is the truth found where it is known?",
    about="Simulation-based calibration of “{title}”",
    asked=_above,
    sections=_sections,
    given=RankInputs,
)
"""Thresholds come with the verdicts; nothing is fitted here."""
