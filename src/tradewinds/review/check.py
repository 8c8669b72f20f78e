"""A check: one declaration of its threshold, its computation and its wording.

What a check computes knows no threshold, its threshold no number, and its wording neither: each can be read,
tested and changed alone. A check is registered in an area, and tables, pages and gates take all there are.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from tradewinds.review.finding import Finding
from tradewinds.review.p_values import p_text
from tradewinds.review.status import Status

CaseRow = Mapping[str, Any]
"""A row of a table, column → value: the case of a check that is asked of rows."""
Wording = str | Mapping[Status, str] | Callable[[Finding, Status, float], str]
"""A text with fields in braces ({value}, {p}, which is “p = ” and the value, {low}, {high}, {threshold},
{detail}, {remedy} and the finding's words), one for each status, or a function of finding, status and
threshold that chooses it. The single text of an advice is for failures; where it says why, it is “why: what
to do”."""
Remedy = Callable[[str, Finding], str]
"""What the algorithm says is to be done, by a check's id and what it found."""
NOT_COMPUTED_SENTENCE = "Not computed."


@dataclass(frozen=True)
class CheckResult:
    """How a check ended, with all that a page says of it: a row of a table of verdicts."""

    check: str
    title: str
    question: str
    equation: str
    """Which equation was checked; empty for a whole tier."""
    detail: str
    value: float
    low: float
    high: float
    threshold: float
    status: Status
    gate: bool
    """Whether a failure keeps policies from being followed."""
    sentence: str
    advice: str
    """What to do about it; empty where nothing is to be done."""


COLUMNS = tuple(column.name for column in fields(CheckResult))


@dataclass(frozen=True)
class Check:
    """What is asked, how it is computed, what is allowed, and how it is said."""

    id: str
    title: str
    """May name the ``{detail}``, as the question may."""
    question: str
    threshold: Callable[[Any], float]
    """Of a case; see ``Area.review``."""
    computation: Callable[[Any], Iterable[Finding]]
    """Of a case: nothing where the question does not arise, NaN where it does and cannot be answered."""
    rule: Callable[[Finding, float], Status]
    """See ``rules``."""
    sentence: Wording
    advice: Wording = ""
    gate: bool = False

    def review(self, case: Any, equation: str = "", remedy: Remedy = lambda *_: "") -> Iterator[CheckResult]:
        """Asked of one case; ``remedy`` of the check's id and what it found."""
        for found in self.computation(case):
            yield self.result_of(found, self.threshold(case), equation, remedy(self.id, found))

    def result_of(
        self, found: Finding, threshold: float, equation: str = "", remedy: str = ""
    ) -> CheckResult:
        """The finding held against the threshold; ``remedy``: what the algorithm says is to be done.

        A value that is not finite is not computed, whatever the rule makes of it, unless the check is void.
        """
        status = self.rule(found, threshold)
        if status is not Status.void and not (math.isfinite(found.value) and math.isfinite(threshold)):
            status = Status.not_computed
        numbers = {"value": found.value, "low": found.low, "high": found.high, "threshold": threshold}
        texts = {"p": p_text(found.value), "detail": found.detail, "remedy": remedy}
        known = _Fields({**numbers, **texts, **found.words})
        sentence = NOT_COMPUTED_SENTENCE
        if status is not Status.not_computed:
            sentence = self.said(found, status, threshold).format_map(known)
        return CheckResult(
            check=self.id,
            title=self.title.format_map(known),
            question=self.question.format_map(known),
            equation=equation,
            detail=found.detail,
            **{name: float(number) for name, number in numbers.items()},
            status=status,
            gate=self.gate,
            sentence=sentence,
            advice=_sentence(self.advised(found, status, threshold).format_map(known)),
        )

    def advised(self, found: Finding, status: Status, threshold: float = math.nan) -> str:
        """What is to be done, with its fields still in braces; empty for nothing."""
        if isinstance(self.advice, str):
            return self.advice if status.bad else ""
        return _chosen(self.advice, found, status, threshold)

    def said(self, found: Finding, status: Status, threshold: float = math.nan) -> str:
        """What is said of it, with its fields still in braces."""
        return _chosen(self.sentence, found, status, threshold)


@dataclass(frozen=True)
class Area:
    """Checks that are asked of the same kind of case: modules by name, whichever was imported first, and of a
    module in the order in which they stand there.
    """

    name: str
    checks: dict[str, Check] = field(default_factory=dict)

    def register(self, check: Check) -> Check:
        """Adds a check, or puts it in the place of the one of the same id; returns it."""
        self.checks[check.id] = check
        return check

    def review(self, case: Any, equation: str = "", remedy: Remedy = lambda *_: "") -> Iterator[CheckResult]:
        """Every check of the area asked of one case, as ``Check.review``.

        Raises RuntimeError where no module of checks was imported: nothing asked is not nothing found.
        """
        if not self.checks:
            raise RuntimeError(f"no check is registered in the area “{self.name}”: import its modules first")
        for check in sorted(self.checks.values(), key=lambda one: getattr(one.computation, "__module__", "")):
            yield from check.review(case, equation, remedy)


def _chosen(wording: Wording, found: Finding, status: Status, threshold: float) -> str:
    if isinstance(wording, str):
        return wording
    return wording.get(status, "") if isinstance(wording, Mapping) else wording(found, status, threshold)


class _Fields(dict[str, object]):
    """Fields of a wording; one that only a page knows, such as a label, stays in braces."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def _sentence(text: str) -> str:
    """With a capital at its beginning and a full stop at its end: remedies are written as clauses."""
    text = text[:1].upper() + text[1:]
    return text if not text or text.endswith((".", ":", "!", "?")) else f"{text}."
