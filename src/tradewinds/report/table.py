"""What a table of the page is made of."""

from dataclasses import dataclass

from tradewinds.report.words import NOT_COMPUTED


@dataclass(frozen=True)
class Cell:
    """Text of a cell and how it is set: best, missing, or nothing special."""

    text: str
    kind: str = ""


@dataclass(frozen=True)
class Table:
    """A table with a caption; the first ``texts`` columns are words, the others numbers."""

    caption: str
    head: list[str]
    rows: list[list[Cell]]
    note: str = ""
    texts: int = 1


def cell(text: str, kind: str = "") -> Cell:
    """A cell; what was not computed is marked as such."""
    return Cell(text, "missing" if text.startswith(NOT_COMPUTED) else kind)
