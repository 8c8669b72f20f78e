"""The first lines of the page: what a reader in a hurry must not miss."""

from collections import Counter

import pandas as pd

from tradewinds.report.experiment.fit.comparison import MODELS, Comparison, compare_with_simple
from tradewinds.report.experiment.fit.tables_checks import TENTH, effects_missed, truth_held
from tradewinds.report.names import Names
from tradewinds.report.page.blocks import Statement
from tradewinds.report.quantities import banded, counted
from tradewinds.report.verdicts import Verdict, ordered_verdicts
from tradewinds.report.words import THIN, count, listed, lower_first, percent
from tradewinds.review.check import CheckResult
from tradewinds.review.diagnostics.acceptance import ACCEPTANCE
from tradewinds.review.diagnostics.comparison import COMPARISON
from tradewinds.review.rules import Band
from tradewinds.review.status import Status
from tradewinds.review.table import results_of

_MOST = 4
"""Effects that are named one by one."""
EquationComparisons = list[tuple[str, Comparison]]
"""(tier, comparison) of every equation."""
Judged = list[tuple[str, CheckResult]]
"""(tier, result) of the check that compares each equation with simple models."""
_BAND = f"95{THIN}% band"
_LEVEL = 0.95


def comparison_lines(
    names: Names, scores: dict[str, pd.DataFrame], verdicts: dict[str, pd.DataFrame]
) -> list[Statement]:
    """What the check that compares the network with simple models found, as it was judged there."""
    judged = [(tier, one) for tier, table in verdicts.items() for one in results_of(table)]
    judged = [(tier, one) for tier, one in judged if one.check == COMPARISON.id]
    worse = [pair for pair in judged if pair[1].status is Status.failed and _side(pair[1]) < 0]
    short = [pair for pair in judged if pair[1].status is Status.failed and pair not in worse]
    level, better = ([p for p in judged if p[1].status is s] for s in (Status.undecided, Status.passed))
    known = [pair for pair in judged if pair[1].status is not Status.not_computed]
    return [
        *_judged_line(names, worse, "A simple model predicts better than the network for {which}", -1),
        *_judged_line(names, short, "The network is not ahead by the {margin} nats asked for {which}", 1),
        *_lost_elsewhere(names, scores, {(tier, one.equation) for tier, one in worse}),
        *_missing(names, {(tier, one.equation) for tier, one in known}),
        *_judged_line(names, level, _undecided(level), 1),
        *_judged_line(names, better, _ahead(better), 1),
    ]


def _side(result: CheckResult) -> int:
    return Band(result.low, result.high).side()


def _undecided(level: Judged) -> str:
    if any(one.threshold for _, one in level):
        return "Whether the network is ahead by the {margin} nats asked for cannot be told for {which}"
    return "For {which} the network and the best simple model cannot be told apart"


def _ahead(better: Judged) -> str:
    if any(one.threshold < 0 for _, one in better):
        return "No simple model is more than {margin} nats ahead of the network for {which}"
    return "The network predicts better than every simple model for {which}"


def _judged_line(names: Names, of: Judged, text: str, sign: int) -> list[Statement]:
    """One line about results of one kind; ``sign`` −1: of by how much the simple model is ahead."""
    if not of:
        return []
    asked = count(sum(len(equations) for equations in names.equations.values()), "equation")
    margin = f"{abs(of[0][1].threshold):g}"
    how_many = counted(len(of), "equations")
    text = text.format(which=f"{how_many} of {asked}", margin=margin)
    ahead = "the network" if sign > 0 else "it"
    text += f", {_when(names, of)}; {ahead} is ahead in log density by (nats per observation, {_BAND}):"
    items = [
        _item(names, tier, one.equation, one.detail, one.value, (one.low, one.high), sign) for tier, one in of
    ]
    return [how_many.in_words(text, of[0][1].status.kind, items)]


def _lost_elsewhere(names: Names, scores: dict[str, pd.DataFrame], said: set) -> list[Statement]:
    """Wins of simple models that the headline score does not show."""
    lines = []
    points = [(t, c) for t, c in _all(scores, "ahead", "rmse") if c.outcome == "worse"]
    points = [(t, c) for t, c in points if (t, c.equation) not in said]
    if points:
        text = (
            "Where the network's bands are no worse, a simple model still makes better point forecasts, "
            f"{_when(names, points)}; its root mean squared error is smaller by (per cent of the network's, "
            f"{_BAND}):"
        )
        items = [
            _item(names, t, c.equation, c.rival, c.advantage, c.band, -1, per=c.network / 100)
            for t, c in points
        ]
        lines.append(counted(len(points), "equations").in_words(text, "bad", items))
    inside = [(t, c) for t, c in _all(scores, "inside", "lppd") if c.outcome == "worse"]
    inside = [(t, c) for t, c in inside if (t, c.equation) not in said]
    if inside:
        text = (
            "For rows held out inside the training periods a simple model predicts better; log density "
            f"higher by (nats per observation, {_BAND}):"
        )
        items = [_item(names, t, c.equation, c.rival, c.advantage, c.band, -1) for t, c in inside]
        lines.append(counted(len(inside), "equations").in_words(text, "bad", items))
    return lines


