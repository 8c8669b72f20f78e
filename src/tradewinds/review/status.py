"""How a check can end, in artifacts and on pages: the only place of these words and marks."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


class Status(StrEnum):
    """How a check ended, the gravest first. What was not computed counts as failed everywhere."""

    failed = "failed"
    not_computed = "not computed"
    undecided = "undecided"
    """The numbers do not tell: more data or longer chains may."""
    void = "void"
    """Whatever came out would show nothing: the prior alone passes, or there is nothing to compare."""
    passed = "passed"

    @classmethod
    def read(cls, text: object) -> "Status":
        """A status as it stands in a table; what is no status was not computed."""
        return next((status for status in cls if status == text), cls.not_computed)

    @property
    def bad(self) -> bool:
        """Whether it counts as failed, and closes a gate."""
        return self in (Status.failed, Status.not_computed)

    @property
    def mark(self) -> str:
        return _SHOWN[self].mark

    @property
    def word(self) -> str:
        """As a page says it of a check: “fails”, “cannot say”."""
        return _SHOWN[self].word

    @property
    def plural(self) -> str:
        """As a page says it of several checks: “3 fail”, “2 cannot say”."""
        return _SHOWN[self].plural

    @property
    def kind(self) -> str:
        """How a line about it should strike the eye: bad, doubt or good."""
        return _SHOWN[self].kind

    def __str__(self) -> str:
        return self.value


def gravest(statuses: Iterable[Status]) -> Status:
    """The worst of several; void where there is nothing else, not computed where there is nothing at all."""
    every = list(statuses)
    told = [one for one in every if one is not Status.void] or every
    return min(told, key=list(Status).index, default=Status.not_computed)


class _Shown(NamedTuple):
    mark: str
    word: str
    plural: str
    kind: str


_SHOWN = {
    Status.failed: _Shown("✗", "fails", "fail", "bad"),
    Status.not_computed: _Shown("✗", "not computed", "not computed", "bad"),
    Status.undecided: _Shown("?", "cannot say", "cannot say", "doubt"),
    Status.void: _Shown("○", "void", "void", "doubt"),
    Status.passed: _Shown("✓", "passes", "pass", "good"),
}
