"""Policies and outcomes as the page of the best path calls them."""

import pandas as pd

from tradewinds.report.names import Names
from tradewinds.report.page.columns import TableRow
from tradewinds.report.words import lower_first
from tradewinds.settings.outcomes import Outcome

POLICIES = {
    "rule": "The rule",
    "optimum": "The best path",
    "search": "What the search found",
    "baseline": "Baseline",
    "scenario": "Scenario",
    "free trade": "Free trade",
    "best uniform tariff": "Best uniform tariff",
    "best of the coarse grid": "Best of the coarse grid",
    "best proportional rule": "Best proportional rule",
}
"""Policies of ``policy.evaluate`` as the page calls them."""
SIMPLE = ("baseline", "free trade", "best uniform tariff", "best of the coarse grid")
REFUSED = "refused"
WELFARE_UNIT = "units of welfare"


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
