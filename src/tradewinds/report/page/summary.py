"""A page in numbers: one row a statement, with its value, band, unit and the artifact it comes from."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from tradewinds.report.page.blocks import DATA_BLOCKS, Block, Entry, Heading, Plate, Statement, folded

SUMMARY_COLUMNS = (
    "section", "block", "form", "folded", "role", "row", "column", "row_name", "column_name", "text", "kind",
    "value", "low", "high", "level", "unit", "source",
)  # fmt: skip
"""``form`` is the kind of block; ``row`` and ``column`` are places in it; ``row_name`` and ``column_name``
what a table calls them."""
TOP = "top"
"""Stands for the section above all others: title, heading, what was asked, the pages beside."""

Parts = Callable[[Any], Iterable[Block]]


@dataclass(frozen=True)
class PagePart:
    """A part of a page: a declared function from what the page is made of to blocks."""

    name: str
    title: str
    blocks: Parts
    contents: str = ""
    """What the list of contents calls it; no such list without any."""
    of: Sequence[str] = ()
    """The inputs behind what it shows of data (``DATA_BLOCKS``), where a block names none of its own."""
    fold: str = ""
    """A line to click on, under which all of it is folded away."""

    def made(self, given: Any) -> Iterator[Block]:
        """Its heading and blocks; nothing where it has nothing to say."""
        found = list(self.blocks(given))
        if self.of:
            source = given.source(*self.of)
            bare = [isinstance(one, DATA_BLOCKS) and not one.source for one in found]
            found = [one.of(source) if alone else one for one, alone in zip(found, bare, strict=True)]
        if found:
            yield Heading(self.title, 2, self.name, self.contents)
            yield from folded(self.fold, found) if self.fold else found


def page_part(
    name: str, title: str, contents: str = "", of: str | Sequence[str] = (), fold: str = ""
) -> Callable[[Parts], PagePart]:
    """Declares the section that a function fills, with the fields of ``PagePart``."""
    inputs = (of,) if isinstance(of, str) else of
    return lambda blocks: PagePart(name, title, blocks, contents, inputs, fold)


@dataclass(frozen=True)
class Top:
    """What stands above all sections; ``title`` is the window's."""

    title: str
    heading: str
    about: str
    asked: list[str]
    beside: list[tuple[str, str]]

    def entries(self) -> Iterator[Entry]:
        """In the order of the page."""
        yield Entry("title", Statement(self.title))
        yield Entry("about", Statement(self.about))
        yield from (
            Entry("beside", Statement(text), row, 0, "", file) for row, (text, file) in enumerate(self.beside)
        )
        yield Entry("heading", Statement(self.heading))
        yield from (Entry("asked", Statement(text), row) for row, text in enumerate(self.asked))


def summarised(top: Top, sections: Iterable[PagePart], given: Any) -> tuple[pd.DataFrame, list[str]]:
    """The page's frame, columns ``SUMMARY_COLUMNS``, and the images of its rows with the role ``picture``."""
    rows = [_row(TOP, 0, "Top", entry) for entry in top.entries()]
    images: list[str] = []
    for one in sections:
        for number, block in enumerate(one.made(given)):
            form = getattr(block, "form", type(block).__name__)
            place = (one.name, number, form)
            rows += [_row(*place, entry, block.source, block.folded) for entry in block.entries()]
            if isinstance(block, Plate):
                images += [picture.source for picture in block.pictures]
    return pd.DataFrame(rows, columns=list(SUMMARY_COLUMNS)), images


def _row(
    section: str, block: int, form: str, entry: Entry, source: str = "", folded: bool = False
) -> dict[str, Any]:
    said = entry.said
    return {
        **{"section": section, "block": block, "form": form, "folded": folded, "role": entry.role},
        **{"row": entry.row, "column": entry.column},
        **{"row_name": entry.row_name, "column_name": entry.column_name},
        **{"text": said.text, "kind": said.kind, "value": float(said.value)},
        **{"low": float(said.low), "high": float(said.high), "level": float(said.level)},
        **{"unit": said.unit, "source": said.source or source},
    }
