"""What the causal graph of the equations identifies, and which of its independences the data bear out."""

import re

import pandas as pd

from tradewinds.report.figures_graph import lag_text
from tradewinds.report.headlines import Line
from tradewinds.report.names import Names
from tradewinds.report.table import Cell, Table, cell
from tradewinds.report.table_row import TableRow
from tradewinds.report.words import count, finite, lower_first, number, probability
from tradewinds.review.status import Status

_NAMED = 3
"""Failing independences of an equation that the page names in short."""


def independence_lines(names: Names, independences: pd.DataFrame) -> list[Line]:
    """How many of the implied independences fail, and the strongest of each equation."""
    failed = _failed(independences)
    tested = independences["status"].isin([Status.failed, Status.passed]).sum()
    if not tested:
        return [Line("No independence that the equations' graph implies could be tested.", Status.void.kind)]
    implied = count(int(tested), "independence")
    if failed.empty:
        return [
            Line(
                f"The data contradict none of the {implied} that the equations' graph implies.",
                Status.passed.kind,
            )
        ]
    items = []
    for (tier, equation), of in failed.groupby(["tier", "equation"], sort=False):
        of = of.sort_values("p")
        strongest = (
            f"{_other(names, row)} ({number(row.correlation, 2, sign=True)})" for row in of.itertuples()
        )
        more = f" and {len(of) - _NAMED} more" if len(of) > _NAMED else ""
        which = ", ".join(list(strongest)[:_NAMED]) + more
        items.append(f"{names.target(tier, equation).label}, given its inputs, goes with {which}.")
    text = (
        f"The data contradict {len(failed)} of the {implied} that the equations' graph implies: an input "
        "or a lag is missing, or what is taken to come from outside does not."
    )
    return [Line(text, Status.failed.kind, items)]


def identification_table(names: Names, identification: pd.DataFrame) -> Table:
    """Every outcome with what is adjusted for."""
    rows = [
        [
            Cell(names.target(row.tier, row.equation).label),
            Cell(said(names, row, row.policy)),
            Cell(Status.read(row.status).word),
            Cell(row.effect),
            *(Cell(said(names, row, text) or "–") for text in (row.adjust, row.held, row.through)),
        ]
        for row in identification.itertuples()
    ]
    head = ["Outcome at t", "Policy", "Verdict", "Effect", "Adjusting for", "Held fixed", "The effect passes"]
    note = (
        "The total effect of the latest value of the policy that moves the outcome; back-door criterion. "
        "Held fixed: economy-wide effects, by comparing the sectors of a period. A single series cannot hold "
        "its own fixed: there an equation with t rests on the law of δ and not on an adjustment."
    )
    return Table("Is the effect of the policy identified under the graph?", head, rows, note, texts=7)


def failed_table(names: Names, independences: pd.DataFrame) -> Table:
    """The independences that fail, the surest first."""
    failed = _failed(independences).sort_values("p")
    return _table(names, failed, "Implied independences that the data contradict")


def _failed(independences: pd.DataFrame) -> pd.DataFrame:
    return independences[independences["status"] == Status.failed]


def tests_table(names: Names, independences: pd.DataFrame) -> Table:
    """All implied independences."""
    return _table(names, independences, "All independences that the graph implies")


def _table(names: Names, independences: pd.DataFrame, caption: str) -> Table:
    rows = [
        [
            Cell(names.target(row.tier, row.equation).label),
            Cell(_other(names, row)),
            Cell(Status.read(row.status).word),
            cell(number(row.correlation, 2, sign=True)),
            *(cell(number(value, 3)) for value in (row.effective, row.z)),
            *(
                cell(probability(value) if finite(value) else number(value))
                for value in (row.p, row.adjusted)
            ),
            cell(str(row.rows)),
        ]
        for row in independences.itertuples()
    ]
    head = ["Outcome at t", "Independent of", "Verdict", "Partial correlation", "Rows it counts for"]
    head += ["z", "p", "p, adjusted", "Rows"]
    note = (
        "Given the inputs of the outcome's equation, their squares and products, and its effects. Rows it "
        "counts for: as many independent rows would tell as much, since the sectors of a period move "
        "together. Adjusted for the number of tests (Benjamini and Hochberg 1995). Void: what does not vary "
        "given the rest."
    )
    return Table(caption, head, rows, note, texts=3)


def _other(names: Names, row: TableRow) -> str:
    return said(names, row, f"{row.other}[{lag_text(row.lag)}]")


def said(names: Names, row: TableRow, text: str) -> str:
    """A text about an equation's row with its table's variables by their labels: “home capacity[t−1]”."""
    table = names.equations[row.tier][row.equation][0]
    known = {one.name: lower_first(one.label.partition(" (")[0]) for one in names.variables(table)}
    return re.sub(r"[^\W\d]\w*", lambda word: known.get(word[0], word[0]), text)
