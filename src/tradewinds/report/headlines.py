"""The first lines of the page: what a reader in a hurry must not miss."""

from collections import Counter
from dataclasses import dataclass, field

import pandas as pd

from tradewinds.report.comparison import MODELS, Comparison, compare
from tradewinds.report.names import Names
from tradewinds.report.tables_checks import TENTH, effects_missed, truth_held
from tradewinds.report.verdicts import Verdict, ordered_verdicts
from tradewinds.report.words import count, listed, lower_first, percent, with_error

_MOST = 4
"""Effects that are named one by one."""
Found = list[tuple[str, Comparison]]
"""(tier, comparison) of every equation."""


@dataclass(frozen=True)
class Line:
    """A sentence, what it lists, and how it should strike the eye: bad, doubt, good or plain."""

    text: str
    kind: str = "plain"
    items: list[str] = field(default_factory=list)


def headlines(
    names: Names,
    scores: dict[str, pd.DataFrame],
    verdicts: dict[str, pd.DataFrame],
    recovery: dict[str, pd.DataFrame],
) -> list[Line]:
    """Simple models that win first, then the rest of the comparison, the verdicts, the known truth."""
    return [
        *_comparison_lines(names, scores),
        *_verdict_lines(names, verdicts),
        *_truth_lines(names, recovery),
    ]


def _comparison_lines(names: Names, scores: dict[str, pd.DataFrame]) -> list[Line]:
    ahead = _all(scores, "ahead", "lppd")
    by_outcome: dict[str, Found] = {"worse": [], "level": [], "better": [], "not computed": []}
    for tier, found in ahead:
        by_outcome[found.outcome].append((tier, found))
    lost, level, better = by_outcome["worse"], by_outcome["level"], by_outcome["better"]
    asked = count(sum(len(equations) for equations in names.equations.values()), "equation")
    lines = []
    if lost:
        text = (
            f"A simple model predicts better than the network for {len(lost)} of {asked}, "
            f"{_when(names, lost)}; the log density of what happened is higher by (nats per observation):"
        )
        lines.append(Line(text, "bad", [_item(names, t, c, -c.advantage) for t, c in lost]))
    lines += _lost_elsewhere(names, scores, {(tier, c.equation) for tier, c in lost})
    lines += _missing(names, ahead, by_outcome["not computed"])
    if level:
        text = (
            f"For {len(level)} of {asked} the network and the best simple model cannot be told apart, "
            f"{_when(names, level)} (network ahead by, nats per observation):"
        )
        lines.append(Line(text, "doubt", [_item(names, t, c, c.advantage, sign=True) for t, c in level]))
    if better:
        text = (
            f"The network predicts better than every simple model for {len(better)} of {asked}, "
            f"{_when(names, better)}; over the best of them by (nats per observation):"
        )
        lines.append(Line(text, "good", [_item(names, t, c, c.advantage) for t, c in better]))
    return lines


def _lost_elsewhere(names: Names, scores: dict[str, pd.DataFrame], said: set) -> list[Line]:
    """Wins of simple models that the headline score does not show."""
    lines = []
    points = [(t, c) for t, c in _all(scores, "ahead", "rmse") if c.outcome == "worse"]
    points = [(t, c) for t, c in points if (t, c.equation) not in said]
    if points:
        text = (
            "Where the network's bands are no worse, a simple model still makes better point forecasts, "
            f"{_when(names, points)}; its root mean squared error is smaller by (per cent of the network's):"
        )
        items = [_item(names, t, c, -c.advantage, per=c.network / 100) for t, c in points]
        lines.append(Line(text, "bad", items))
    inside = [(t, c) for t, c in _all(scores, "inside", "lppd") if c.outcome == "worse"]
    inside = [(t, c) for t, c in inside if (t, c.equation) not in said]
    if inside:
        text = (
            "For rows held out inside the training periods a simple model predicts better; log density "
            "higher by (nats per observation):"
        )
        lines.append(Line(text, "bad", [_item(names, t, c, -c.advantage) for t, c in inside]))
    return lines


