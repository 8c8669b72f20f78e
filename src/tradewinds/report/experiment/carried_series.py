"""Which of a long table's series a part of the page is about: those carried alone, or all of them."""

from collections.abc import Iterator

from tradewinds.report.page.blocks import Block, Prose
from tradewinds.report.page.inputs import PageInputs
from tradewinds.report.quantities import counted


def carried_alone(given: PageInputs, what: str) -> Iterator[Block]:
    """Says that ``what`` (plural, “All sectors”) is of the series carried; nothing where these are all."""
    yield from _told(given, f"{what} are those of the %s series carried, of %s (“The data”).")


def of_all_series(given: PageInputs, what: str) -> Iterator[Block]:
    """Says that ``what`` (plural) rests on the series that are not carried too; nothing where all are."""
    yield from _told(
        given, f"{what} are of all rows, those of series beyond the %s carried too, of %s in the table."
    )


def _told(given: PageInputs, text: str) -> Iterator[Block]:
    found = given.one("not_asked", "sectors")
    if found is None or found.empty:
        return
    row = found.iloc[0]
    carried = counted(row["of_sectors"] - row["sectors"], "series")
    said = carried.in_words(text % (carried, counted(row["of_sectors"], "series")))
    yield Prose(said, "note", source=given.source("not_asked", folder="sectors"))
