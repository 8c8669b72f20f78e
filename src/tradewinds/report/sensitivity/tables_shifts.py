"""Whether a variable was left out: what refits with it say, in sentences and in figures."""

import math
from typing import Any

import pandas as pd

from tradewinds.report.names import Names
from tradewinds.report.page.blocks import Statement, Table
from tradewinds.report.page.columns import TableColumn, TableRow, of, tabulated, verdict
from tradewinds.report.quantities import amount, banded, change_size, counted, ranged
from tradewinds.report.sensitivity.tables_sobol import input_label
from tradewinds.report.words import count, listed, lower_first, percent
from tradewinds.review.finding import Finding
from tradewinds.review.sensitivity.shift import OMITTED
from tradewinds.review.status import Status, gravest
from tradewinds.sensitivity.shifts import BY_ROW, MEAN_EFFECT


def shift_lines(names: Names, shifts: pd.DataFrame) -> list[Statement]:
    """What was missing first, then what cannot be told, then what was not."""
    if shifts.empty:
        text = "There was nothing to leave out: no equation with the policy can be given a further column."
        return [Statement(text, Status.undecided.kind)]
    lines = []
    overall = {key: _overall(of) for key, of in shifts.groupby(["candidate"], sort=False)}
    for (candidate,), verdicts in overall.items():
        for status in (Status.failed, Status.not_computed, Status.undecided):
            of = [key for key, found in verdicts.items() if found is status]
            if of:
                lines.append(_line(names, shifts, candidate, status, of, len(verdicts)))
    settled = [c for (c,), verdicts in overall.items() if set(verdicts.values()) == {Status.passed}]
    if settled:
        which = listed(_label(names, shifts, c) for c in settled)
        text = _said(Status.passed).format(label=which)
        lines.append(counted(len(settled), "variables").in_words(text, Status.passed.kind))
    return sorted(lines, key=lambda line: [status.kind for status in Status].index(line.kind))


def _said(status: Status) -> str:
    return OMITTED.said(Finding(math.nan), status)


def _overall(of: pd.DataFrame) -> dict[tuple[str, str], Status]:
    """(tier, equation) → the gravest status of a candidate's two rows."""
    return {
        key: gravest(map(Status.read, rows["status"]))
        for key, rows in of.groupby(["tier", "equation"], sort=False)
    }


def _line(
    names: Names, shifts: pd.DataFrame, candidate: str, status: Status, of: list[tuple[str, str]], asked: int
) -> Statement:
    label, where = _label(names, shifts, candidate), f"{len(of)} of {count(asked, 'equation')}"
    items = []
    for tier, equation in of:
        mine = shifts[(shifts["candidate"] == candidate) & (shifts["tier"] == tier)]
        items.append(_item(names, mine[mine["equation"] == equation], status))
    text = _said(status).format(label=label, of=where)
    return counted(len(of), "equations").in_words(text, status.kind, items)


def _item(names: Names, rows: pd.DataFrame, status: Status) -> Statement:
    """One equation: its effect as it is and the shift of mean and rows."""
    mean = rows[rows["quantity"] == MEAN_EFFECT].iloc[0]
    by_row = rows[rows["quantity"] == BY_ROW].iloc[0]
    target = names.target(mean["tier"], mean["equation"])
    factor, unit = target.change_factor, target.effect_unit
    shift = banded(mean["shift"], mean["low"], mean["high"], factor, unit)
    text = f"{target.label}: mean effect {change_size(target, mean['effect'])} {unit}, shifted by {shift}"
    if Status.read(by_row["status"]) is status:
        share = percent(by_row["shift"] / by_row["effect"]) if by_row["effect"] else "an unknown share"
        text += f"; row by row by {share} of the effect (root mean square)"
    return shift.in_words(f"{text}.")


def shift_table(names: Names, shifts: pd.DataFrame) -> Table:
    """Every candidate, equation and quantity in figures."""

    def effect(field: str, digits: int = 2) -> Any:
        def told(row: TableRow) -> Statement:
            sign = field == "shift" and row.quantity == MEAN_EFFECT
            return change_size(names.target(row.tier, row.equation), getattr(row, field), digits, sign)

        return told

    def band(row: TableRow) -> Statement:
        target = names.target(row.tier, row.equation)
        ends = (row.low, row.high, target.change_factor, target.effect_unit)
        return ranged(*ends, sign=row.quantity == MEAN_EFFECT)

    def quantity(row: TableRow) -> str:
        unit = names.target(row.tier, row.equation).effect_unit
        return f"{'mean' if row.quantity == MEAN_EFFECT else 'by row'}, {unit}"

    columns: list[TableColumn] = [
        ("Equation", lambda row: names.target(row.tier, row.equation).label),
        ("Variable", lambda row: _label(names, shifts, row.candidate)),
        ("Effect", quantity),
        ("Verdict", verdict),
        ("As it is", effect("effect", 3)),
        ("Shift", effect("shift")),
        ("Band of the shift", band),
        ("Margin", effect("margin")),
        ("Scatter by seed", effect("seed_scatter")),
        ("Shift ÷ scatter", of(amount, "ratio", digits=2)),
        ("Posterior deviation", effect("posterior_deviation")),
    ]
    note = (
        "Margin: shifts below it are of no consequence. By row: root mean square over the rows asked, of the "
        "effect and of what the variable shifts beyond what its placebos do. Scatter by seed: standard "
        "deviation between refits of the unchanged equation. "
        "Posterior deviation: that of the effect within one such refit."
    )
    caption = "How far each variable shifts the effect"
    return tabulated(caption, shifts, columns, note, texts=4)


def pictured(names: Names, shifts: pd.DataFrame, means: pd.DataFrame) -> list[tuple]:
    found: list[tuple] = []
    if shifts.empty:
        return found
    of_mean = shifts[shifts["quantity"] == MEAN_EFFECT]
    for (tier, equation), mine in of_mean.groupby(["tier", "equation"], sort=False):
        refits = means[(means["tier"] == tier) & (means["equation"] == equation)]
        table = names.table_of(tier, equation)
        labels = [input_label(names, table, candidate) for candidate in mine["candidate"]]
        found.append((names.target(tier, equation), refits, mine.assign(label=labels)))
    return found


def _label(names: Names, shifts: pd.DataFrame, candidate: str) -> str:
    first = shifts[shifts["candidate"] == candidate].iloc[0]
    table = names.table_of(first["tier"], first["equation"])
    label = names.variable(table, candidate).label.partition(" (")[0]
    return f"{lower_first(label)} ({candidate})" if label.lower() != candidate else candidate
