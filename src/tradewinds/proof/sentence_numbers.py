"""Numbers inside sentences: each is held to the number of a table that it is written from.

Where draws are others a sentence has other numbers. One that is a value, or an end of a band, of the table
made again, rounded as it is written, has to be the same cell of the table under review, rounded alike: cells
themselves are held to their uncertainty. A probability that stands in no cell is held to what draws make of a
share.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from tradewinds.errors import abridged
from tradewinds.proof.likeness import Yardstick
from tradewinds.proof.monte_carlo import allowed_deviations
from tradewinds.proof.numerals import number_of, unit_of_last_digit
from tradewinds.proof.own_uncertainty import of_columns
from tradewinds.proof.sentences import NumberInText, exchanged, same_words

_OF_PAGE = ("value", "low", "high")
_TIMES = np.array([1.0, -1.0, 100.0, -100.0])
"""A cell may be written with the other sign (“lower by”), or as per cent."""


class SentenceNumbers:
    """The texts of a table under ``review`` beside those made ``again``, row by row, of one length."""

    def __init__(self, review: pd.DataFrame, again: pd.DataFrame, yardstick: Yardstick) -> None:
        self._review, self._again, self._yardstick = review, again, yardstick
        self._page = "text" in again and set(_OF_PAGE) <= set(again)
        names = [*_OF_PAGE] if self._page else [one for one in again if again[one].dtype.kind == "f"]
        self._names = [one for one in names if one in review and review[one].dtype.kind in "fi"]
        self._cells = [side[self._names].to_numpy(float) for side in (review, again)]
        self._judged = self._judged_cells()
        self._texts = _texts(again)

    def faults(self) -> tuple[list[str], int]:
        """What is written otherwise than its table has it, and how many numbers stand in no cell that is
        judged.
        """
        found: list[str] = []
        unjudged = 0
        for name, row, old, new in self._exchanged():
            wrong = [self._wrong(row, a, b) for a, b in exchanged(old, new)]
            unjudged += sum(one is None for one in wrong)
            if any(wrong):
                found.append(f"{name} says “{abridged(old)}”, which its numbers do not")
        return found, unjudged

    def _exchanged(self) -> Iterator[tuple[str, int, str, str]]:
        """Texts of the same words and other numbers, with their column and row."""
        for name in self._texts:
            if name not in self._review:
                continue
            sides = (side[name].astype(str) for side in (self._review, self._again))
            for row, (old, new) in enumerate(zip(*sides, strict=True)):
                if old != new and same_words(old, new):
                    yield name, row, old, new

    def _wrong(self, row: int, old: NumberInText, new: NumberInText) -> bool | None:
        """Whether a number is not what it has to be; None where nothing tells."""
        own = slice(row, row + 1)
        if old.bound or new.bound:  # nearly all, or none, of a share
            mine = [cells[own, :, None] * _TIMES for cells in self._cells]
            if (_follows(old, mine[0]) & _follows(new, mine[1])).any():
                return False
            return not (old.share and new.share) or self._another_share(old, new)
        rows = slice(None) if self._page else own
        sides = [cells[rows, :, None] * _TIMES for cells in self._cells]
        candidates = _follows(new, sides[1])
        agree = (candidates & _follows(old, sides[0])).any(axis=-1)
        if (agree[own] if self._page else agree).any() or (agree & self._judged[rows]).any():
            return False
        if agree.any():
            return None
        if old.share and new.share and self._yardstick.draws > 0:
            return self._another_share(old, new)
        return True if candidates.any() else None

    def _another_share(self, old: NumberInText, new: NumberInText) -> bool:
        """Whether a share in per cent is another than the same made again, by more than draws and rounding
        make of it.
        """
        if not self._yardstick.draws > 0:
            return True
        apart = abs(number_of(old.text) - number_of(new.text))
        p, draws = np.clip(abs(number_of(new.text)) / 100, 0, 1), self._yardstick.draws
        deviation = np.sqrt(p * (1 - p) + 1 / draws)
        allowed = allowed_deviations(draws, max(len(self._again), 1)) * deviation
        return bool(apart > 100 * allowed + unit_of_last_digit(new.text))

    def _judged_cells(self) -> np.ndarray:
        """Which cells cannot be moved without being found: of an uncertainty, or the same on both sides."""
        known = of_columns(self._again, self._yardstick.draws)
        review, again = self._cells
        close = np.isclose(review, again, rtol=self._yardstick.rounding, atol=0.0)
        for at, name in enumerate(self._names):
            if name in known:
                deviation = np.broadcast_to(known[name].deviation, len(self._again))
                close[:, at] |= np.isfinite(deviation) & (deviation > 0)
        return close


def _texts(table: pd.DataFrame) -> list[str]:
    return [str(one) for one in table if not pd.api.types.is_numeric_dtype(table[one])]


def _follows(written: NumberInText, cells: np.ndarray) -> np.ndarray:
    """Which cells a number is written from: rounded to its digits, of which the last zeros may be none, or
    beyond it where it is the bound of a share in per cent.
    """
    number, unit = number_of(written.text), unit_of_last_digit(written.text)
    digits = [one for one in written.text if one.isdigit()]
    if unit == 1:
        zeros = len(digits) - len("".join(digits).rstrip("0"))
        unit = float(10 ** max(min(zeros, len(digits) - 2), 0))
    with np.errstate(invalid="ignore"):
        if written.bound:
            beyond = (number < cells) & (cells <= 100) if written.bound == "more" else cells < number
            return np.asarray(beyond & (cells >= 0))
        return np.asarray(np.abs(cells - number) <= 0.5 * unit * (1 + 1e-9) + 1e-12 * np.abs(cells))