def _missing(names: Names, ahead: Found, not_computed: Found) -> list[Line]:
    """Equations of which nothing can be claimed."""
    compared = {(tier, c.equation) for tier, c in ahead}
    missing = [(tier, c.equation) for tier, c in not_computed]
    missing += [(t, e) for t in names.tiers for e in names.equations[t] if (t, e) not in compared]
    if not missing:
        return []
    which = listed(lower_first(names.target(tier, equation).label) for tier, equation in missing)
    return [Line(f"No comparison with simple models was computed for {which}: nothing is claimed.", "bad")]


def _item(names: Names, tier: str, c: Comparison, by: float, sign: bool = False, per: float = 1.0) -> str:
    size = with_error(by / per, c.error / per, sign=sign) + (" %" if per != 1.0 else "")
    return f"{names.target(tier, c.equation).label}: {MODELS.get(c.rival, c.rival)}, {size}"


def _when(names: Names, found: Found) -> str:
    """“one month ahead”, or “one month or quarter ahead” where tables differ."""
    spans = dict.fromkeys(names.one(names.target(tier, c.equation).table) for tier, c in found)
    return f"one {listed(spans, last='or')} ahead"


def _all(scores: dict[str, pd.DataFrame], question: str, metric: str) -> Found:
    return [(tier, c) for tier, table in scores.items() for c in compare(table, question, metric)]


def _verdict_lines(names: Names, verdicts: dict[str, pd.DataFrame]) -> list[Line]:
    lines = []
    for tier in names.tiers:
        rows = ordered_verdicts(names, tier, verdicts.get(tier))
        if not rows:
            lines.append(Line(f"Tier {tier[-1]}: no verdict was computed; its results are unchecked.", "bad"))
            continue
        accepted = [row for row in rows if row.check == "acceptance"]
        kinds = {"pass": "good", "inconclusive": "doubt"}
        lines += [Line(f"Tier {tier[-1]}: {row.sentence}", kinds.get(row.status, "bad")) for row in accepted]
        open_ = [r for r in rows if r.status not in ("pass", "not applicable") and r.check != "acceptance"]
        judged = sum(row.status != "not applicable" for row in rows)
        if open_:
            failed = [row for row in open_ if row.status != "inconclusive"]
            unsure = [row for row in open_ if row.status == "inconclusive"]
            parts = [f"{len(failed) or 'none'} of {count(judged, 'check')} failed{_which(failed)}"]
            if unsure:
                parts.append(f"{len(unsure)} cannot say{_which(unsure)}")
            lines.append(Line(f"Tier {tier[-1]}: {listed(parts)}.", "bad" if failed else "doubt"))
        else:
            lines.append(Line(f"Tier {tier[-1]}: all {count(judged, 'check')} passed.", "good"))
    return lines


def _which(rows: list[Verdict]) -> str:
    """“ (beats the simple models 5, coverage of the bands 3)”; nothing for no rows."""
    found = Counter(lower_first(row.title) for row in rows)
    several = len(rows) > 1
    named = [f"{title} {number}" if several else title for title, number in found.items()]
    return f" ({', '.join(named)})" if named else ""


def _truth_lines(names: Names, recovery: dict[str, pd.DataFrame]) -> list[Line]:
    lines = []
    for tier, table in recovery.items():
        if table.empty:
            continue
        held, asked, level = truth_held(table)
        text = (
            f"Tier {tier[-1]}, against the known truth: the {percent(level)} band held the true one-period "
            f"effect in at least {percent(level - TENTH)} of rows, for {held} of {count(asked, 'effect')}"
        )
        kind = "good" if held == asked else "bad" if held <= asked / 2 else "doubt"
        missed = effects_missed(names, tier, table)
        if len(missed) > _MOST:
            missed = [*missed[:_MOST], f"and {len(missed) - _MOST} more, in the tables below"]
        lines.append(
            Line(f"{text}; not for (true, means over rows):" if missed else f"{text}.", kind, missed)
        )
    return lines
