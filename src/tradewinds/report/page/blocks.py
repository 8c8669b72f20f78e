"""What a page is made of: blocks, every text of which is a statement with the number behind it."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from tradewinds.report.words import NOT_COMPUTED


@dataclass(frozen=True)
class Statement:
    """A text of the page, how it should strike the eye, and the number that it tells."""

    text: str
    kind: str = "plain"
    """bad, doubt, good or plain; of a cell also best, better, worse, odd, own, sum or missing."""
    items: Sequence["Statement"] = ()
    value: float = math.nan
    low: float = math.nan
    high: float = math.nan
    level: float = math.nan
    """Of the band from ``low`` to ``high``; of a standard error on either side, none."""
    unit: str = ""
    source: str = ""
    """The artifacts that it comes from, by their paths in the results."""

    def __str__(self) -> str:
        return self.text

    def in_words(self, text: str, kind: str = "plain", items: Sequence["Statement"] = ()) -> "Statement":
        """The same number in a sentence."""
        return replace(self, text=text, kind=kind, items=items)


@dataclass(frozen=True)
class Entry:
    """One statement at its place in a block."""

    role: str
    said: Statement
    row: int = 0
    column: int = 0
    row_name: str = ""
    column_name: str = ""


@dataclass(frozen=True, kw_only=True)
class Block:
    """A part of a page that is set in one way."""

    source: str = ""
    """The artifacts behind all its statements that name none of their own."""
    folded: bool = False
    """Whether it belongs to the ``Fold`` before it."""

    def entries(self) -> Iterator[Entry]:
        """Its statements, in their order."""
        raise NotImplementedError

    def of(self, source: str) -> Self:
        """The same block of the artifacts ``source``."""
        return replace(self, source=source)


@dataclass(frozen=True)
class Prose(Block):
    """A paragraph; ``code``, **strong**, *stressed* and [links](to) are marked as in Markdown."""

    text: str | Statement
    kind: str = "plain"
    """plain, missing (not computed), flag (a warning), note, or verbatim: without marks of its own."""

    def entries(self) -> Iterator[Entry]:
        said = self.text if isinstance(self.text, Statement) else Statement(self.text)
        yield Entry("text", said.in_words(said.text, self.kind))


@dataclass(frozen=True)
class Heading(Block):
    """A heading within a section; ``contents``: what the list of contents calls it, if anything."""

    text: str
    level: int = 3
    name: str = ""
    contents: str = ""
    detail: str = ""
    """Set as code after it."""

    def entries(self) -> Iterator[Entry]:
        yield Entry("text", Statement(self.text, f"h{self.level}"), 0, 0, self.name, self.contents)
        if self.detail:
            yield Entry("detail", Statement(self.detail))


@dataclass(frozen=True)
class Lines(Block):
    """Sentences with a mark each, what is bad before what is good."""

    lines: Sequence[Statement]

    def entries(self) -> Iterator[Entry]:
        for row, line in enumerate(self.lines):
            yield Entry("line", line, row)
            yield from (Entry("item", item, row, at) for at, item in enumerate(line.items, 1))


@dataclass(frozen=True)
class Bullets(Block):
    """A plain list; ``kind`` as of ``Prose``."""

    texts: Sequence[str]
    kind: str = "plain"

    def entries(self) -> Iterator[Entry]:
        yield from (Entry("text", Statement(text, self.kind), row) for row, text in enumerate(self.texts))


@dataclass(frozen=True)
class Fields(Block):
    """Rows of a few named texts that are set in a way of their own: equations, what follows from a check."""

    form: str
    rows: Sequence[dict[str, Statement]]

    def entries(self) -> Iterator[Entry]:
        for row, texts in enumerate(self.rows):
            for column, (name, said) in enumerate(texts.items()):
                yield Entry("cell", said, row, column, "", name)


@dataclass(frozen=True)
class Table(Block):
    """A table with a caption; the first ``texts`` columns are words, the others numbers."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[Statement]]
    note: str = ""
    texts: int = 1

    def entries(self) -> Iterator[Entry]:
        yield Entry("caption", Statement(self.caption))
        kinds = ["text"] * self.texts + ["plain"] * (len(self.head) - self.texts)
        for column, (name, kind) in enumerate(zip(self.head, kinds, strict=True)):
            yield Entry("head", Statement(name, kind), 0, column, "", name)
        for row, cells in enumerate(self.rows):
            for column, (name, cell) in enumerate(zip(self.head, cells, strict=True)):
                yield Entry("cell", cell, row, column, cells[0].text, name)
        if self.note:
            yield Entry("note", Statement(self.note))


@dataclass(frozen=True)
class Picture:
    """One image and the words for those who cannot see it."""

    source: str
    alt: str


@dataclass(frozen=True)
class Key:
    """One entry of a legend: a swatch drawn by the page, and what it stands for."""

    text: str
    colour: str
    kind: str = "line"
    """line, dashed, dotted, band, dot, square or diamond."""


@dataclass(frozen=True)
class Plate(Block):
    """Pictures under one caption that says what to see."""

    title: str
    caption: str
    pictures: list[Picture]
    keys: list[Key] = field(default_factory=list)
    wide: bool = False
    """One picture a row, across the page."""

    def entries(self) -> Iterator[Entry]:
        yield Entry("title", Statement(self.title))
        yield from (
            Entry("key", Statement(key.text, key.kind), row, 0, "", key.colour)
            for row, key in enumerate(self.keys)
        )
        width = "wide" if self.wide else "one" if len(self.pictures) == 1 else "plain"
        yield from (
            Entry("picture", Statement(picture.alt, width), row) for row, picture in enumerate(self.pictures)
        )
        yield Entry("caption", Statement(self.caption))


DATA_BLOCKS = (Lines, Table, Plate)
"""Blocks that tell what artifacts hold."""


def one_plate(plates: Sequence[Plate]) -> Plate:
    """Several plates of one kind as one, with the words of the first."""
    first = plates[0]
    pictures = [picture for plate in plates for picture in plate.pictures]
    sources = ", ".join(dict.fromkeys(plate.source for plate in plates if plate.source))
    return replace(first, pictures=pictures, source=sources)


class Fold(Prose):
    """Begins what is folded away under a line to click on; of the kind open where it is not at first."""


class Verbatim(Prose):
    """A text in its own lines."""


def folded(summary: str, blocks: Iterable[Block], kind: str = "plain") -> Iterator[Block]:
    """Blocks under a line to click on; nothing where there are none. Folds among them become headings."""
    found = [
        replace(Heading(str(block.text), 3) if isinstance(block, Fold) else block, folded=True)
        for block in blocks
    ]
    if found:
        yield Fold(summary, kind)
        yield from found


def folded_table(table: Table) -> Iterator[Block]:
    """A table under its own caption to click on."""
    yield from folded(table.caption, [table])


def cell(text: str, kind: str = "plain") -> Statement:
    """A cell; what was not computed is marked as such."""
    return Statement(text, "missing" if text.startswith(NOT_COMPUTED) else kind)
