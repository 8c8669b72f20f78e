"""What the page of the best policy answers first: which path or rule, and what it gains, in one sentence."""

import pandas as pd

from tradewinds.report.draws_told import DrawsTold
from tradewinds.report.names import Names
from tradewinds.report.optimum.policies import WELFARE_UNIT
from tradewinds.report.optimum.rule_told import RuleTold
from tradewinds.report.page.blocks import Statement
from tradewinds.report.quantities import banded
from tradewinds.report.words import capital, finite, number


def answer_of_path(names: Names, policies: pd.DataFrame, paths: pd.DataFrame, good: bool) -> Statement:
    """“A tariff of 6.5 % at first and 30 % at last … raises welfare by 1.02 (90 % band …) …”.

    ``good``: whether it is told from the baseline as surely as was asked.
    """
    told, best = DrawsTold.of(names), policies[policies["policy"] == "optimum"].iloc[0]
    variable = names.variable("sectors", names.policy)
    mean = {
        policy: of.groupby("period")["rate"].mean() * variable.factor
        for policy, of in paths.groupby("policy")
        if policy in ("optimum", "baseline")
    }
    first, last = (number(mean["optimum"].iloc[at], 2) for at in (0, -1))
    before = number(mean["baseline"].iloc[-1], 2)
    moves = f"{first} % throughout" if first == last else f"{first} % at first and {last} % at last"
    text = (
        f"{variable.label} of {moves}, mean over sectors, against {before} % with {names.compared_with()}: "
        f"welfare {_gain(told, best)}."
    )
    return _stated(best, told, text, good)


def answer_of_rule(names: Names, policies: pd.DataFrame, rule: RuleTold, good: bool) -> Statement:
    """The rule, what it gains over holding rates and over the best path; marks say what was seen."""
    told = DrawsTold.of(names)
    of = policies.set_index("policy")
    best, path = of.loc["rule"], of.loc["optimum"]
    if not finite(best["welfare"]):
        return _stated(best, told, f"{capital(rule.sentence(named=1))}: it could not be evaluated.", good)
    low, high = (number(path[end], 2, sign=True) for end in ("ahead_low", "ahead_high"))
    gained = f"{_higher(best['welfare'])} than with {names.compared_with()}"
    text = (
        f"{capital(rule.sentence(named=1))}. Welfare is {gained} "
        f"({told.ends(best['welfare_low'], best['welfare_high'])}) and {_higher(path['ahead'])} than on the "
        f"best path ({low} to {high})."
    )
    return _stated(best, told, text, good)


def inside_told(row: pd.Series, baseline: pd.Series, inside: float) -> tuple[bool, str]:
    """Whether a policy stays within what was seen as far as the baseline does, and that in a sentence."""
    if not finite(row["excess"]):
        return False, "How far it leaves what was seen is not known."
    if row["excess"] > max(0.05, 2 * baseline["excess"]):
        far = f"{number(row['excess'], 2)} training ranges"
        return False, f"It leaves what was seen, by {far} on average beyond the {inside:g} allowed."
    return True, "It stays within what was seen."


def _gain(told: DrawsTold, row: pd.Series) -> str:
    if not finite(row["welfare"]):
        return "could not be evaluated"
    ends = told.ends(row["welfare_low"], row["welfare_high"])
    return f"{_higher(row['welfare'])} ({ends}; better {told.share(row['gains'])})"


def _higher(by: float) -> str:
    return f"{number(abs(by), 2)} {'higher' if by >= 0 else 'lower'}"


def _stated(row: pd.Series, told: DrawsTold, text: str, good: bool) -> Statement:
    value = banded(
        row["welfare"], row["welfare_low"], row["welfare_high"], unit=WELFARE_UNIT, level=told.level
    )
    kind = "plain" if good and told.posterior else "doubt"
    return value.in_words(text, kind if finite(row["welfare"]) else "bad")
