"""What was understood of a file, what was done to it, what is doubted, and what had to be asked."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import NamedTuple

import pandas as pd

from tradewinds.errors import DataError

MOST_QUESTIONS = 2
"""Questions that are asked of a person at most; beyond them the likelier answer is taken, and doubted."""


@dataclass(frozen=True)
class StartOptions:
    """What a person says of a file in place of being asked; nothing is said by default.

    Columns are named as in the file. written: ``percent`` or ``fraction``, of the tariff; decimal: ``.`` or
    ``,``; dates: ``day`` or ``month``, whichever comes first in 03/04/2019; header: number of the line
    that has the names, counted from 1.
    """

    sector: tuple[str, ...] = ()
    period: str | None = None
    tariff: str | None = None
    price: str | None = None
    quantity: str | None = None
    value: str | None = None
    written: str | None = None
    decimal: str | None = None
    dates: str | None = None
    sheet: str | None = None
    header: int | None = None


class OpenQuestion(NamedTuple):
    """What the file does not show: a question, the option that answers it, its answers with their meaning."""

    text: str
    option: str
    answers: dict[str, str]


class IntakeRecord:
    """What was found out about one file, in the order in which it was.

    facts: what → what was found; steps: what was done to the rows; doubts: what may be otherwise.
    """

    def __init__(self, options: StartOptions, ask: Callable[[OpenQuestion], str] | None = None) -> None:
        """``ask`` puts a question to a person; without it questions are left open (``require_answers``)."""
        self.options = options
        self.facts: dict[str, str] = {}
        self.steps: list[str] = []
        self.doubts: list[str] = []
        self.hints: list[str] = []
        """Doubts that concern who starts an experiment, and no reader of its report."""
        self.asked: dict[str, str] = {}
        """Option → answer, of what was asked."""
        self.open: list[OpenQuestion] = []
        self.timed: list[str] = []
        """Columns of the file that name the periods."""
        self.faults: list[DataError] = []
        """What is wrong with lines or cells that were left out so that the rest could be looked at."""
        self._ask = ask

    def answer(self, question: OpenQuestion, likely: str | None, why: str) -> str:
        """A person's answer; where there is none to ask, or was asked enough, the ``likely`` one.

        Raises DataError where nothing is likely.
        """
        if self._ask is not None and len(self.asked) < MOST_QUESTIONS:
            self.asked[question.option] = self._ask(question)
            return self.asked[question.option]
        if self._ask is None:
            self.open.append(question)
        if likely is None:
            self.require_answers()
            raise DataError(question.text, "an answer", f"Give {question.option}.")
        if self._ask is not None:
            self.doubts.append(f"{why}: taken as {likely}. If not, give {question.option}.")
        return likely

    def require_answers(self) -> None:
        """Raise DataError with every question that is open, and the option that answers each."""
        if self.open:
            raise DataError(
                f"not to be seen in the file ({' '.join(question.text for question in self.open)})",
                "an answer, and there is no terminal to ask at",
                "Give " + " and ".join(_spelled(question) for question in self.open) + ".",
            )

    @property
    def said(self) -> str:
        """What a person said of the file, in options and answers, as a command line has it."""
        given = {f"--{name}": value for name, value in asdict(self.options).items() if value}
        spelled = {
            option: " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
            for option, value in given.items()
        }
        return ", ".join(f"{option} {value}" for option, value in (spelled | self.asked).items())


def how_many(count: int, noun: str) -> str:
    """“1 row” and “2 rows”."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _spelled(question: OpenQuestion) -> str:
    return " or ".join(f"{question.option} {answer}" for answer in question.answers) or question.option


@dataclass
class FileTable:
    """Columns of a file, by the names it gives them, with what it says of them.

    frame: cells as texts, or as the numbers and dates of a file that has types; units and labels: column
    → what the file itself says. levels: column named by two lines → what is measured, and the period or
    member of a group that it is of; timed: whether these are periods.
    """

    frame: pd.DataFrame
    units: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    levels: dict[str, tuple[str, str]] = field(default_factory=dict)
    timed: bool = False
