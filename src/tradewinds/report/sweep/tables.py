"""Variants of the settings side by side, over all equations and for each."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd

from tradewinds.report.names import Names
from tradewinds.report.page.blocks import Statement, Table
from tradewinds.report.page.columns import TableColumn, TableRow, tabulated
from tradewinds.report.quantities import amount, with_its_error
from tradewinds.report.words import NOT_COMPUTED, finite
from tradewinds.review.rules import normal_band
from tradewinds.settings.sweep import BASE

OWN = "As they are"


def outcome(lead: float, error: float) -> str:
    """better, worse, level (not told apart, see ``review.rules``) or not computed."""
    if not (finite(lead) and finite(error)):
        return "not computed"
    return ("level", "better", "worse")[normal_band(lead, error).side()]


def variant_table(
    variants: pd.DataFrame, changes: dict[str, list[list[str]]], seconds: dict[str, float]
) -> Table:
    """One row a variant, means over its equations; ``seconds`` of its job."""

    def name(row: TableRow) -> Statement:
        own = row.variant == BASE
        return Statement(OWN if own else row.variant, "own" if own else "plain")

    def lead(row: TableRow) -> Statement | str:
        if row.failure:
            return NOT_COMPUTED
        return "–" if row.variant == BASE else _lead(row.lead, row.lead_error)

    def score(field: str, unit: str, factor: float = 1.0, digits: int = 3) -> Callable[[TableRow], Any]:
        return lambda row: "–" if row.failure else amount(getattr(row, field), digits, False, factor, unit)

    columns = [
        ("Settings", name),
        ("What changes", lambda row: _changed(changes[row.variant])),
        ("Lead", lead),
        ("Log density", score("lppd", "nats per observation")),
        ("CRPS", score("crps", "training deviations")),
        ("RMSE", score("rmse", "training deviations")),
        ("90 % band holds, %", score("coverage", "%", 100, 2)),
        ("Seconds", lambda row: amount(seconds.get(row.variant), 2, unit="s")),
    ]
    note = (
        "Lead: log density less that of the settings as they are, on the same rows, with its standard error "
        "over whole periods. Log density in nats per observation, CRPS and root mean squared error in "
        "training deviations of what is explained. Seconds of the whole job."
    )
    caption = "Forecasts one period ahead, mean over equations, best first"
    return tabulated(caption, variants, columns, note, 2)


def _changed(changes: list[list[str]]) -> str:
    return ", ".join(f"{key} = {after}" for key, _, after in changes) or "nothing"


def equation_table(names: Names, tier: str, variants: pd.DataFrame, equations: pd.DataFrame) -> Table:
    """Leads of every variant, equations across."""
    by_place = equations.set_index(["variant", "equation"])
    fitted = [v for v in variants["variant"] if v != BASE and v in set(equations["variant"])]

    def lead(equation: str, variant: str) -> Statement:
        row = by_place.loc[(variant, equation)]
        return _lead(row["lead"], row["lead_error"])

    columns: list[TableColumn] = [("Settings", lambda variant: variant)]
    for e in dict.fromkeys(equations["equation"]):
        label = names.target(tier, e).label
        columns.append((label, partial(lead, e)))
    return tabulated("Lead over the settings as they are, nats per observation", fitted, columns)


def _lead(lead: float, error: float) -> Statement:
    kind = outcome(lead, error)
    kind = "plain" if kind == "level" else kind
    return with_its_error(lead, error, sign=True, unit="nats per observation", kind=kind)
