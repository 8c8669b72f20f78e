"""Is what was estimated what is asked about: a rise, and of all at once?"""

from collections.abc import Iterator

from tradewinds.review.check import Check
from tradewinds.review.effect.case import BLIND, EFFECT, FOUND, EffectCase, significant, test_size
from tradewinds.review.finding import Finding
from tradewinds.review.status import Status


def _asymmetric(case: EffectCase) -> Iterator[Finding]:
    if case.evidence is not None and case.evidence.asymmetry.test.count:
        found = case.evidence.asymmetry
        power = found.cut if case.falls else found.rise
        yield case.tested(found.test, power, case.asked.size, apart=found.apart / case.scale)


RISES_AND_CUTS = EFFECT.register(
    Check(
        id="rises and cuts",
        title="Rises are answered as cuts are",
        question="Is a rise of the policy answered as a cut is, with the sign turned?",
        threshold=test_size,
        computation=_asymmetric,
        rule=significant,
        sentence={
            Status.passed: f"Rises and cuts are answered alike ({{p}}); an error by it, {FOUND}.",
            Status.undecided: f"Rises and cuts are not told apart ({{p}}); an error by it, {BLIND}",
            Status.failed: "rises of {policy} are answered otherwise than cuts, by {apart:+.2g} % for each "
            "per cent ({p}): one response is that of neither.",
        },
        advice="Ask of the times in which the policy only rose, or only fell.",
    )
)


def _common(case: EffectCase) -> Iterator[Finding]:
    if case.evidence is not None and case.evidence.common.p == case.evidence.common.p:
        yield case.compared(case.evidence.common)


NO_SPILLOVERS = EFFECT.register(
    Check(
        id="spillovers",
        title="Sectors answer their own policy",
        question="Does what all sectors share move with the mean of their policies?",
        threshold=test_size,
        computation=_common,
        rule=significant,
        sentence={
            Status.passed: "The effect is one relative to other sectors; what all share does not move with "
            f"the mean of {{policy}} ({{p}}), and {FOUND}.",
            Status.undecided: "The effect is one relative to other sectors, and taken to be that of all: a "
            f"share of it that goes to others, or comes from them, is not seen ({{p}}), {BLIND}",
            Status.failed: "sectors answer the {policy} of others: what all share moves with its mean, by "
            "{apart:+.2g} % for each per cent ({p}), so that a rise of all is not that of one.",
        },
        advice="Ask of what a sector gains or loses beside the others, by policy_slopes or event_study.",
    )
)
