"""What a page says to its readers: the words and numbers that are seen, without pictures and code."""

import re
from html.parser import HTMLParser
from itertools import zip_longest
from pathlib import Path

import pandas as pd

from tradewinds.artifacts import read_table
from tradewinds.proof.numerals import without_numbers

_RUN = ("script", "style")
_OF_PICTURES = ("src", "alt")
_PICTURE = re.compile(r"<svg\b.*?</svg>|<img\b[^>]*>", re.DOTALL | re.IGNORECASE)
_UNSEEN = ("script", "style", "svg", "head")


class _Seen(HTMLParser):
    """Collects text outside of what nobody reads."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.markup: list[str] = []
        self._within: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        drawn = "svg" in self._within
        told = [one for one in attributes if one[0] not in _OF_PICTURES]
        if not drawn or tag in _RUN or any(name.startswith("on") for name, _ in told):
            self.markup.append(f"<{tag} {told}>")
        if tag in _UNSEEN:
            self._within.append(tag)
        if tag == "img" and not self._within:
            self.pieces += [text for name, text in attributes if name == "alt" and text]

    def handle_endtag(self, tag: str) -> None:
        if self._within and self._within[-1] == tag:
            self._within.pop()

    def handle_data(self, data: str) -> None:
        if self._within and self._within[-1] in _RUN:
            self.markup.append(data)
        if not self._within and data.strip():
            self.pieces.append(" ".join(data.split()))


def seen_text(html: str) -> list[str]:
    """The pieces of text of a page, in order; those of pictures are their descriptions."""
    parser = _Seen()
    parser.feed(html)
    parser.close()
    return parser.pieces


def markup_of(html: str) -> list[str]:
    """Tags with what they say, scripts and styles of a page, in order, without pictures and words."""
    parser = _Seen()
    parser.feed(html)
    parser.close()
    return parser.markup


def other_pictures(review: str, again: str) -> int:
    """How many pictures of two pages are not the same."""
    old, new = (_PICTURE.findall(page) for page in (review, again))
    return sum(a != b for a, b in zip_longest(old, new))


def other_pieces(review: Path, again: Path) -> list[tuple[str, str]]:
    """Pieces of two pages that are not the same, side by side; an empty one where a page has fewer."""
    old, new = (seen_text(path.read_text(encoding="utf-8")) for path in (review, again))
    length = max(len(old), len(new))
    padded = [side + [""] * (length - len(side)) for side in (old, new)]
    return [(a, b) for a, b in zip(*padded, strict=True) if a != b]


def exchanged_numbers(pairs: list[tuple[str, str]]) -> set[tuple[str, str]]:
    """Numbers that stand in place of each other in texts that have the same words."""
    found = set()
    for old, new in pairs:
        numbers = [without_numbers(text)[1] for text in (old, new)]
        found |= {(a, b) for a, b in zip(*numbers, strict=False) if a != b}
    return found


def exchanged_in_tables(review: Path, again: Path) -> set[tuple[str, str]]:
    """As ``exchanged_numbers``, in the texts of the tables that two pages are set from."""
    tables = [read_table(path.with_suffix(".parquet")) for path in (review, again)]
    texts = [pd.Series(table["text"].astype(str)).tolist() for table in tables]
    return exchanged_numbers([*zip(*texts, strict=False)])
