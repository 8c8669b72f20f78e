"""What a structural economy says of the path that is asked about, beside what the networks learned."""

from collections.abc import Iterator

from tradewinds.equilibrium.structural import CLOSED_FORM_ECONOMY, LEAVES_OUT, prosperity_response
from tradewinds.report.blocks import Block, Prose
from tradewinds.report.columns import TableColumn, tabulated
from tradewinds.report.inputs_report import ReportInputs
from tradewinds.report.quantities import amount
from tradewinds.report.summary import page_part
from tradewinds.report.words import number, percent
from tradewinds.settings.equilibrium import Rebate

_LEAST, _MOST = 1e-6, 1.0
"""Rises of a tariff, as fractions, that are asked about."""
_USES = {Rebate.newborn: "paid to those who begin to work", Rebate.wasted: "spent on what is worth nothing"}


def lasting_rise(given: ReportInputs) -> float:
    """How far the policy is above its baseline when the path ends, mean over sectors, a fraction; NaN where
    no path was planned, or the policy is no rate.
    """
    planned = given.one("planned", given.first)
    if planned is None or not given.names.variable("sectors", given.names.policy).unit.startswith("%"):
        return float("nan")
    last = planned[planned["period"] == planned["period"].max()]
    return float((last["scenario"] - last["baseline"]).mean())


@page_part("structural", "A structural economy says")
def STRUCTURAL_PART(given: ReportInputs) -> Iterator[Block]:
    """GDP and consumption of the economy with a closed form, scaled to the path; of a nation alone."""
    share, rise = given.settings.import_share, lasting_rise(given)
    if not share or "national" not in given.experiment["data"]["tables"] or not _LEAST < abs(rise) <= _MOST:
        return
    economy = CLOSED_FORM_ECONOMY
    horizon = 2 * economy.ages
    rows = [(text, prosperity_response(economy, rise, use, share, horizon)) for use, text in _USES.items()]
    yield Prose(
        "This comes from no data, but from an economy in which everything follows from what households and "
        f"firms would do: {economy.ages} generations, {number(economy.years)} years apart, who save for the "
        f"time in which they no longer work; imports are {percent(share)} of the cost of final output. Its "
        f"tariff on all imports rises once and for good by {number(100 * rise, 2)} points, by which this "
        "path ends above what it is compared with, on average over sectors."
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
    note = f"In % of what it would be without the rise; at once: in the first {number(economy.years)} years."
    yield tabulated("The structural economy", rows, columns, note).of(given.sources.of("planned"))
    yield Prose(LEAVES_OUT, "note")
