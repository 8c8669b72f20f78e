"""The first lines of the page: what a reader in a hurry must not miss."""

from dataclasses import dataclass

import pandas as pd
import xarray as xr

from tradewinds.report.comparison import MODELS, Comparison, compare
from tradewinds.report.figures_policy import effect_factor, variables_of
from tradewinds.report.names import Names, Variable, period_text
from tradewinds.report.verdicts import ordered_verdicts
from tradewinds.report.words import (
    capital,
    count,
    finite,
    listed,
    lower_first,
    number,
    probability,
    with_error,
)


@dataclass(frozen=True)
class Line:
    """One sentence and how it should strike the eye: bad, doubt, good or plain."""

    text: str
    kind: str = "plain"


def headlines(
    names: Names, scores: dict[str, pd.DataFrame], verdicts: dict[str, pd.DataFrame]
) -> list[Line]:
    """Simple models that win first, then the rest of the comparison, then the verdicts."""
    lost, doubt, won = [], [], []
    for tier in names.tiers:
        if tier not in scores or scores[tier].empty:
            doubt.append(Line(f"{names.tier(tier)}: no score was computed, so nothing is claimed for it.", "bad"))
            continue
        ahead = compare(scores[tier], "ahead", "lppd")
        lost += [_loses(names, tier, c) for c in ahead if c.outcome == "worse"]
        lost += _loses_elsewhere(names, tier, scores[tier], ahead)
        doubt += _cannot_say(names, tier, ahead)
        won += _wins(names, tier, ahead)
    if won and not lost and not any(line.kind == "bad" for line in doubt):
        doubt.append(Line("No simple model scores better than the network by more than the error.", "good"))
    return [*lost, *doubt, *won, *_verdict_lines(names, verdicts)]


def answers(names: Names, rollout: dict[str, xr.Dataset]) -> list[Line]:
    """What the roll-out says about the end of the path, one line a variable.

    The nation where there is one, tier 2's variables first; else the sectors drawn one by one.
    """
    table = "national" if "national" in rollout else "sectors"
    if table not in rollout:
        return []
    data = rollout[table]
    found = variables_of(names, table, data)
    second = [v for v in found if table == "national" and v.name in names.equations.get("tier2", {})]
    lines = []
    for variable in (second or found)[:4]:
        sector = str(data["sector"].values[0])
        if table == "sectors":
            sector = next((s for s in names.shown if s in data["sector"].values), sector)
        lines.append(_answer(names, data, variable, sector))
    return lines


def horizon(names: Names, table: str) -> str:
    """“one month ahead”."""
    return f"one {names.one(table)} ahead"


def _answer(names: Names, data: xr.Dataset, variable: Variable, sector: str) -> Line:
    name, table = variable.name, variable.table
    last = data.sel(sector=sector).isel(period=-1)
    quantile = last[f"{name}_effect_quantile"] * effect_factor(variable)
    low, middle, high = (
        float(quantile.sel(quantile=q, method="nearest").item()) for q in (0.05, 0.5, 0.95)
    )
    whose = "" if table == "national" or len(names.sectors) == 1 else f" ({names.sector(sector)})"
    when = period_text(last["period"].values, names.frequency(table))
    if not finite(middle):
        return Line(f"{variable.label}{whose}: not computed.", "bad")
    unit = variable.effect_unit.replace("%", "per cent")
    direction = "higher" if middle > 0 else "lower"
    sign = f"The sign is {'not ' if low < 0 < high else ''}settled by these data and this model"
    text = (
        f"{variable.label}{whose}, {when}: {number(abs(middle), 2)} {unit} {direction} than with unchanged "
        f"tariffs (90{chr(0x202F)}% band {number(low, 2, sign=True)} to {number(high, 2, sign=True)}). "
        f"Probability of being higher: {probability(last[f'{name}_effect_positive'].item())}. {sign}."
    )
    return Line(text)


def _loses(names: Names, tier: str, c: Comparison) -> Line:
    target = names.target(tier, c.equation)
    when = horizon(names, target.table) if c.question == "ahead" else "for rows held out inside the training periods"
    by = with_error(-c.advantage, c.error)
    gain = {
        "lppd": f"its log density is higher by {by} nats per observation",
        "rmse": f"its root mean squared error is smaller by {by}",
        "crps": f"its CRPS is smaller by {by}",
    }[c.metric]
    model = capital(MODELS.get(c.rival, c.rival))
    return Line(f"{target.label}: a simple model wins. {model} predicts better {when}: {gain}.", "bad")


