"""Is there one effect: the same early and late, or at least since a date, and in all sectors?"""

from collections.abc import Iterator

from tradewinds.review.check import Check
from tradewinds.review.effect.case import (
    BLIND,
    EFFECT,
    FOUND,
    MORE,
    EffectCase,
    remedies,
    significant,
    test_size,
)
from tradewinds.review.finding import Finding
from tradewinds.review.status import Status

_UNASKED = 1.0
"""The p of what is no test."""


def _broken(case: EffectCase) -> Iterator[Finding]:
    if case.evidence is not None:
        found = case.evidence
        more = {"at": case.break_at, "shift": found.shift / case.scale, "drifts": found.drifts}
        yield case.tested(found.broken, found.shift_power, case.asked.break_size, **more)


_SHIFT = "by {shift:+.2g} % for each per cent (sup-test, {p})."
_THROUGHOUT = {
    Status.passed: f"No break in the response (sup-test, {{p}}); {FOUND}.",
    Status.undecided: f"No break in the response is found (sup-test, {{p}}), {BLIND}",
    Status.failed: f"the effect changed within the data: from {{at}} on the response is another {_SHIFT}",
}
_DRIFTS = (
    f"the effect drifts over the data: at their end the response is another than at their beginning, {_SHIFT}"
)


def _throughout(found: Finding, status: Status, size: float) -> str:
    drifts = status is Status.failed and found.words["drifts"]
    return _DRIFTS if drifts else _THROUGHOUT.get(status, "")


def _since(found: Finding, status: Status, size: float) -> str:
    if status is not Status.failed:
        return "" if status is Status.passed else MORE
    since = "the last part of the data" if found.words["drifts"] else "the time since then"
    return f"Ask of {since} alone."


SAME_THROUGHOUT = EFFECT.register(
    Check(
        id="stability",
        title="The response is one throughout",
        question="Is the policy answered alike early and late in the data?",
        threshold=lambda case: case.asked.break_size,
        computation=_broken,
        rule=significant,
        sentence=_throughout,
        advice=_since,
    )
)


def _answered_since(case: EffectCase) -> Iterator[Finding]:
    if case.evidence is not None and case.since:
        yield Finding(_UNASKED, words={"since": case.since})


_OF_THE_TIME_SINCE = (
    "The response broke: from {since} on it is another than before, and the effect is that of the time since "
    "then."
)
SINCE_BREAK = EFFECT.register(
    Check(
        id="since the break",
        title="The response broke",
        question="Is the effect that of all the data, or of the time since a break in the response?",
        threshold=test_size,
        computation=_answered_since,
        rule=lambda found, size: Status.passed,
        sentence={Status.passed: _OF_THE_TIME_SINCE},
        advice=MORE,
    )
)


def _differ(case: EffectCase) -> Iterator[Finding]:
    if case.evidence is not None and case.evidence.differ.count:
        spread = case.spread / case.scale
        yield case.tested(case.evidence.differ, case.evidence.differ_power, case.asked.size, spread=spread)


SAME_EVERYWHERE = EFFECT.register(
    Check(
        id="alike sectors",
        title="Sectors show no spread",
        question="Is the policy answered alike in all sectors?",
        threshold=test_size,
        computation=_differ,
        rule=significant,
        sentence={
            Status.passed: f"No spread of sectors' answers is found ({{p}}); {FOUND}.",
            Status.undecided: "Sectors are not told apart ({p}), and {only} would have been found: the band "
            "allows for a spread of {spread:.2g} %.",
            Status.failed: "sectors differ in how they answer ({p}): the mean of those that were "
            "treated is not that of all.",
        },
        advice=remedies("Ask of the sectors that were treated, or of groups that answer alike."),
    )
)


def _apart(case: EffectCase) -> Iterator[Finding]:
    if case.evidence is not None and case.evidence.apart.count:
        yield case.tested(case.evidence.apart, case.evidence.apart_power, case.asked.size)


SAME_FOR_ALL_CHANGES = EFFECT.register(
    Check(
        id="alike changes",
        title="Changes show no spread",
        question="Is every change of the policy answered as the others are?",
        threshold=test_size,
        computation=_apart,
        rule=significant,
        sentence={
            Status.passed: f"No spread of answers to single changes is found ({{p}}); {FOUND}.",
            Status.undecided: f"Single changes are not told apart ({{p}}); a spread, {BLIND}",
            Status.failed: "single changes of {policy} were answered otherwise than others ({p}): something "
            "else came with some of them.",
        },
        advice=remedies("Look for what else changed on those dates, such as other duties, and bring it."),
    )
)


def _of_the_treated(case: EffectCase) -> Iterator[Finding]:
    if case.evidence is not None and case.treated is not None:
        yield Finding(_UNASKED, words={"among": case.treated.words, "all": case.treated.asked})


_OWN_ANSWERS = "Sectors answer each in their own way, and the effect is the mean of the answers of all {all}."
_NOT_OF_THE_OTHERS = (
    "The effect is the mean in the {among} whose {policy} moved, each with an answer of its own: of the "
    "others these data say nothing."
)
OF_THE_TREATED = EFFECT.register(
    Check(
        id="of the treated",
        title="Of those that were treated",
        question="Is the effect one of all that are asked about, or of those whose policy moved?",
        threshold=test_size,
        computation=_of_the_treated,
        rule=lambda found, size: Status.passed,
        sentence=lambda found, status, size: _NOT_OF_THE_OTHERS if found.words["among"] else _OWN_ANSWERS,
        advice=MORE,
    )
)
