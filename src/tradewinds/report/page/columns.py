"""Tables declared column by column: a heading, and how a row's cell is told.

The page's template sets them: 60 rows of 9 columns in 21 kB, with all headings in scope. Great Tables takes
60 kB, 116 ms and ten more packages for it, pandas' Styler 24 kB without scopes.
"""

from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd

from tradewinds.report.page.blocks import Statement, Table, cell
from tradewinds.report.words import finite
from tradewinds.review.status import Status

TableRow = Any
"""A row of a table as ``itertuples`` gives it: which fields it has, the columns of its table say alone."""
TableColumn = tuple[str, Callable[[TableRow], Statement | str]]
"""Heading, and what of a row stands below it: a number (``quantities``), or a text."""


def tabulated(
    caption: str,
    rows: Iterable[Any] | pd.DataFrame,
    columns: Iterable[TableColumn],
    note: str = "",
    texts: int = 1,
) -> Table:
    """One row of the table for each of the ``rows``, whatever these are; of a frame as ``itertuples`` has
    them."""
    columns = list(columns)
    rows = rows.itertuples() if isinstance(rows, pd.DataFrame) else rows
    told = [[_cell(take(row)) for _, take in columns] for row in rows]
    return Table(caption, [head for head, _ in columns], told, note, texts)


def of(form: Callable[..., Statement], *names: str, **options: Any) -> Callable[[Any], Statement]:
    """A cell told by ``form`` from the row's fields of these names: ``of(amount, "value", unit="%")``."""
    return lambda row: form(*(getattr(row, name) for name in names), **options)


def known(form: Callable[..., Statement], name: str, **options: Any) -> Callable[[Any], Statement | str]:
    """As ``of``; “–” where the field is no number."""
    told = of(form, name, **options)
    return lambda row: told(row) if finite(getattr(row, name)) else "–"


def verdict(row: Any) -> Statement:
    """How a check ended, of a row with a ``status``."""
    return Statement(Status.read(row.status).word)


def _cell(said: Statement | str) -> Statement:
    return cell(said) if isinstance(said, str) else said
