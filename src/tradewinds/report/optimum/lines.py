"""What was found, in sentences: which path, how much better than what, how sure."""

import numpy as np
import pandas as pd

from tradewinds.report.draws_told import DrawsTold
from tradewinds.report.names import Names, period_text
from tradewinds.report.optimum.doubts import edge_doubts, ends_late, evaluation_doubts, search_doubts
from tradewinds.report.optimum.policies import REFUSED, SIMPLE, WELFARE_UNIT, is_answer, name_of
from tradewinds.report.page.blocks import Statement
from tradewinds.report.page.sources import Sources
from tradewinds.report.quantities import amount, counted, with_its_error
from tradewinds.report.words import (
    count,
    finite,
    listed,
    lower_first,
    number,
    percent,
    probability,
)
from tradewinds.settings.optimise import OptimiseSettings
from tradewinds.settings.welfare import Risk, WelfareSettings


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
    late = ends_late(names, paths)
    judged = evaluation_doubts(names, policies, asked)
    doubts = [
        *sources.behind(judged, "policies"),
        *sources.behind(search_doubts(starts), "starts"),
        *sources.behind([*late, *edge_doubts(names, paths, best, baseline, asked)], "paths", "policies"),
    ]
    told = DrawsTold.of(names)
    gain = gain_line(told, best, baseline, welfare, asked.confidence, bool(late))
    answer = [
        *sources.behind([_path(names, paths)], "paths"),
        *sources.behind([gain, *_regrets(names, policies, best), *_truth(told, policies, best)], "policies"),
    ]
    bad = [line for line in doubts if line.kind == "bad"]
    return [*bad, *answer, *(line for line in doubts if line.kind != "bad")]


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


def gain_line(
    told: DrawsTold,
    best: pd.Series,
    baseline: pd.Series,
    welfare: WelfareSettings,
    confidence: float,
    late: bool = False,
) -> Statement:
    """``late``: the path's end is doubted, which what comes after it does not say; no tick then."""
    gain = told.effect(best["welfare"], best["welfare_low"], best["welfare_high"], WELFARE_UNIT)
    text = (
        f"Welfare: {number(best['welfare'], 3, sign=True)} against the baseline's nothing "
        f"({told.ends(gain.low, gain.high)}); better {told.share(best['gains'])}."
    )
    if welfare.risk == Risk.cvar:
        text += f" Mean of the worst {percent(welfare.level)} of draws: {number(best['risk'], 3, sign=True)}."
    if welfare.risk == Risk.loss:
        text += f" Probability of gaining no more than {welfare.target:g}: {probability(-best['risk'])}."
    ahead = best["objective"] > baseline["objective"]
    sure = told.posterior and ahead and best["gains"] >= confidence
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


def _truth(told: DrawsTold, policies: pd.DataFrame, best: pd.Series) -> list[Statement]:
    if not finite(best["truth"]):
        return []
    searched = ["optimum", "search", "rule", "best proportional rule"]
    simple = policies[~policies["policy"].isin(searched) & policies["name"].notna()]
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
    text += f" The truth lies {'inside' if inside else 'outside'} the {told.inside}."
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
