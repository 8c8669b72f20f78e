"""Which share of what the networks expect is each input's: lines, table and words."""

import math
from dataclasses import replace

import pandas as pd

from tradewinds.report.names import Names
from tradewinds.report.page.blocks import Statement, Table, cell
from tradewinds.report.page.columns import TableColumn, TableRow, tabulated
from tradewinds.report.quantities import amount
from tradewinds.report.words import NOT_COMPUTED, THIN, finite, lower_first, number

_TOGETHER = 0.5
"""Correlation from which on shares of single inputs are said to be of another world than the data's."""


def input_label(names: Names, table: str, name: str, own: str = "") -> str:
    """“Tariff”, “Mean of price over sectors”; “Price, own past” in the equation ``own`` of price."""
    if name.startswith("common("):
        return f"Mean of {lower_first(input_label(names, table, name[7:-1]))} over sectors"
    special = {"month": "Usual value of the month", "index": "Time index"}
    label = special.get(name) or names.variable(table, name).label.partition(" (")[0]
    return f"{label}, own past" if name == own else label


def explained_label(names: Names, row: TableRow) -> str:
    """What an equation's network explains: “Price (change)”."""
    label = names.target(row.tier, row.equation).label
    return f"{label} (change)" if row.explains == "change" else label


def share_in_per_cent(value: float, low: float = math.nan, high: float = math.nan) -> Statement:
    """A share in per cent; one that is below zero or above one by its error is shown as zero or one."""
    text = f"{_figure(value)}{THIN}%" if finite(value) else NOT_COMPUTED
    return _in_per_cent(text, value, low, high)


def interval(low: float, high: float) -> Statement:
    """“8–15 %”."""
    text = f"{_figure(low)}–{_figure(high)}{THIN}%" if finite(low) and finite(high) else NOT_COMPUTED
    return _in_per_cent(text, math.nan, low, high)


def _in_per_cent(text: str, value: float, low: float, high: float) -> Statement:
    return replace(cell(text), value=100 * value, low=100 * low, high=100 * high, level=0.9, unit="%")


def _figure(value: float) -> str:
    """Per cent without a sign, whole ones and below one a decimal: further digits are noise."""
    value = 100 * min(max(value, 0.0), 1.0)
    return f"{value:.1f}" if 0.05 <= value < 0.95 else f"{value:.0f}"


def sobol_lines(names: Names, sobol: pd.DataFrame, policies: dict[str, str]) -> list[Statement]:
    """The policy's share in every equation that has it, by its name there, and what was not computed.

    ``policies``: table → its name of the policy.
    """
    lost: list[Statement] = []
    items: dict[str, list[Statement]] = {}
    for (tier, equation), of in sobol.groupby(["tier", "equation"], sort=False):
        first = next(of.itertuples())
        table = names.table_of(tier, equation)
        if not of["total"].notna().all():
            text = f"What moves {lower_first(explained_label(names, first))} was not computed: "
            lost.append(
                Statement(f"{text}by some draws the network expects the same of all inputs.", "doubt")
            )
            continue
        mine = of[of["input"] == policies.get(table)]
        if len(mine):
            label = input_label(names, table, policies[table])
            items.setdefault(label, []).append(_item(names, table, next(mine.itertuples()), of))
    found = [
        Statement(
            f"Of the variance of what the networks expect, {lower_first(label)} accounts for, "
            "were inputs independent of each other:",
            items=of,
        )
        for label, of in items.items()
    ]
    return [*found, *lost]


def _item(names: Names, table: str, row: TableRow, of: pd.DataFrame) -> Statement:
    others, own = of[of["input"] != row.input], share_in_per_cent(row.total, row.total_low, row.total_high)
    text = f"{explained_label(names, row)}: {own} ({interval(row.total_low, row.total_high)})"
    if len(others):
        largest = next(others.sort_values("total", ascending=False).itertuples())
        which = "most of all" if largest.total > row.total else "the most after it"
        text += f"; {which}: {lower_first(input_label(names, table, largest.input, row.equation))} "
        text += f"({share_in_per_cent(largest.total)})"
    return own.in_words(f"{text}.")


