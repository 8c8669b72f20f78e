"""The rule in sentences: what it gains over holding and over the best path, and every reason to doubt it."""

import pandas as pd

from tradewinds.report.draws_told import DrawsTold
from tradewinds.report.names import Names
from tradewinds.report.optimum.answer import inside_told
from tradewinds.report.optimum.doubts import not_told, search_doubts
from tradewinds.report.optimum.lines import gain_line
from tradewinds.report.optimum.policies import WELFARE_UNIT, name_of
from tradewinds.report.optimum.rule_told import RuleTold, bound_share
from tradewinds.report.page.blocks import Statement
from tradewinds.report.page.sources import Sources
from tradewinds.report.quantities import amount, in_percent
from tradewinds.report.words import capital, finite, number
from tradewinds.settings.optimise import OptimiseSettings
from tradewinds.settings.welfare import WelfareSettings

_BESIDE = ("baseline", "optimum", "free trade", "best uniform tariff", "best proportional rule")


def rule_lines(
    names: Names,
    rule: RuleTold,
    policies: pd.DataFrame,
    paths: pd.DataFrame,
    starts: pd.DataFrame,
    asked: OptimiseSettings,
    welfare: WelfareSettings,
    sources: Sources,
) -> list[Statement]:
    """What undoes the answer first, then the answer, then doubts. ``starts``: of the rule's own search."""
    of, told = policies.set_index("policy"), DrawsTold.of(names)
    best, baseline = of.loc["rule"], of.loc["baseline"]
    inside, said = inside_told(best, baseline, asked.inside)
    doubts = [
        *sources.behind(not_told(told, best, baseline, asked), "policies"),
        *sources.behind(search_doubts(starts.assign(aim="welfare")), "rule_starts"),
        *sources.behind(_bounds(paths, asked), "paths"),
    ]
    shift = amount(rule.shift, unit="points").in_words(f"The rule: {rule.sentence()}.")
    reach = amount(best["excess"], unit="training ranges").in_words(said, "good" if inside else "doubt")
    answer = [
        *sources.behind([shift], "rule"),
        *sources.behind(
            [
                gain_line(told, best, baseline, welfare, asked.confidence),
                _beside(names, told, policies),
                *_truth(told, policies),
                reach,
            ],
            "policies",
        ),
    ]
    bad = [line for line in doubts if line.kind == "bad"]
    return [*bad, *answer, *(line for line in doubts if line.kind != "bad")]


def _beside(names: Names, told: DrawsTold, policies: pd.DataFrame) -> Statement:
    items = []
    for row in policies[policies["policy"].isin(_BESIDE)].itertuples(index=False):
        ahead = told.effect(row.ahead, row.ahead_low, row.ahead_high, WELFARE_UNIT)
        items.append(
            ahead.in_words(
                f"{name_of(row, names)}: {ahead}; the rule is better {told.share(row.ahead_share)}"
            )
        )
    text = "By how much the rule's welfare is higher, on the same draws, than that of other policies:"
    return Statement(text, "plain", items)


def _truth(told: DrawsTold, policies: pd.DataFrame) -> list[Statement]:
    of = policies.set_index("policy")
    best, path = of.loc["rule"], of.loc["optimum"]
    if not finite(best["truth"]):
        return []
    held = best["welfare_low"] <= best["truth"] <= best["welfare_high"]
    text = (
        f"The truth of this simulated economy: the rule's welfare is {number(best['truth'], 3, sign=True)} "
        f"(believed {number(best['welfare'], 3, sign=True)}), the best path's "
        f"{number(path['truth'], 3, sign=True)}. The truth lies {'inside' if held else 'outside'} the "
        f"{told.inside}."
    )
    kind = "bad" if best["truth"] <= 0 else "good" if held else "doubt"
    return [amount(best["truth"], unit=WELFARE_UNIT).in_words(text, kind)]


def _bounds(paths: pd.DataFrame, asked: OptimiseSettings) -> list[Statement]:
    share = in_percent(bound_share(paths, asked.lowest, asked.highest))
    if not share.value > 0:
        return []
    text = f"{share} of its mean rates lie on a bound: there the bound decides, not the rule."
    return [share.in_words(capital(text), "doubt")]
