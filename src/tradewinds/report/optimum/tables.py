"""The best path beside simple policies in figures: comparison, outcomes, starts, and what was asked."""

from functools import partial

import numpy as np
import pandas as pd

from tradewinds.policy.policy_names import RULE
from tradewinds.report.draws_told import DrawsTold
from tradewinds.report.names import Names
from tradewinds.report.optimum.inputs import OptimumInputs
from tradewinds.report.optimum.policies import POLICIES, REFUSED, WELFARE_UNIT, name_of, outcome_text
from tradewinds.report.page.blocks import Statement, Table
from tradewinds.report.page.columns import TableColumn, TableRow, of, tabulated
from tradewinds.report.quantities import amount, with_its_error
from tradewinds.report.words import finite
from tradewinds.settings.outcomes import Outcome
from tradewinds.settings.welfare import REST


def comparison_table(given: OptimumInputs) -> Table:
    """Every named policy: objective, welfare with its band, regret; how far a rule is ahead of it."""
    names, told, policies, rule = given.names, given.draws, given.policies, given.rule is not None
    rows = given.named(policies[policies["policy"].isin(POLICIES)])
    columns = [
        ("Policy", lambda row: name_of(row, names)),
        ("Objective", _objective),
        ("Welfare", of(amount, "welfare", digits=2, sign=True, unit=WELFARE_UNIT)),
        (told.band, lambda row: told.between(row.welfare_low, row.welfare_high, WELFARE_UNIT)),
        ("Better than the baseline", lambda row: told.likely(row.gains) if row.policy != "baseline" else "–"),
        ("Regret", _regret),
        *(_ahead(told) if rule else [("The optimum is better", partial(_behind, told))]),
        ("Beyond the support", lambda row: amount(round(row.excess, 3), 2, unit="training ranges")),
    ]
    chosen = ", and so was the best proportional rule, which reacts to one thing alone" if rule else ""
    note = (
        "On draws and disturbances that the search has not seen, the same for all. Objective: welfare under "
        "the attitude to risk less penalties. Regret: the optimum's objective less this one, ± its Monte "
        "Carlo error (resampled networks). The best uniform tariff and the best of the grid were chosen on "
        f"these draws, which favours them{chosen}. {told.note} Beyond the support: training ranges, mean "
        f"over draws, periods and sectors. {REFUSED.capitalize()}: more draws run away than "
        "scenario.runaway_share allows."
    )
    if policies["truth"].notna().any():
        columns.append(("True welfare", of(amount, "truth", sign=True, unit=WELFARE_UNIT)))
        note += " True welfare: the mean in the simulated economy itself, without penalties."
    return tabulated("The optimum beside simple policies", rows, columns, note)


def _behind(told: DrawsTold, row: TableRow) -> Statement | str:
    return told.likely(row.behind) if row.policy != "optimum" else "–"


def _ahead(told: DrawsTold) -> list[TableColumn]:
    """By how much the rule's welfare is higher than a policy's, on the same draws, and how surely."""

    def by(row: TableRow) -> Statement | str:
        if row.policy == RULE:
            return "–"
        return told.effect(row.ahead, row.ahead_low, row.ahead_high, WELFARE_UNIT)

    def better(row: TableRow) -> Statement | str:
        return told.likely(row.ahead_share) if row.policy != RULE else "–"

    return [("The rule is ahead by", by), ("The rule is better", better)]


def _objective(row: TableRow) -> Statement | str:
    return REFUSED if np.isneginf(row.objective) else amount(row.objective, 3, sign=True, unit=WELFARE_UNIT)


def _regret(row: TableRow) -> Statement | str:
    if row.policy == "optimum" or np.isposinf(row.regret):
        return "–"
    return with_its_error(row.regret, row.regret_error, sign=True, unit=WELFARE_UNIT)


def outcome_table(given: OptimumInputs) -> Table:
    """What each outcome gives and takes under the optimum and the simple policies."""
    names, told, effects = given.names, given.draws, given.only("effects")
    by_place = effects.set_index(["policy", "table", "outcome"])
    columns: list[TableColumn] = [
        ("Outcome", lambda one: outcome_text(names, one)),
        ("Weight", lambda one: Statement(f"{one.weight:g}".replace("-", "−"), value=one.weight)),
    ]

    def effect(policy: str, one: Outcome) -> Statement:
        row = by_place.loc[(policy, one.table, one.name)]
        unit = names.variable(one.table, one.name).effect_unit
        return told.effect(row["effect"], row["effect_low"], row["effect_high"], unit)

    for policy in dict.fromkeys(effects["policy"]):
        if not policy.startswith("frontier") and policy not in ("search", "baseline"):
            columns.append((policy.capitalize(), partial(effect, policy)))
    rows = {(one.table, one.name): one for one in given.outcomes}.values()
    note = f"Mean effect over the path, later periods discounted, against the baseline. {told.note}"
    return tabulated("What each policy does to what is weighed", rows, columns, note)


def starts_table(starts: pd.DataFrame) -> Table:
    """Every start of every search with where it led."""
    columns = [
        ("Search", lambda row: row.aim.replace("-", " ")),
        ("From", lambda row: row.start),
        ("Objective there", of(amount, "began", digits=4, sign=True, unit=WELFARE_UNIT)),
        ("… at the end", of(amount, "ended", digits=4, sign=True, unit=WELFARE_UNIT)),
        ("Steps", lambda row: Statement(str(row.steps), value=row.steps)),
        ("Largest move, points", of(amount, "moved", factor=100, unit="points")),
        ("From the highest end, points", of(amount, "apart", digits=2, factor=100, unit="points")),
    ]
    note = (
        "On the draws that the search sees. The last column: mean distance between the rates at both ends; "
        "of a rule, between its numbers, in points for a usual deviation of what it sees."
    )
    caption = "Where each search began and ended"
    return tabulated(caption, starts, columns, note, texts=2)


def objectives(outcomes: list[Outcome], names: Names, frontier: list[str]) -> list[str]:
    """Both objectives of the frontier in words."""
    texts = []
    for key, asked in zip(("first", "second"), frontier, strict=True):
        if asked == REST:
            texts.append("everything else in the welfare")
        else:
            one = next(one for one in outcomes if one.place == asked)
            texts.append(("less " if getattr(one, key) < 0 else "") + outcome_text(names, one))
    return texts


def welfare_text(names: Names, outcomes: list[Outcome]) -> list[str]:
    """The welfare as it is summed: “1 × real income (%)”."""
    return [
        f"{one.weight:g} × {outcome_text(names, one)}".replace("-", "−")
        for one in outcomes
        if finite(one.weight) and one.weight
    ]
