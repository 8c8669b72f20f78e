"""Tables of an equilibrium economy: its assumptions, its errors, what shocks and a tariff do."""

from collections.abc import Mapping
from functools import partial

import numpy as np
import pandas as pd

from tradewinds.equilibrium.economy import EVERY_AGE
from tradewinds.report.page.blocks import Statement, Table
from tradewinds.report.page.columns import TableColumn, known, of, tabulated
from tradewinds.report.quantities import amount, counted, in_percent
from tradewinds.report.verdicts import shortened
from tradewinds.report.words import finite, listed, percent
from tradewinds.settings.equilibrium import EconomySettings, ShockSettings

QUANTITY_NAMES = {
    "gdp": "GDP at market prices",
    "capital": "Capital",
    "consumption": "Consumption",
    "wage": "Wage",
    "gross_return": "Return, points",
    "imports": "Imports",
    "revenue": "Revenue, % of GDP",
    "welfare": "Welfare of those born then",
}
"""Quantity of ``tariff_table`` → what it is called."""


def assumption_table(economy: EconomySettings) -> Table:
    """What the economy is made of."""
    last = economy.first_age + economy.ages - 1
    limit = "by a positive income alone"
    if economy.limited:
        limit = f"at {shortened(-economy.borrowing)}" if economy.borrowing else "at zero"
    worked = "; ".join(f"{shortened(hours)} at {shortened(age)}" for age, hours in economy.labour)
    curve = shortened(economy.risk_aversion)
    rows = [
        ("People", f"one household of every age, {economy.first_age} to {last}, each a period of "
                   f"{_years(economy.years)}; no risk to life, nothing left behind"),
        ("Utility", ("logarithmic" if economy.risk_aversion == 1 else f"c^(1−γ)/(1−γ), γ = {curve}")
                    + f"; next period's counts {shortened(economy.discount)}"),
        ("Labour by age", f"{worked}; straight lines in between"),
        ("Savings", f"capital alone, limited {limit}"),
        ("Technology", f"value added η K^α L^(1−α), α = {shortened(economy.capital_share)}"),
        ("Productivity", _shock(economy.productivity)),
        ("Depreciation", _shock(economy.depreciation)),
    ]  # fmt: skip
    if economy.import_share:
        share = percent(economy.import_share)
        rows.append(
            ("Imports", f"{share} of the cost of final output, at a world price the country does not move")
        )
    columns: list[TableColumn] = [("What", lambda row: row[0]), ("As it is here", lambda row: row[1])]
    return tabulated("The economy", rows, columns, texts=2)


def _years(years: float) -> str:
    """“1 year”, “10 years”."""
    return f"{shortened(years)} year{'' if years == 1 else 's'}"


def _shock(shock: ShockSettings) -> str:
    """“0.5 or 0.9; after 0.5 with probabilities 0.98 and 0.02, after 0.9 with 0.25 and 0.75”."""
    values = [shortened(value) for value in shock.values]
    if len(values) == 1:
        return f"{values[0]}, always"
    chances = [listed(shortened(chance) for chance in row) for row in shock.transition]
    if len(set(chances)) == 1:
        return f"{listed(values, 'or')}, each period anew with probabilities {chances[0]}"
    first, *others = zip(values, chances, strict=True)
    told = [f"after {first[0]} with probabilities {first[1]}", *(f"after {v} with {c}" for v, c in others)]
    return f"{listed(values, 'or')}; {', '.join(told)}"


def error_figures(tables: Mapping[str, pd.DataFrame]) -> Table:
    """Quantiles of the errors over all ages, an economy a row."""
    rows = [(name, table[table["age"] == EVERY_AGE].iloc[0]) for name, table in tables.items()]

    def column(name: str) -> TableColumn:
        heads = {"mean": "Mean", "max": "Largest", "rms": "Root mean square"}
        head = heads.get(name, f"{name[1:].replace('_', '.')} %")
        return head, lambda row: amount(row[1][name], 2, unit="%")

    columns: list[TableColumn] = [("Economy", lambda row: row[0])]
    columns += [column(name) for name in ("mean", "rms", "p0_1", "p10", "p50", "p90", "p99_9", "max")]
    columns += [
        ("Limit binds", lambda row: in_percent(row[1]["bound"])),
        ("States", lambda row: counted(row[1]["states"])),
    ]
    note = "In % of consumption, over all states and ages; columns with a % are quantiles."
    return tabulated("Errors on fresh histories", rows, columns, note)


