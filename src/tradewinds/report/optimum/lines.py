"""What was found, in sentences: which path or rule, how much better than what, how sure, and every doubt."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from tradewinds.report.names import Names, period_text
from tradewinds.report.optimum.answer import inside_told
from tradewinds.report.optimum.doubts import doubts_of_path, doubts_of_rule, ends_late
from tradewinds.report.optimum.inputs import OptimumInputs
from tradewinds.report.optimum.policies import REFUSED, SIMPLE, WELFARE_UNIT, name_of
from tradewinds.report.page.blocks import Statement
from tradewinds.report.quantities import amount, counted, with_its_error
from tradewinds.report.words import count, finite, listed, number, percent, probability
from tradewinds.settings.welfare import Risk

_BESIDE = ("baseline", "optimum", "free trade", "best uniform tariff", "best proportional rule")
"""Policies that a rule is set beside."""


def answer_lines(given: OptimumInputs) -> list[Statement]:
    """What undoes the answer, then the answer, then doubts."""
    doubts = doubts_of_rule(given) if given.rule else doubts_of_path(given)
    answer = _of_rule(given) if given.rule else _of_path(given)
    bad = [line for line in doubts if line.kind == "bad"]
    return [*bad, *answer, *(line for line in doubts if line.kind != "bad")]


def _of_path(given: OptimumInputs) -> list[Statement]:
    """Path, gain, regrets, the truth where it is known."""
    found = [_gain(given, bool(ends_late(given))), _regrets(given), *_truth_of_path(given)]
    return [*given.told([_path(given)], "paths"), *given.told(found, "policies")]


def _of_rule(given: OptimumInputs) -> list[Statement]:
    """Rule, gain, how far it is ahead, the truth where it is known, and whether it was seen."""
    assert given.rule is not None  # asked where there is one
    shift = amount(given.rule.shift, unit="points").in_words(f"The rule: {given.rule.sentence()}.")
    inside, said = inside_told(given)
    reach = amount(given.best["excess"], unit="training ranges")
    found = [_gain(given), _beside(given), *_truth_of_rule(given)]
    found.append(reach.in_words(said, "good" if inside else "doubt"))
    return [*given.told([shift], "rule"), *given.told(found, "policies")]


def _path(given: OptimumInputs) -> Statement:
    """Mean, first and last rates, the sectors that move most, and the largest moves of single periods."""
    names, (best, base) = given.names, (given.sector_rates[name] for name in ("optimum", "baseline"))
    first, last, before = (
        amount(of.mean(), 2, unit="%") for of in (best.iloc[0], best.iloc[-1], base.iloc[-1])
    )
    text = (
        f"The path: {given.policy_label} of {first} % in the first period and {last} % in the "
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


def _gain(given: OptimumInputs, late: bool = False) -> Statement:
    """``late``: the path's end is doubted, which what comes after it does not say; no tick then."""
    best, draws, welfare = given.best, given.draws, given.welfare
    gain = draws.effect(best["welfare"], best["welfare_low"], best["welfare_high"], WELFARE_UNIT)
    text = (
        f"Welfare: {number(best['welfare'], 3, sign=True)} against the baseline's nothing "
        f"({draws.ends(gain.low, gain.high)}); better {draws.share(best['gains'])}."
    )
    if welfare.risk == Risk.cvar:
        text += f" Mean of the worst {percent(welfare.level)} of draws: {number(best['risk'], 3, sign=True)}."
    if welfare.risk == Risk.loss:
        text += f" Probability of gaining no more than {welfare.target:g}: {probability(-best['risk'])}."
    ahead = best["objective"] > given.rows["baseline"]["objective"]
    sure = draws.posterior and ahead and best["gains"] >= given.optimise.confidence
    return gain.in_words(text, "good" if sure and not late else "plain")


def _regrets(given: OptimumInputs) -> Statement:
    items = []
    for row in given.named(given.policies[given.policies["policy"].isin(SIMPLE)]):
        regret = with_its_error(row.regret, row.regret_error, sign=True, unit=WELFARE_UNIT)
        if np.isposinf(row.regret):
            away = f"{REFUSED}, {count(row.left_out, 'draw runs', 'draws run')} away on it"
            regret = counted(row.left_out, "draws").in_words(away)
        items.append(regret.in_words(f"{name_of(row, given.names)}: {regret}"))
    text = "What choosing a simple policy instead would cost (regret, penalties included):"
    return Statement(text, "plain", items)


def _beside(given: OptimumInputs) -> Statement:
    items = []
    for row in given.policies[given.policies["policy"].isin(_BESIDE)].itertuples(index=False):
        ahead = given.draws.effect(row.ahead, row.ahead_low, row.ahead_high, WELFARE_UNIT)
        better = f"the rule is better {given.draws.share(row.ahead_share)}"
        items.append(ahead.in_words(f"{name_of(row, given.names)}: {ahead}; {better}"))
    text = "By how much the rule's welfare is higher, on the same draws, than that of other policies:"
    return Statement(text, "plain", items)


def _truth_of_path(given: OptimumInputs) -> Iterator[Statement]:
    best, policies = given.best, given.policies
    if not finite(best["truth"]):
        return
    searched = ["optimum", "search", "rule", "best proportional rule"]
    simple = policies[~policies["policy"].isin(searched) & policies["name"].notna()]
    simple = simple[~simple["policy"].str.startswith("frontier")]
    simple = simple.drop_duplicates(["welfare", "roughness"])  # some have a name, and are a point besides
    top = simple.loc[simple["truth"].idxmax(), "truth"]
    inside, said = _held(given)
    text = (
        f"The truth of this simulated economy: the optimum's welfare is {_signed(best['truth'])} (believed "
        f"{_signed(best['welfare'])}), that of the best of "
        f"{count(len(simple), 'simple policy', 'simple policies')}, had the truth been known, {_signed(top)}."
        f" {said}"
    )
    kind = "bad" if not best["truth"] > 0 else "good" if best["truth"] >= top else "doubt"
    yield amount(best["truth"], unit=WELFARE_UNIT).in_words(text, kind)


def _truth_of_rule(given: OptimumInputs) -> Iterator[Statement]:
    best, path = given.best, given.rows["optimum"]
    if finite(best["truth"]):
        inside, said = _held(given)
        text = (
            f"The truth of this simulated economy: the rule's welfare is {_signed(best['truth'])} (believed "
            f"{_signed(best['welfare'])}), the best path's {_signed(path['truth'])}. {said}"
        )
        kind = "bad" if best["truth"] <= 0 else "good" if inside else "doubt"
        yield amount(best["truth"], unit=WELFARE_UNIT).in_words(text, kind)


def _held(given: OptimumInputs) -> tuple[bool, str]:
    """Whether the truth of the answer's welfare lies in what is told of it, and that in a sentence."""
    best = given.best
    inside = bool(best["welfare_low"] <= best["truth"] <= best["welfare_high"])
    return inside, f"The truth lies {'inside' if inside else 'outside'} the {given.draws.inside}."


def _signed(welfare: float) -> str:
    return number(welfare, 3, sign=True)


def flat_text(given: OptimumInputs) -> Statement:
    """How far all rates may be shifted at no consequence, and what a point costs."""
    moves, best, asked = given.only("moves"), given.best, given.optimise
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
