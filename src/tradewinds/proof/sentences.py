"""What two sentences say, apart from their numbers, and the numbers that stand in place of each other."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from tradewinds.proof.numerals import HOLE, STANDING_NUMERAL, without_numbers

_NEARLY = re.compile(rf"\b(?:more|less) than (?=\S*{HOLE})")
_HASH = re.compile(r"\b(?=[a-f]*\d)[0-9a-f]{12,64}\b")
_BOUND = re.compile(r"\b(more|less) than \S*$")
_ALONE = re.compile(r"(?:^|; )(?:(?:more|less) than )?$")
"""Before a number that is a cell, or a part of one, of its own: no “by 13 %”."""
_PER_CENT = re.compile(r"[\s\u00a0\u2009\u202f]?%")


class NumberInText(NamedTuple):
    """A number in a sentence: its ``text``; ``bound``: “more” or “less” where that is said of it, of a share
    that is nearly all or none; ``share``: whether it is a probability in whole per cent.
    """

    text: str
    bound: str = ""
    share: bool = False


def words_of(text: str) -> str:
    """A text without its numbers and hashes, and without what is said of a share that is nearly all."""
    return _NEARLY.sub("", without_numbers(_HASH.sub("(hash)", text))[0])


def numbers_in(text: str) -> list[NumberInText]:
    """The numbers of a text in order."""
    text = _HASH.sub("(hash)", text)
    return [
        NumberInText(
            one[0],
            found[1] if (found := _BOUND.search(text[: one.start()])) else "",
            _is_share(text[: one.start()], one[0], text[one.end() :]),
        )
        for one in STANDING_NUMERAL.finditer(text)
    ]


def _is_share(before: str, number: str, after: str) -> bool:
    told = "probabilit" in before.lower() or bool(_ALONE.search(before))
    return told and number.isdigit() and bool(_PER_CENT.match(after))


def exchanged(old: str, new: str) -> Iterator[tuple[NumberInText, NumberInText]]:
    """Numbers that stand in place of each other in two texts of the same words, and are not the same."""
    for a, b in zip(numbers_in(old), numbers_in(new), strict=False):
        if a != b:
            yield a, b


def same_words(old: str, new: str) -> bool:
    """Whether two texts say the same but for their numbers: more than one is never less than another."""
    if words_of(old) != words_of(new):
        return False
    return all(not a.bound or not b.bound or a.bound == b.bound for a, b in exchanged(old, new))