def _loses_elsewhere(names: Names, tier: str, scores: pd.DataFrame, ahead: list[Comparison]) -> list[Line]:
    """Wins of simple models that the headline score does not show."""
    said = {c.equation for c in ahead if c.outcome == "worse"}
    lines = []
    for question, metric, what in (
        ("ahead", "rmse", "point forecasts"),
        ("inside", "lppd", "forecasts"),
    ):
        for c in compare(scores, question, metric):
            if c.outcome == "worse" and c.equation not in said:
                said.add(c.equation)
                lines.append(_loses(names, tier, c) if what == "forecasts" else _point(names, tier, c))
    return lines


def _point(names: Names, tier: str, c: Comparison) -> Line:
    target = names.target(tier, c.equation)
    share = -c.advantage / c.network * 100 if c.network else float("nan")
    error = c.error / c.network * 100 if c.network else float("nan")
    model = capital(MODELS.get(c.rival, c.rival))
    return Line(
        f"{target.label}: a simple model wins on point forecasts. {model} has the smaller root mean squared "
        f"error {horizon(names, target.table)}, by {with_error(share, error)} per cent.",
        "bad",
    )


def _cannot_say(names: Names, tier: str, ahead: list[Comparison]) -> list[Line]:
    lines = []
    level = [c for c in ahead if c.outcome == "level"]
    if level:
        told = listed(
            f"{lower_first(names.target(tier, c.equation).label)} "
            f"({MODELS.get(c.rival, c.rival)}; network {with_error(c.advantage, c.error, sign=True)})"
            for c in level
        )
        lines.append(Line(f"Network and best simple model cannot be told apart for {told}.", "doubt"))
    missing = [names.target(tier, c.equation).label for c in ahead if c.outcome == "not computed"]
    explained = {c.equation for c in ahead}
    missing += [names.target(tier, e).label for e in names.equations.get(tier, {}) if e not in explained]
    if missing:
        which = listed(lower_first(label) for label in missing)
        lines.append(Line(f"The comparison with simple models was not computed for {which}.", "bad"))
    return lines


def _wins(names: Names, tier: str, ahead: list[Comparison]) -> list[Line]:
    better = [c for c in ahead if c.outcome == "better"]
    if not better:
        return []
    told = listed(
        f"{lower_first(names.target(tier, c.equation).label)} (over {MODELS.get(c.rival, c.rival)}: "
        f"{with_error(c.advantage, c.error, sign=True)})"
        for c in better
    )
    table = names.target(tier, better[0].equation).table
    when = horizon(names, table)
    text = f"The network predicts better than every simple model {when} for {told}; nats per observation."
    return [Line(text, "good")]


def _verdict_lines(names: Names, verdicts: dict[str, pd.DataFrame]) -> list[Line]:
    lines = []
    for tier in names.tiers:
        rows = ordered_verdicts(names, tier, verdicts.get(tier))
        if not rows:
            lines.append(Line(f"{names.tier(tier)}: no verdict was computed; its results are unchecked.", "bad"))
            continue
        accepted = [row for row in rows if row.check == "acceptance"]
        kinds = {"pass": "good", "inconclusive": "doubt"}
        lines += [Line(f"Tier {tier[-1]}: {row.sentence}", kinds.get(row.status, "bad")) for row in accepted]
        open_ = [r for r in rows if r.status not in ("pass", "not applicable") and r.check != "acceptance"]
        judged = sum(row.status != "not applicable" for row in rows)
        if open_:
            which = listed(dict.fromkeys(lower_first(row.title) for row in open_))
            text = f"Tier {tier[-1]}: {len(open_)} of {count(judged, 'check')} did not pass ({which})."
            worst = any(row.status != "inconclusive" for row in open_)
            lines.append(Line(text, "bad" if worst else "doubt"))
        else:
            lines.append(Line(f"Tier {tier[-1]}: all {count(judged, 'check')} passed.", "good"))
    return lines