def sobol_words(names: Names, sobol: pd.DataFrame) -> Statement:
    """How far inputs are from being independent: the two that go together most, over all equations."""
    known = sobol[sobol["correlation"].notna()]
    if known.empty:
        return Statement("")
    row = next(known.sort_values("correlation", ascending=False).itertuples())
    table = names.table_of(row.tier, row.equation)
    # itertuples renames the column with, a word of Python
    other = known.loc[row.Index, "with"]
    pair = [lower_first(input_label(names, table, one)) for one in (row.input, other)]
    where = lower_first(names.target(row.tier, row.equation).label)
    most = amount(row.correlation, 2)
    text = f"At most they correlate by {most} ({pair[0]} with {pair[1]}, for {where})"
    tail = ": there the shares of the single inputs are of a world that the data do not show" * (
        row.correlation >= _TOGETHER
    )
    wider = (known["spread"] / known["spread_rows"]).max()
    so_drawn = (
        f" So drawn, what is expected spreads up to {number(wider, 2)} times as far as on the training rows."
    )
    return most.in_words(f"{text}{tail}.{so_drawn if finite(wider) else ''}")


def sobol_table(names: Names, sobol: pd.DataFrame) -> Table:
    """Every equation and input in figures."""

    def name(row: TableRow) -> str:
        table = names.table_of(row.tier, row.equation)
        return input_label(names, table, row.input, row.equation) if finite(row.total) else "all inputs"

    def together(row: TableRow) -> Statement | str:
        if not (isinstance(row.other, str) and row.other and finite(row.correlation)):
            return "–"
        correlation, table = amount(row.correlation, 2), names.table_of(row.tier, row.equation)
        return correlation.in_words(f"{correlation}, {lower_first(input_label(names, table, row.other))}")

    def shares(of: str, head: str) -> list[TableColumn]:
        return [
            (head, lambda row: share_in_per_cent(getattr(row, of))),
            ("90 % of draws", lambda row: interval(getattr(row, f"{of}_low"), getattr(row, f"{of}_high"))),
            ("Error", lambda row: _error(getattr(row, f"{of}_error"))),
        ]

    columns: list[TableColumn] = [
        ("Explained", lambda row: explained_label(names, row)),
        ("Input", name),
        ("Goes most with", together),
        *shares("total", "Total share"),
        *shares("first", "Alone"),
        ("Moves by", lambda row: _against(row.spread, row.spread_target)),
        ("… in the data", lambda row: _against(row.spread_rows, row.spread_target)),
    ]
    note = (
        "Total: with all its interactions; these add up to more than one where inputs interact. Alone: first "
        "order. 90 % of draws: the middle of the posterior’s draws. Error: half the 90 % interval of "
        "resampling, for want of samples; shares below zero or above one by such errors are shown as 0 and "
        "100 %. Goes most with: largest absolute correlation with another input over the training rows. "
        "Moves by: standard deviation of what the network expects with independent inputs, as a "
        "multiple of that of what is explained; … in the data: with the inputs as they go "
        "together in the training rows."
    )
    rows = sobol.rename(columns={"with": "other"}).itertuples()  # a word of Python is no field
    caption = "Share of each input in the variance of what the networks expect"
    return tabulated(caption, rows, columns, note, texts=3)


def _error(value: float) -> Statement:
    text = f"±{_figure(value)}{THIN}%" if finite(value) else NOT_COMPUTED
    return _in_per_cent(text, value, math.nan, math.nan)


def _against(value: float, unit: float) -> Statement:
    known = finite(value) and unit > 0 and math.isfinite(unit)
    return amount(value / unit if known else math.nan, 2)
