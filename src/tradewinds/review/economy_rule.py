"""Checks of a rule for the tariff of a simulated economy: is it the one that is known to be best?"""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from tradewinds.review.check import Area, Check
from tradewinds.review.finding import Finding
from tradewinds.review.rules import at_least, at_most
from tradewinds.review.table import results_table
from tradewinds.settings.economy_rule import EconomyRuleSettings, TriedTariff

ECONOMY_RULE = Area("economy rule")
"""Checks of ``RuleCase``."""
_USUAL = 1.0
"""Within so many usual deviations of what is seen a rule's tariffs are held to the best one."""
SAME = 0.005
"""Difference between what two tariffs are worth, in % a period, that is of no consequence."""
LOST_LIMIT = 0.01
"""Largest share of histories without a finite gradient."""


@dataclass(frozen=True)
class RuleCase:
    """Tables of a rule (``policy.rules.economy_rule``), and how far from the best one it may be."""

    rates: pd.DataFrame
    policies: pd.DataFrame
    search: pd.DataFrame
    asked: EconomyRuleSettings


def review_economy_rule(case: RuleCase) -> pd.DataFrame:
    """One row a check."""
    return results_table(ECONOMY_RULE.review(case))


def _known(case: RuleCase) -> Iterator[Finding]:
    rates = case.rates
    if rates["best"].isna().all():
        return  # nobody knows it
    usual = rates[rates["seen"].abs() <= _USUAL]
    off = 100 * (usual["tariff"] - usual["best"]).abs().to_numpy()
    words = {"best": 100 * float(usual["best"].iloc[0]), "start": 100 * case.asked.start}
    yield Finding(float(off.max()), words=words)


KNOWN_BEST = ECONOMY_RULE.register(
    Check(
        id="known optimum",
        title="The known optimum",
        question="Does the search end at the tariff that is known to be best?",
        threshold=lambda case: 100 * case.asked.tolerance,
        computation=_known,
        rule=at_most,
        sentence="Begun at {start:.3g} points, the rule ends within {value:.2g} points of the best tariff, "
        "{best:.3g}, wherever what it sees is within its usual range.",
        advice="Take more optimise.steps or optimise.episodes, or a smaller optimise.noise.",
    )
)


def _gained(case: RuleCase) -> Iterator[Finding]:
    gain = case.policies.drop_duplicates("policy").set_index("policy")["gain"]
    words = {"start": float(gain[TriedTariff.start]), "rule": float(gain[TriedTariff.rule])}
    yield Finding(float(gain[TriedTariff.rule] - gain[TriedTariff.start]), words=words)


GAINED = ECONOMY_RULE.register(
    Check(
        id="better than its start",
        title="Better than its start",
        question="On fresh histories, is the rule worth more than the tariff that the search began with?",
        threshold=lambda case: 0.0,
        computation=_gained,
        rule=at_least,
        sentence="It is worth {value:.2g}% a period more than the tariff it began with.",
        advice="Take more optimise.steps.",
    )
)


def _others(case: RuleCase) -> Iterator[Finding]:
    policies = case.policies
    rule = policies[policies["policy"] == TriedTariff.rule].iloc[0]
    rest = policies[policies["policy"] != TriedTariff.rule]
    best = rest.loc[rest["gain"].idxmax()]
    yield Finding(float(best["gain"] - rule["gain"]), words={"tariff": 100 * float(best["tariff"])})


CONSTANTS = ECONOMY_RULE.register(
    Check(
        id="constant tariffs",
        title="Constant tariffs",
        question="Is no constant tariff better, on the same fresh histories?",
        threshold=lambda case: SAME,
        computation=_others,
        rule=at_most,
        sentence="The best constant one that was tried, {tariff:.3g} points, is worth {value:+.2g}% a period "
        "more than the rule.",
        advice="Take more optimise.steps or optimise.episodes.",
    )
)


def _lost(case: RuleCase) -> Iterator[Finding]:
    yield Finding(float(case.search["lost"].iloc[0]))


LOST_HISTORIES = ECONOMY_RULE.register(
    Check(
        id="finite histories",
        title="Finite histories",
        question="Did the histories that the search met end in numbers?",
        threshold=lambda case: LOST_LIMIT,
        computation=_lost,
        rule=at_most,
        sentence="A share of {value:.2g} of them had no finite gradient and was left out.",
        advice="Narrow optimise.lowest and optimise.highest, or lower optimise.learning_rate.",
    )
)