def _missing(names: Names, compared: set[tuple[str, str]]) -> list[Statement]:
    """Equations of which nothing can be claimed."""
    missing = [(t, e) for t in names.tiers for e in names.equations[t] if (t, e) not in compared]
    if not missing:
        return []
    which = listed(lower_first(names.target(tier, equation).label) for tier, equation in missing)
    return [
        Statement(f"No comparison with simple models was computed for {which}: nothing is claimed.", "bad")
    ]


def _item(
    names: Names,
    tier: str,
    equation: str,
    rival: str,
    lead: float,
    band: tuple[float, float],
    sign: int,
    per: float = 1.0,
) -> Statement:
    """“Imports: gradient boosting, 0.08 (0.01 to 0.16)”; ``sign`` −1: how far the simple model is ahead."""
    ends, unit = band if sign > 0 else band[::-1], "nats per observation" if per == 1.0 else "%"
    by = banded(lead, *ends, factor=sign / per, unit=unit, level=_LEVEL, sign=False)
    text = f"{names.target(tier, equation).label}: {MODELS.get(rival, rival)}, {by}"
    return by.in_words(text + (" %" if per != 1.0 else ""))


def _when(names: Names, found: EquationComparisons | Judged) -> str:
    """“one month ahead”, or “one month or quarter ahead” where tables differ."""
    spans = dict.fromkeys(names.one(names.target(tier, c.equation).table) for tier, c in found)
    return f"one {listed(spans, last='or')} ahead"


def _all(scores: dict[str, pd.DataFrame], question: str, metric: str) -> EquationComparisons:
    return [(tier, c) for tier, table in scores.items() for c in compare_with_simple(table, question, metric)]


def verdict_lines(names: Names, tier: str, verdicts: pd.DataFrame | None) -> list[Statement]:
    """Whether the tier is accepted, and how many of its checks failed or cannot say, with which."""
    rows, title = ordered_verdicts(names, tier, verdicts), f"Tier {tier[-1]}"
    if not rows:
        return [Statement(f"{title}: no verdict was computed; its results are unchecked.", "bad")]
    accepted = [row for row in rows if row.check == ACCEPTANCE.id]
    lines = [row.number.in_words(f"{title}: {row.sentence}", row.status.kind) for row in accepted]
    judged = [row for row in rows if row.status is not Status.void]
    failed = [row for row in judged if row.status.bad]
    unsure = [row for row in judged if row.status is Status.undecided]
    checks = count(len(judged), "check")
    if failed or unsure:
        parts = [f"{len(failed) or 'none'} of {checks} failed{_which(failed)}"]
        if unsure:
            parts.append(f"{len(unsure)} cannot say{_which(unsure)}")
        text, kind = f"{title}: {listed(parts)}.", "bad" if failed else "doubt"
        return [*lines, counted(len(failed), "checks").in_words(text, kind)]
    if judged:
        return [*lines, counted(len(judged), "checks").in_words(f"{title}: all {checks} passed.", "good")]
    return [*lines, Statement(f"{title}: no check could be asked; its results are unchecked.", "bad")]


def _which(rows: list[Verdict]) -> str:
    """“ (beats the simple models 5, coverage of the bands 3)”; nothing for no rows."""
    found = Counter(lower_first(row.title) for row in rows)
    several = len(rows) > 1
    named = [f"{title} {number}" if several else title for title, number in found.items()]
    return f" ({', '.join(named)})" if named else ""


def truth_lines(names: Names, tier: str, recovery: pd.DataFrame) -> list[Statement]:
    """For how many effects of a simulated economy the band held the truth, and for which it did not."""
    if recovery.empty:
        return []
    held, asked, level = truth_held(recovery)
    text = (
        f"Tier {tier[-1]}, against the known truth: the {percent(level)} band held the true one-period "
        f"effect in at least {percent(level - TENTH)} of rows, for {held} of {count(asked, 'effect')}"
    )
    kind = "good" if held == asked else "bad" if held <= asked / 2 else "doubt"
    missed = effects_missed(names, tier, recovery)
    if len(missed) > _MOST:
        more = counted(len(missed) - _MOST, "effects")
        missed = [*missed[:_MOST], more.in_words(f"and {more} more, in the tables below")]
    text += "; not for (true, means over rows):" if missed else "."
    return [counted(held, "effects").in_words(text, kind, missed)]
