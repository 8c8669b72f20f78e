"""What was found, in sentences: which path, how much better than what, how sure, and every reason to doubt
it."""

import numpy as np
import pandas as pd

from tradewinds.report.blocks import Statement
from tradewinds.report.columns import TableRow
from tradewinds.report.names import Names, period_text
from tradewinds.report.quantities import amount, banded, chance, counted, in_percent, ranged, with_its_error
from tradewinds.report.sources import Sources
from tradewinds.report.words import (
    count,
    finite,
    listed,
    lower_first,
    number,
    percent,
    probability,
)
from tradewinds.review.policy import BETTER_THAN_BASELINE
from tradewinds.review.policy import BETTER_THAN_SIMPLE as NO_SIMPLER
from tradewinds.review.status import Status
from tradewinds.settings.optimise import OptimiseSettings
from tradewinds.settings.outcomes import Outcome
from tradewinds.settings.welfare import Risk, WelfareSettings

POLICIES = {
    "optimum": "The optimum",
    "search": "What the search found",
    "baseline": "Baseline",
    "scenario": "Scenario",
    "free trade": "Free trade",
    "best uniform tariff": "Best uniform tariff",
    "best of the coarse grid": "Best of the coarse grid",
}
"""Policies of ``policy.evaluate`` as the page calls them."""
SIMPLE = ("baseline", "free trade", "best uniform tariff", "best of the coarse grid")
REFUSED = "refused"
WELFARE_UNIT = "units of welfare"
_LONG, _JUMP = 8, 5.0
"""Periods of a path, and points within its second half, from which on its end is doubted."""
_STILL = 1e-4
"""Largest change of a rate below which a start has not moved."""


def headlines(
    names: Names,
    policies: pd.DataFrame,
    paths: pd.DataFrame,
    starts: pd.DataFrame,
    asked: OptimiseSettings,
    welfare: WelfareSettings,
    sources: Sources,
) -> list[Statement]:
    """What undoes the answer, then the answer (path, gain, regrets, the truth where known), then doubts."""
    best = policies[policies["policy"] == "optimum"].iloc[0]
    baseline = policies[policies["policy"] == "baseline"].iloc[0]
    late = _late(names, paths)
    judged = [
        *_told(best, baseline, asked),
        *_fallen_back(policies, best),
        *_close(names, policies, asked),
    ]
    doubts = [
        *sources.behind(judged, "policies"),
        *sources.behind(_moved(starts), "starts"),
        *sources.behind([*late, *_edges(names, paths, best, baseline, asked)], "paths", "policies"),
    ]
    gain = _gain(best, baseline, welfare, asked.confidence, bool(late))
    answer = [
        *sources.behind([_path(names, paths)], "paths"),
        *sources.behind([gain, *_regrets(names, policies, best), *_truth(policies, best)], "policies"),
    ]
    bad = [line for line in doubts if line.kind == "bad"]
    return [*bad, *answer, *(line for line in doubts if line.kind != "bad")]


def name_of(row: TableRow, names: Names) -> str:
    """A policy as the page calls it, with which one of its kind it is."""
    text = POLICIES.get(row.policy, row.policy)
    if row.policy == "scenario":
        return f"Scenario {names.experiment['scenario']['name']}"
    if row.policy == "best of the coarse grid":
        return f"{text} (shift of {row.name} points)".replace("-", "−")
    return f"{text} ({row.name})" if row.name else text


def is_answer(row: TableRow, best: pd.Series) -> bool:
    """Whether a policy is the optimum under another name: what the search found, or what it fell back on."""
    named = bool(best["name"]) or row.policy == "search"
    return named and row.policy != "optimum" and abs(row.regret) < 1e-12


def outcome_text(names: Names, outcome: Outcome) -> str:
    """“customs revenue, total of the sectors (%)”."""
    variable = names.variable(outcome.table, outcome.name)
    if outcome.table == "national":
        whose = ""
    else:
        whose = ", total of the sectors" if outcome.total else ", mean of the sectors"
    return f"{lower_first(variable.label)}{whose} ({variable.effect_unit})"