def age_table(errors: pd.DataFrame, lives: pd.DataFrame, ages: np.ndarray) -> Table:
    """Errors, choices and the difference between starts, an age a row."""
    rows = lives.merge(errors[["age", "mean", "p99_9", "max", "bound"]], on="age", how="left")
    columns: list[TableColumn] = [
        ("Age", lambda row: str(ages[int(row.age) - 1])),
        ("Capital", of(amount, "capital")),
        ("Income", of(amount, "income")),
        ("Consumption", of(amount, "consumption")),
        ("Saved, median", known(amount, "share", digits=5)),
        ("In closed form", known(amount, "closed", digits=5)),
        ("Mean error, %", known(amount, "mean", digits=2)),
        ("99.9 % below, %", known(amount, "p99_9", digits=2)),
        ("Largest, %", known(amount, "max", digits=2)),
        ("Limit binds", known(in_percent, "bound")),
        ("Other start, %", known(amount, "apart", digits=2)),
    ]
    note = (
        "Capital, income and consumption are means in units of output; saved is a share of income. Other "
        "start: 99 % of the states have a smaller difference of consumption, in % of the age's mean."
    )
    return tabulated("Age by age", rows, columns, note)


def impulse_figures(impulses: pd.DataFrame, shocks: list[str], ages: np.ndarray) -> Table:
    """Change of consumption on impact, in all and at some ages, a shock a row."""
    now = impulses[(impulses["period"] == 0) & (impulses["quantity"] == "consumption")]
    table = now.pivot(index="shock", columns="age", values="change")
    shown = sorted({1, len(ages), *(int(round(x)) for x in np.linspace(1, len(ages), 6))})

    def at(age: int, row: tuple) -> Statement:
        return amount(table.loc[row[0], age], 3, sign=True, unit="%")

    columns: list[TableColumn] = [("Shock", lambda row: row[1]), ("All", partial(at, EVERY_AGE))]
    columns += [(f"Age {ages[age - 1]}", partial(at, age)) for age in shown]
    note = "Against the mean over all states, in %: the shock is forced, capital is what it happens to be."
    return tabulated("Consumption in the period of the shock", list(enumerate(shocks)), columns, note)


def response_figures(responses: pd.DataFrame, periods: list[int], caption: str) -> Table:
    """What a tariff does to the whole economy: quantities by period, the network beside the closed form."""
    whole = responses[(responses["age"] == EVERY_AGE) | (responses["quantity"] == "welfare")]
    whole = whole[(whole["quantity"] != "welfare") | (whole["age"] == 1)]
    table = whole.pivot(index=["quantity", "of"], columns="period", values=["change", "error"])
    kinds = list(dict.fromkeys(responses["of"]))
    rows = [(quantity, kind) for quantity in QUANTITY_NAMES for kind in kinds]

    def at(period: int, row: tuple) -> Statement:
        return amount(table.loc[row, ("change", period)], 3, sign=True, unit="%")

    def error(row: tuple) -> Statement | str:
        largest = table.loc[row, "error"][periods].max()  # NaN where there is none
        return amount(largest, 1, unit="%") if finite(largest) else "–"

    columns: list[TableColumn] = [
        ("Quantity", lambda row: QUANTITY_NAMES[row[0]]),
        ("By", lambda row: {"network": "network", "closed": "closed form"}[row[1]]),
    ]
    columns += [("At once" if not period else f"After {period}", partial(at, period)) for period in periods]
    columns.append(("Error, at most", error))
    note = (
        "Mean change in % against the same histories without the tariff, and the largest of its standard "
        "errors over histories. Welfare: the share of consumption in every period of life that is worth as "
        "much as the tariff to those born in the period; it comes without an error, being of means over all "
        "histories."
    )
    return tabulated(caption, rows, columns, note, texts=2)
