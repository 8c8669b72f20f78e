"""Is what was estimated what is asked about: a rise, and of all at once?"""

import math
from collections.abc import Iterator

from tradewinds.review.check import Check
from tradewinds.review.effect.case import BLIND, EFFECT, FOUND, EffectCase, remedies, significant, test_size
from tradewinds.review.finding import Finding
from tradewinds.review.status import Status

_UNASKED = 1.0
"""The p of what the data cannot be asked."""


def _asymmetric(case: EffectCase) -> Iterator[Finding]:
    """Nothing where the policy always went the way of the path, which is then answered from that alone."""
    if case.evidence is None:
        return
    found = case.evidence.asymmetry
    if found.test.count:
        power = found.cut if case.falls else found.rise
        yield case.tested(found.test, power, case.asked.size, apart=found.apart / case.scale, only_way="")
    elif found.rose and not found.fell and case.falls:
        yield Finding(_UNASKED, words={"blind": True, "only_way": "rose", "asked_way": "cut"})
    elif found.fell and not found.rose and not case.falls:
        yield Finding(_UNASKED, words={"blind": True, "only_way": "fell", "asked_way": "rise"})
    elif found.rose and found.fell:
        yield Finding(_UNASKED, words=case.words() | {"only_way": ""})


_ALIKE = {
    Status.passed: f"Rises and cuts are answered alike ({{p}}); an error by it, {FOUND}.",
    Status.undecided: f"Rises and cuts are not told apart ({{p}}); an error by it, {BLIND}",
    Status.failed: "rises of {policy} are answered otherwise than cuts, by {apart:+.2g} % for each "
    "per cent ({p}): one response is that of neither.",
}
_ONE_WAY = (
    "In the data {policy} only {only_way}: a {asked_way} is taken to be answered as that was, with the sign "
    "turned, which nothing here shows."
)


def _both_ways(found: Finding, status: Status, size: float) -> str:
    return _ONE_WAY if found.words["only_way"] else _ALIKE.get(status, "")


def _one_way_or_more(found: Finding, status: Status, size: float) -> str:
    other = "Bring times in which the policy moved the other way."
    known = remedies("Ask of the times in which the policy only rose, or only fell.")
    return other if found.words.get("only_way") else known.get(status, "")


RISES_AND_CUTS = EFFECT.register(
    Check(
        id="rises and cuts",
        title="Rises are answered as cuts are",
        question="Is a rise of the policy answered as a cut is, with the sign turned?",
        threshold=test_size,
        computation=_asymmetric,
        rule=significant,
        sentence=_both_ways,
        advice=_one_way_or_more,
    )
)


def _common(case: EffectCase) -> Iterator[Finding]:
    """Nothing where the estimate is relative to no other sector."""
    if case.evidence is None:
        return
    if math.isfinite(case.evidence.common.p):
        found = case.compared(case.evidence.common)
        yield Finding(found.value, words={**found.words, "asked": True})
    elif case.evidence.relative:
        yield Finding(_UNASKED, words={"blind": True, "asked": False})


_RELATIVE = "The effect is one relative to sectors whose {policy} stays"
_TO_OTHERS = {
    Status.passed: f"Sectors answer their own {{policy}}: what all share does not move with its mean "
    f"({{p}}), and {FOUND}.",
    Status.undecided: f"{_RELATIVE}. A rise of all is as large only where nothing of it goes to others, "
    f"or comes from them, which is not seen ({{p}}), {BLIND}",
    Status.failed: "sectors answer the {policy} of others: what all share moves with its mean, by "
    "{apart:+.2g} % for each per cent ({p}), so that a rise of all is not that of one.",
}
_UNSEEN = (
    f"{_RELATIVE}. A rise of all is as large only where nothing of it goes to others, or comes from them, "
    "which these data cannot be asked."
)


_BESIDE_OTHERS = "Ask of what a sector gains or loses beside the others, by policy_slopes or event_study."


def _to_others(found: Finding, status: Status, size: float) -> str:
    return _TO_OTHERS.get(status, "") if found.words["asked"] else _UNSEEN


NO_SPILLOVERS = EFFECT.register(
    Check(
        id="spillovers",
        title="Sectors answer their own policy",
        question="Does what all sectors share move with the mean of their policies?",
        threshold=test_size,
        computation=_common,
        rule=significant,
        sentence=_to_others,
        advice=remedies(_BESIDE_OTHERS, _BESIDE_OTHERS),
    )
)