def _told(best: pd.Series, baseline: pd.Series, asked: OptimiseSettings) -> list[Statement]:
    row = {**best, "baseline": baseline["objective"], "confidence": asked.confidence}
    (result,) = BETTER_THAN_BASELINE.review(row)
    if result.status is Status.passed:
        return []
    (found,) = BETTER_THAN_BASELINE.computation(row)
    words = {"probability": probability(best["gains"]), "asked": percent(asked.confidence)}
    return [
        chance(best["gains"]).in_words(
            BETTER_THAN_BASELINE.said(found, result.status).format(**words), result.status.kind
        )
    ]


def _fallen_back(policies: pd.DataFrame, best: pd.Series) -> list[Statement]:
    if not best["name"]:
        return []
    found = policies[policies["policy"] == "search"].iloc[0]
    regret = with_its_error(found["regret"], found["regret_error"], unit=WELFARE_UNIT)
    worse = (
        f"does worse on fresh draws than a simple policy, {best['name']}, by {regret}"
        if finite(found["regret"])
        else f"is refused on fresh draws, since too many of them run away on it, and {best['name']} is not"
    )
    text = (
        f"The search's own path {worse}: that policy is the answer. It was chosen on the draws that judge "
        "it, so that its figures flatter it a little. Raise optimise.draws or optimise.starts."
    )
    return [regret.in_words(text, "bad")]


def _close(names: Names, policies: pd.DataFrame, asked: OptimiseSettings) -> list[Statement]:
    """Whether a simple policy cannot be told from the optimum."""
    simple = policies[policies["policy"].isin(SIMPLE) & np.isfinite(policies["regret"])]
    for row in simple[simple["regret"] > 0].sort_values("regret").itertuples(index=False):
        case = {"behind": row.behind, "confidence": asked.confidence}
        (found,), (result,) = NO_SIMPLER.computation(case), NO_SIMPLER.review(case)
        if result.status is not Status.passed:
            behind = chance(row.behind)
            words = {"policy": lower_first(name_of(row, names)), "probability": behind}
            text = NO_SIMPLER.said(found, result.status).format(**words)
            return [behind.in_words(text, result.status.kind)]
    return []


