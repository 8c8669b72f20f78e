"""What a structural economy says of the path that is asked about, beside what the networks learned."""

from collections.abc import Iterator

from tradewinds.equilibrium.structural import CLOSED_FORM_ECONOMY, LEAVES_OUT, prosperity_response
from tradewinds.report.experiment.inputs import ReportInputs
from tradewinds.report.page.blocks import Block, Prose
from tradewinds.report.page.columns import TableColumn, tabulated
from tradewinds.report.page.summary import page_part
from tradewinds.report.quantities import amount
from tradewinds.report.words import number, percent
from tradewinds.settings.equilibrium import Rebate

_LEAST, _LOWEST, _HIGHEST = 1e-6, -0.5, 2.0
"""Smallest change of a tariff, and the rates between which it is asked about, as fractions."""
_USES = {Rebate.newborn: "paid to those who begin to work", Rebate.wasted: "spent on what is worth nothing"}


def lasting_rates(given: ReportInputs) -> tuple[float, float]:
    """The policy on the baseline and on the path when this ends, means over sectors, fractions; NaN where no
    path was planned, or the policy is no rate.
    """
    planned = given.one("planned", given.first)
    if planned is None or not given.names.policy_variable.unit.startswith("%"):
        return float("nan"), float("nan")
    last = planned[planned["period"] == planned["period"].max()]
    return float(last["baseline"].mean()), float(last["scenario"].mean())


@page_part("structural", "A structural economy says", of="planned")
def STRUCTURAL_PART(given: ReportInputs) -> Iterator[Block]:
    """GDP and consumption of the economy with a closed form, scaled to the path; of a nation alone."""
    share, (before, after) = given.settings.import_share, lasting_rates(given)
    asked = abs(after - before) > _LEAST and all(_LOWEST <= rate <= _HIGHEST for rate in (before, after))
    if not share or "national" not in given.experiment["data"]["tables"] or not asked:
        return
    economy = CLOSED_FORM_ECONOMY
    horizon = 2 * economy.ages
    rows = [
        (text, prosperity_response(economy, before, after, use, share, horizon))
        for use, text in _USES.items()
    ]
    yield Prose(
        "This comes from no data, but from an economy in which everything follows from what households and "
        f"firms would do: {economy.ages} generations, {number(economy.years)} years apart, who save for the "
        f"time in which they no longer work; imports are {percent(share)} of the cost of final output. Its "
        f"tariff on all imports goes once and for good from {number(100 * before, 2)} to "
        f"{number(100 * after, 2)} %, where what this path is compared with ends and where it ends itself, "
        "on average over sectors."
    )

    def column(head: str, name: str, at: int) -> TableColumn:
        return head, lambda row: amount(getattr(row[1], name)[at], 2, sign=True, unit="%")

    columns: list[TableColumn] = [
        ("Revenue", lambda row: row[0]),
        column("GDP at once", "gdp", 0),
        column("in the long run", "gdp", -1),
        column("Consumption at once", "consumption", 0),
        column("in the long run", "consumption", -1),
    ]
    note = (
        f"In % of what it would be without the change; at once: in the first {number(economy.years)} years."
    )
    yield tabulated("The structural economy", rows, columns, note)
    yield Prose(LEAVES_OUT, "note")
