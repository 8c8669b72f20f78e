"""Does anything beside the policy drive what looks like its effect: leads, levels and changes, trends."""

import math
from collections.abc import Iterator

import numpy as np

from tradewinds.review.check import Check
from tradewinds.review.effect.case import BLIND, EFFECT, FOUND, EffectCase, remedies, significant, test_size
from tradewinds.review.finding import Finding
from tradewinds.review.status import Status


def _leads(case: EffectCase) -> Iterator[Finding]:
    """The joint p of the tests that could be made."""
    if case.evidence is None or not case.evidence.leads["levels"].count:
        return
    tests = case.evidence.leads
    smallest = len(tests) * max(test.smallest for test in tests.values())
    # with few clusters no turn of their signs is rare enough, whatever the leads are
    words = case.words(case.evidence.lead_power if smallest <= case.asked.lead_size else math.inf)
    came = "was announced" if case.asked.announced else "changed"
    yield Finding(case.evidence.leads_p, words=words | {"leads": tests["levels"].count, "came": came})


NO_LEADS = EFFECT.register(
    Check(
        id="leads",
        title="Nothing happened before",
        question="Did the outcome stand still before the policy moved?",
        threshold=lambda case: case.asked.lead_size,
        computation=_leads,
        rule=significant,
        sentence={
            Status.passed: f"The {{leads}} leads are zero ({{p}}); {FOUND}.",
            Status.undecided: f"The {{leads}} leads are not told from zero ({{p}}), {BLIND}",
            Status.failed: "leads are not zero: {outcome} was already moving before the {policy} {came} "
            "({p}), so that what came after cannot be told from what was under way.",
        },
        advice=remedies(
            "Say how long before changes were announced (verdict.announced), or add to the table what moved "
            "both."
        ),
    )
)


def _changes(case: EffectCase) -> Iterator[Finding]:
    if case.evidence is not None:
        yield case.compared(case.evidence.changes)


LEVELS_AND_CHANGES = EFFECT.register(
    Check(
        id="levels and changes",
        title="Levels and changes agree",
        question="Do levels and changes give the same effect, as they do where nothing drives both?",
        threshold=test_size,
        computation=_changes,
        rule=significant,
        sentence={
            Status.passed: f"Levels and changes give the same ({{p}}); a difference, {FOUND}.",
            Status.undecided: f"Levels and changes are not told apart ({{p}}), {BLIND}",
            Status.failed: "levels and changes of {outcome} give effects {apart:+.2g} % apart for each per "
            "cent ({p}): {policy} answers to it, or is measured with it.",
        },
        advice=remedies("Bring an instrument, such as the statutory rate."),
    )
)


def _trends(case: EffectCase) -> Iterator[Finding]:
    if case.evidence is not None:
        apart, course = case.evidence.trends, case.evidence.course
        p = min(1.0, 2 * np.nanmin([course.p, apart.p])) if course.count else apart.p
        yield Finding(p, words=case.words(apart.detectable) | {"apart": apart.value / case.scale})


COURSE = "Sectors whose {policy} rose were on no other course ({p})"
TRENDS = EFFECT.register(
    Check(
        id="sector trends",
        title="No other course",
        question="Were sectors whose policy rose on the same course as others?",
        threshold=test_size,
        computation=_trends,
        rule=significant,
        sentence={
            Status.passed: f"{COURSE}; a difference, {FOUND}.",
            Status.undecided: f"{COURSE}, {BLIND}",
            Status.failed: "sectors whose {policy} rose were on another course ({p}); beside a "
            "trend of each the effect is another by {apart:+.2g} % for each per cent.",
        },
        advice=remedies("Choose sectors on a like course, or bring what sets them apart."),
    )
)


def _shared(case: EffectCase) -> Iterator[Finding]:
    if case.evidence is not None and case.evidence.shared.count:
        shared = case.evidence.shared
        # of few clusters no turn of signs is rare enough, whatever they share
        yield Finding(shared.p, words={"blind": shared.smallest > case.asked.size})


NOTHING_SHARED = EFFECT.register(
    Check(
        id="shared shocks",
        title="Shocks are a cluster's own",
        question="Do clusters whose policies move together meet the same shocks?",
        threshold=test_size,
        computation=_shared,
        rule=significant,
        sentence={
            Status.passed: "Clusters whose {policy} moves together share no more shocks than by chance "
            "({p}).",
            Status.undecided: "Clusters are too few to tell whether those whose {policy} moves together "
            "meet the same shocks ({p}; {threshold:g} cannot be reached).",
            Status.failed: "sectors whose {policy} moves together meet the same shocks ({p}): "
            "they are fewer than they look, and errors are too small.",
        },
        advice=remedies("Cluster by what they share, such as an industry (verdict.clusters)."),
    )
)
