"""Marks of trust: at most six reasons to believe an answer or not, each of them a line with a link, and what
to do about the worst."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from scipy.special import bdtr

from tradewinds.report.page.blocks import Fields, Statement
from tradewinds.review.status import Status

_LEVEL = 0.9
_RARE, _UNUSUAL = 0.05, 0.2
"""Probabilities of so few, were each band right and none like another: below them it fails, or is doubted."""


@dataclass(frozen=True)
class TrustMark:
    """One reason to believe an answer or not: how it ends, in a few words, where more of it stands, and what
    to do about it."""

    status: Status
    label: str
    text: str
    link: str
    advice: str = ""


MarkEnd = tuple[Status, str] | tuple[Status, str, str] | None
"""How what was looked at ends, in a few words, and what to do about it, where that is not always the same;
None where there was nothing to look at."""


def trust_mark(
    label: str, link: str, advice: str = ""
) -> Callable[[Callable[..., MarkEnd]], Callable[..., TrustMark | None]]:
    """Declares the mark that a function finds. ``advice``: of whatever it ends as, but passed or void."""

    def declared(find: Callable[..., MarkEnd]) -> Callable[..., TrustMark | None]:
        def found(*given: Any) -> TrustMark | None:
            ended = find(*given)
            if ended is None:
                return None
            status, text, *own = ended
            usual = "" if status in (Status.passed, Status.void) else advice
            return TrustMark(status, label, text, link, own[0] if own else usual)

        return found

    return declared


def every_mark(looks: Iterable[Callable[..., TrustMark | None]], *given: Any) -> list[TrustMark]:
    """The marks that there are, in the order of the looks."""
    return [mark for look in looks if (mark := look(*given)) is not None]


def truth_mark(held: int, known: int, link: str, advice: str = "") -> TrustMark:
    """Whether as many bands hold a known truth as nine in ten would.

    ``held`` of ``known`` bands of 90 %, against the binomial distribution of as many right ones.
    """
    chance = float(bdtr(held, known, _LEVEL))
    status = Status.undecided if chance < _UNUSUAL else Status.passed
    status = Status.failed if chance < _RARE else status
    text = f"{held} of {known} bands hold, {_LEVEL * known:.0f} expected"
    if known == 1:
        text = "inside its one band" if held else "outside its one band"
    return TrustMark(status, "Known truth", text, link, "" if status is Status.passed else advice)


def mark_lines(found: list[TrustMark]) -> Fields:
    """Sign, what was looked at, what was found, and the link to more."""
    return Fields(
        "marks",
        [
            {
                "sign": Statement(one.status.mark, one.status.kind),
                "label": Statement(one.label),
                "text": Statement(one.text),
                "link": Statement(one.link),
            }
            for one in found
        ],
    )


def worst(found: list[TrustMark]) -> TrustMark | None:
    """The gravest that has advice, the first of them; None where all is well."""
    order = list(Status)
    wanting = [one for one in found if one.status is not Status.passed and one.advice]
    return min(wanting, key=lambda one: order.index(one.status), default=None)


def use(found: list[TrustMark], answered: bool) -> Statement:
    """What may be done with the answer, by the marks on it."""
    if not answered:
        return Statement("No number may be quoted.", "bad")
    if found and all(one.status is Status.passed for one in found):
        return Statement("Nothing that was tested speaks against it.", "good")
    if any(one.status.bad for one in found):
        return Statement("Use with care: tests fail.", "doubt")
    return Statement("Use with care: some tests cannot say.", "doubt")