def _late(names: Names, paths: pd.DataFrame) -> list[Statement]:
    """Whether rates move where their consequences come too late to count."""
    factor = names.variable("sectors", names.policy).factor
    by_period = paths[paths["policy"] == "optimum"].groupby("period")["rate"].mean() * factor
    change = by_period.iloc[-1] - by_period.iloc[len(by_period) // 2]
    if len(by_period) < _LONG or abs(change) < _JUMP:
        return []
    by = amount(abs(change), 2, unit="points")
    text = (
        f"Rates {'rise' if change > 0 else 'fall'} by {by} points in the second half of "
        "the path. What comes after its last period does not count, so that this may be the path's end "
        "alone: ask again with a longer one (scenario.periods)."
    )
    return [by.in_words(text, "doubt")]


def _moved(starts: pd.DataFrame) -> list[Statement]:
    mine = starts[starts["aim"] == "welfare"]
    if (mine["moved"] < _STILL).all():
        text = (
            "The search ended where it began, from every start: nothing was found. Raise "
            "optimise.learning_rate."
        )
        return [Statement(text, "bad")]
    late = mine[mine["ended"] > mine["ended"].max() - max(0.02 * abs(mine["ended"].max()), 1e-3)]
    if len(mine) > 1 and late["apart"].max() > 0.02:
        far = amount(late["apart"].max(), 2, factor=100, unit="points")
        text = (
            f"Searches that ended equally high lie {far} points apart on average: the path is not determined "
            "by what was asked, its welfare is."
        )
        return [far.in_words(text, "doubt")]
    return []


def _edges(
    names: Names, paths: pd.DataFrame, best: pd.Series, baseline: pd.Series, asked: OptimiseSettings
) -> list[Statement]:
    rates = paths[paths["policy"] == "optimum"]["rate"]
    lines, policy = _bounded(paths, asked), lower_first(names.variable("sectors", names.policy).label)
    for bound, at in (("lower", asked.lowest), ("upper", asked.highest)):
        share = in_percent(float((np.abs(rates - at) < 1e-6).mean()))
        if share.value > 0:
            text = (
                f"{share} of its rates lie on the {bound} bound, {percent(at)}: there the bound "
                "decides, not the welfare."
            )
            lines.append(share.in_words(text, "doubt" if bound == "upper" or at > 0 else "plain"))
    if best["excess"] > max(0.05, 2 * baseline["excess"]):
        by = amount(best["excess"], 2, unit="training ranges")
        text = (
            f"It leaves what was seen in training, by {by} ranges on average beyond "
            f"the {asked.inside:g} allowed (the baseline by {number(baseline['excess'], 2)}): there the "
            f"effect of the {policy} is assumption."
        )
        lines.append(by.in_words(text, "doubt"))
    return lines


def _bounded(paths: pd.DataFrame, asked: OptimiseSettings) -> list[Statement]:
    """Whether the baseline itself could have been chosen."""
    baseline = paths[paths["policy"] == "baseline"].set_index("sector")["rate"]
    beyond = baseline[(baseline < asked.lowest) | (baseline > asked.highest)].index.unique()
    if beyond.empty:
        return []
    text = (
        f"The baseline lies outside the bounds in {count(len(beyond), 'sector')}: every path that was "
        "looked at moves there, whatever that costs. Widen optimise.lowest and highest to allow what is."
    )
    return [counted(len(beyond), "sectors").in_words(text, "doubt")]


def _path(names: Names, paths: pd.DataFrame) -> Statement:
    """Mean, first and last rates, the sectors that move most, and the largest moves of single periods."""
    variable = names.variable("sectors", names.policy)
    table = {
        policy: of.pivot(index="period", columns="sector", values="rate") * variable.factor
        for policy, of in paths.groupby("policy")
        if policy in ("optimum", "baseline")
    }
    best, base = table["optimum"], table["baseline"]
    first, last, before = (
        amount(of.mean(), 2, unit="%") for of in (best.iloc[0], best.iloc[-1], base.iloc[-1])
    )
    text = (
        f"The path: {lower_first(variable.label)} of {first} % in the first period and {last} % in the "
        f"last, mean over sectors, against {before} % on the baseline."
    )
    moves = best - base
    if len(moves.columns) > 1:
        mean = moves.mean().sort_values()
        low, high = (number(mean.iloc[at], 2, sign=True) for at in (0, -1))
        text += (
            f" On average over its periods rates move by {low} points in {names.sector(mean.index[0])} to "
            f"{high} in {names.sector(mean.index[-1])}."
        )
    flat = moves.to_numpy().ravel()
    low, high = (_single(names, moves, at) for at in (int(flat.argmin()), int(flat.argmax())))
    return last.in_words(f"{text} In single periods rates move by {low} to {high}.")


def _single(names: Names, moves: pd.DataFrame, at: int) -> str:
    """“−5.0 points (Sector 4, period 103)”: one of the moves [period, sector], by its flat position."""
    row, column = divmod(at, len(moves.columns))
    where = [names.whose(moves.columns[column]), period_text(moves.index[row], names.frequency("sectors"))]
    return f"{number(moves.iat[row, column], 2, sign=True)} points ({', '.join(filter(None, where))})"


def _gain(
    best: pd.Series, baseline: pd.Series, welfare: WelfareSettings, confidence: float, late: bool
) -> Statement:
    """``late``: the path's end is doubted, which what comes after it does not say; no tick then."""
    gain = banded(best["welfare"], best["welfare_low"], best["welfare_high"], unit=WELFARE_UNIT)
    text = (
        f"Welfare: {number(best['welfare'], 3, sign=True)} against the baseline's nothing (90 % band "
        f"{ranged(gain.low, gain.high)}); better with a probability of {probability(best['gains'])}."
    )
    if welfare.risk == Risk.cvar:
        text += f" Mean of the worst {percent(welfare.level)} of draws: {number(best['risk'], 3, sign=True)}."
    if welfare.risk == Risk.loss:
        text += f" Probability of gaining no more than {welfare.target:g}: {probability(-best['risk'])}."
    sure = best["objective"] > baseline["objective"] and best["gains"] >= confidence
    return gain.in_words(text, "good" if sure and not late else "plain")


def _regrets(names: Names, policies: pd.DataFrame, best: pd.Series) -> list[Statement]:
    items = []
    for row in policies.itertuples(index=False):
        if row.policy in SIMPLE and not is_answer(row, best):
            regret = with_its_error(row.regret, row.regret_error, sign=True, unit=WELFARE_UNIT)
            if np.isposinf(row.regret):
                away = f"{REFUSED}, {count(row.left_out, 'draw runs', 'draws run')} away on it"
                regret = counted(row.left_out, "draws").in_words(away)
            items.append(regret.in_words(f"{name_of(row, names)}: {regret}"))
    return [
        Statement(
            "What choosing a simple policy instead would cost (regret, penalties included):", "plain", items
        )
    ]


def _truth(policies: pd.DataFrame, best: pd.Series) -> list[Statement]:
    if not finite(best["truth"]):
        return []
    simple = policies[~policies["policy"].isin(["optimum", "search"]) & policies["name"].notna()]
    simple = simple[~simple["policy"].str.startswith("frontier")]
    simple = simple.drop_duplicates(["welfare", "roughness"])  # some have a name, and are a point besides
    top = simple.loc[simple["truth"].idxmax()]
    text = (
        f"The truth of this simulated economy: the optimum's welfare is "
        f"{number(best['truth'], 3, sign=True)} (believed {number(best['welfare'], 3, sign=True)}), that of "
        f"the best of {count(len(simple), 'simple policy', 'simple policies')}, had the truth been known, "
        f"{number(top['truth'], 3, sign=True)}."
    )
    inside = best["welfare_low"] <= best["truth"] <= best["welfare_high"]
    text += f" The truth lies {'inside' if inside else 'outside'} the 90 % band."
    kind = "good" if best["truth"] >= top["truth"] else "doubt"
    return [amount(best["truth"], unit=WELFARE_UNIT).in_words(text, kind if best["truth"] > 0 else "bad")]


def flat_text(moves: pd.DataFrame, best: pd.Series, asked: OptimiseSettings) -> Statement:
    """How far all rates may be shifted at no consequence, and what a point costs."""
    shifts = moves[moves["kind"] == "shift"]
    ranges = []
    for limit, of in (
        (asked.tolerance, f"{asked.tolerance:g}"),
        (best["welfare_deviation"], "one deviation"),
    ):
        near = shifts[shifts["loss"] <= limit]["by"]
        low, high = (number(100 * edge, 2, sign=True) for edge in (near.min(), near.max()))
        ranges.append(f"shifts between {low} and {high} points lose less than {of}")
    one = shifts[np.isclose(shifts["by"].abs(), 0.01)]
    costs = [with_its_error(row.loss, row.error, unit=WELFARE_UNIT) for row in one.itertuples()]
    points = (f"{100 * by:+.0f}".replace("-", "−") for by in one["by"])
    which = listed(f"{cost} for {by}" for cost, by in zip(costs, points, strict=True))
    text = (
        f"Of welfare, a point on all rates costs {which}; {listed(ranges)} (shifts up to ten points "
        "were tried, rates held within the bounds)."
    )
    return max(costs, key=lambda cost: cost.value).in_words(text) if costs else Statement(text)
