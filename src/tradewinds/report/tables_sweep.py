"""Variants of the settings side by side, over all equations and for each."""

import pandas as pd

from tradewinds.report.names import Names
from tradewinds.report.table import Cell, Table, cell
from tradewinds.report.words import finite, number, with_error
from tradewinds.review.rules import normal_band
from tradewinds.settings.sweep import BASE

OWN = "As they are"
_HEAD = (
    "Settings", "What changes", "Lead", "Log density", "CRPS", "RMSE", "90 % band holds, %", "Seconds",
)  # fmt: skip


def outcome(lead: float, error: float) -> str:
    """better, worse, level (not told apart, see ``review.rules``) or not computed."""
    if not (finite(lead) and finite(error)):
        return "not computed"
    return ("level", "better", "worse")[normal_band(lead, error).side()]


def variant_table(
    variants: pd.DataFrame, changes: dict[str, list[list[str]]], seconds: dict[str, float]
) -> Table:
    """One row a variant, means over its equations; ``seconds`` of its job."""
    rows = []
    for row in variants.itertuples():
        own, took = row.variant == BASE, number(seconds.get(row.variant), 2)
        changed = ", ".join(f"{key} = {after}" for key, _, after in changes[row.variant]) or "nothing"
        head = [Cell(OWN if own else row.variant, "own" if own else ""), Cell(changed)]
        if row.failure:
            rows.append([*head, cell("not computed"), *[Cell("–")] * 4, cell(took)])
            continue
        scores = [cell(number(value)) for value in (row.lppd, row.crps, row.rmse)]
        band = cell(number(100 * row.coverage, 2))
        rows.append([*head, Cell("–") if own else _lead(row.lead, row.lead_error), *scores, band, cell(took)])
    note = (
        "Lead: log density less that of the settings as they are, on the same rows, with its standard error "
        "over whole periods. Log density in nats per observation, CRPS and root mean squared error in "
        "training deviations of what is explained. Seconds of the whole job."
    )
    return Table("Forecasts one period ahead, mean over equations, best first", list(_HEAD), rows, note, 2)


def equation_table(names: Names, tier: str, variants: pd.DataFrame, equations: pd.DataFrame) -> Table:
    """Leads of every variant, equations across."""
    columns = list(dict.fromkeys(equations["equation"]))
    rows = []
    for name in variants["variant"]:
        of = equations[equations["variant"] == name].set_index("equation")
        if name != BASE and len(of):
            leads = [_lead(of.loc[e, "lead"], of.loc[e, "lead_error"]) for e in columns]
            rows.append([Cell(name), *leads])
    head = ["Settings", *(names.target(tier, e).label for e in columns)]
    return Table("Lead over the settings as they are, nats per observation", head, rows)


def _lead(lead: float, error: float) -> Cell:
    kind = outcome(lead, error)
    return cell(with_error(lead, error, sign=True), "" if kind == "level" else kind)
