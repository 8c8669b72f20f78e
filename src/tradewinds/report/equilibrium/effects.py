"""Parts of the page of an equilibrium economy: what a tariff does to its people, and what shocks do."""

from collections.abc import Iterator

import pandas as pd

from tradewinds.equilibrium.economy import EVERY_AGE
from tradewinds.report.equilibrium.figures import series_plate
from tradewinds.report.equilibrium.inputs import USES, EquilibriumInputs
from tradewinds.report.equilibrium.tables import impulse_figures, response_figures
from tradewinds.report.page.blocks import Block, Prose, folded_table
from tradewinds.report.page.summary import page_part


@page_part("tariff", "Who bears the tariff", "The tariff", of="responses")
def TARIFF_PART(given: EquilibriumInputs) -> Iterator[Block]:
    if not given.economy.tariff:
        return
    horizon = given.economy.tariff.horizon
    named = {name: table[table["of"] == "network"] for name, table in given.named("responses").items()}

    def by_age(table: pd.DataFrame, quantity: str, period: int) -> pd.Series:
        rows = table[(table["quantity"] == quantity) & (table["age"] > 0) & (table["period"] == period)]
        return pd.Series(rows["change"].to_numpy(), given.ages[rows["age"].astype(int) - 1])

    def over_time(table: pd.DataFrame, quantity: str) -> pd.Series:
        whole = 1 if quantity == "welfare" else EVERY_AGE
        rows = table[(table["quantity"] == quantity) & (table["age"] == whole)]
        return rows.set_index("period")["change"]

    ages = {
        (name, "change, %"): {
            "Consumption at once": by_age(table, "consumption", 0),
            f"Consumption after {horizon} periods": by_age(table, "consumption", horizon),
            "Welfare for the rest of life": by_age(table, "welfare", 0),
        }
        for name, table in named.items()
    }
    caption = (
        "Mean change against the same histories without the tariff. Welfare is that of those who are of an "
        "age when the tariff comes: the share of consumption in each remaining period that it is worth."
    )
    yield series_plate("Who bears it, by age", caption, ages, "age")
    time = {
        (head, unit): {name: over_time(table, quantity) for name, table in named.items()}
        for quantity, head, unit in (
            ("gdp", "GDP at market prices", "change, %"),
            ("capital", "Capital", "change, %"),
            ("consumption", "Consumption", "change, %"),
            ("welfare", "Welfare of those born in a period", "worth so much consumption, %"),
        )
    }
    caption = "Mean change against the same histories."
    yield series_plate("Over time", caption, time, "periods after the rise")
    periods = sorted({period for period in (0, 1, 5, 10, 20, horizon) if period <= horizon})
    for economy, table in given.every("responses").items():
        made = response_figures(table, periods, f"Revenue {USES[economy]}")
        yield from folded_table(made.of(given.source("responses", folder=economy)))


@page_part("shocks", "What shocks do", "Shocks")
def SHOCKS_PART(given: EquilibriumInputs) -> Iterator[Block]:
    impulses, source = given.one("impulses", given.usual), given.source("impulses", folder=given.usual)
    yield Prose(
        "A shock is forced upon the economy in one period, at whatever capital it happens to have; those "
        "that follow come by their own probabilities. Changes are against the mean over all states."
    )

    def series(quantity: str, age: int) -> dict[str, pd.Series]:
        rows = impulses[(impulses["quantity"] == quantity) & (impulses["age"] == age)]
        return {
            name: rows[rows["shock"] == shock].set_index("period")["change"]
            for shock, name in enumerate(given.shocks)
        }

    now = impulses[
        (impulses["period"] == 0) & (impulses["quantity"] == "consumption") & (impulses["age"] > 0)
    ]
    by_age = {
        name: pd.Series(now[now["shock"] == shock]["change"].to_numpy(), given.ages)
        for shock, name in enumerate(given.shocks)
    }
    caption = "Consumption in the period of the shock."
    pictures = {("Consumption at once, by age", "change, %"): by_age}
    yield series_plate("Who bears a shock", caption, pictures, "age").of(source)
    after = {
        (head, "change, %"): series(quantity, EVERY_AGE)
        for quantity, head in (("consumption", "Consumption"), ("capital", "Capital"), ("gdp", "GDP"))
    }
    yield series_plate("What follows", "Everybody together.", after, "periods after the shock").of(source)
    yield impulse_figures(impulses, given.shocks, given.ages).of(source)
