"""What the causal graph of the equations identifies, and which of its independences the data bear out."""

import re

import pandas as pd

from tradewinds.report.names import Names
from tradewinds.report.page.blocks import Statement, Table
from tradewinds.report.page.columns import TableColumn, TableRow, of, tabulated, verdict
from tradewinds.report.quantities import amount, counted, p_cell
from tradewinds.report.sensitivity.figures_graph import lag_text
from tradewinds.report.words import count, lower_first, number
from tradewinds.review.sensitivity.graph import ASSUMPTIONS
from tradewinds.review.status import Status

_NAMED = 3
"""Failing independences of an equation that the page names in short."""


def independence_lines(names: Names, independences: pd.DataFrame) -> list[Statement]:
    """How many of the implied independences fail, and the strongest of each equation."""
    failed = _failed(independences)
    tested = independences["status"].isin([Status.failed, Status.passed]).sum()
    if not tested:
        return [
            Statement("No independence that the equations' graph implies could be tested.", Status.void.kind)
        ]
    implied = count(int(tested), "independence")
    if failed.empty:
        text = f"The data contradict none of the {implied} that the equations' graph implies."
        return [counted(tested, "independences").in_words(text, Status.passed.kind)]
    items = []
    for (tier, equation), mine in failed.groupby(["tier", "equation"], sort=False):
        mine = mine.sort_values("p")
        strongest = (
            f"{_other(names, row)} ({number(row.correlation, 2, sign=True)})" for row in mine.itertuples()
        )
        more = f" and {len(mine) - _NAMED} more" if len(mine) > _NAMED else ""
        which = ", ".join(list(strongest)[:_NAMED]) + more
        text = f"{names.target(tier, equation).label}, given its inputs, goes with {which}."
        items.append(amount(mine["correlation"].iloc[0], 2, sign=True).in_words(text))
    text = (
        f"The data contradict {len(failed)} of the {implied} that the equations' graph implies: an input "
        "or a lag is missing, or what is taken to come from outside does not."
    )
    return [counted(len(failed), "independences").in_words(text, Status.failed.kind, items)]


def identification_table(names: Names, identification: pd.DataFrame) -> Table:
    """Every outcome with what is adjusted for."""
    columns: list[TableColumn] = [
        ("Outcome at t", lambda row: names.target(row.tier, row.equation).label),
        ("Policy", lambda row: labelled(names, row, row.policy)),
        ("Verdict", verdict),
        ("Effect", lambda row: row.effect),
        ("Adjusting for", lambda row: labelled(names, row, row.adjust) or "–"),
        ("Held fixed", lambda row: labelled(names, row, row.held) or "–"),
        ("The effect passes", lambda row: labelled(names, row, row.through) or "–"),
    ]
    note = (
        "The total effect of the latest value of the policy that moves the outcome; back-door criterion. "
        "Held fixed: economy-wide effects, by comparing the sectors of a period. A single series cannot hold "
        "its own fixed: there an equation with t rests on the law of δ and not on an adjustment."
    )
    caption = "Is the effect of the policy identified under the graph?"
    return tabulated(caption, identification, columns, note, texts=7)


def assumptions_table() -> Table:
    """What identification rests on beside the graph, and what would break it."""
    columns: list[TableColumn] = [
        ("Assumed", lambda row: row.assumed),
        ("Broken by", lambda row: row.broken_by),
        ("What would show it", lambda row: row.seen_by),
    ]
    note = "None of these follows from the data; those that something here would show are not thereby proven."
    return tabulated("On what identification rests", ASSUMPTIONS, columns, note, texts=3)


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
    columns: list[TableColumn] = [
        ("Outcome at t", lambda row: names.target(row.tier, row.equation).label),
        ("Independent of", lambda row: _other(names, row)),
        ("Verdict", verdict),
        ("Partial correlation", of(amount, "correlation", digits=2, sign=True)),
        ("Rows it counts for", of(amount, "effective")),
        ("z", of(amount, "z")),
        ("p", of(p_cell, "p")),
        ("p, adjusted", of(p_cell, "adjusted")),
        ("Rows", lambda row: Statement(str(row.rows), value=row.rows)),
    ]
    note = (
        "Given the inputs of the outcome's equation, their squares and products, and its effects. Rows it "
        "counts for: as many independent rows would tell as much, since the sectors of a period move "
        "together. Adjusted for the number of tests (Benjamini and Hochberg 1995). Void: what does not vary "
        "given the rest."
    )
    return tabulated(caption, independences, columns, note, texts=3)


def _other(names: Names, row: TableRow) -> str:
    return labelled(names, row, f"{row.other}[{lag_text(row.lag)}]")


def labelled(names: Names, row: TableRow, text: str) -> str:
    """A text about an equation's row with its table's variables by their labels: “home capacity[t−1]”."""
    table = names.table_of(row.tier, row.equation)
    known = {one.name: lower_first(one.label.partition(" (")[0]) for one in names.variables(table)}
    return re.sub(r"[^\W\d]\w*", lambda word: known.get(word[0], word[0]), text)
