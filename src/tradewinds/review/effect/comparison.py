"""Is there a comparison to learn from: does the policy vary, by itself, for enough of those asked about?"""

from collections.abc import Iterator

from tradewinds.review.check import Check
from tradewinds.review.effect.case import EFFECT, EffectCase, remedies
from tradewinds.review.finding import Finding
from tradewinds.review.rules import at_least, at_most
from tradewinds.review.status import Status

_ROUNDING = 1e-9
"""Of a share that is a sum of weights."""


def _comparison(case: EffectCase) -> Iterator[Finding]:
    yield Finding(0.0 if case.evidence is None else 1.0, words={"refusal": case.refusal})


COMPARABLE = EFFECT.register(
    Check(
        id="comparison",
        title="There is something to compare",
        question="Does the policy vary beside the fixed effects at all?",
        threshold=lambda case: 1.0,
        computation=_comparison,
        rule=at_least,
        sentence={
            Status.passed: "The policy moves at other times, or by other amounts, in some sectors.",
            Status.failed: "there is nothing to compare: {refusal}.",
        },
        advice="Bring sectors that were spared, or more periods.",
    )
)


def _reverting(case: EffectCase) -> Iterator[Finding]:
    if case.evidence is None:
        return
    moves, apart = case.evidence.moves, case.evidence.changes
    agree = apart.p > case.asked.lead_size and apart.detectable <= case.enough * case.asked.close_changes
    words = {"moving": moves.moving, "agree": agree, "always": moves.moving > case.asked.most_moving}
    yield Finding(moves.reverting, words=words)


def _by_decision(found: Finding, most: float) -> Status:
    """A rate that stands still most of the time passes; one that goes to and fro fails, unless levels and
    changes agree where a small difference would have been found.
    """
    if not found.words["always"]:
        return Status.passed
    return Status.failed if found.value > most and not found.words["agree"] else Status.undecided


_STATUTORY = "Bring the statutory rate, and name it in verdict.policy."
SET_RATE = EFFECT.register(
    Check(
        id="set rate",
        title="The rate was set",
        question="Is the policy a rate that was set, and not one that trade itself moves?",
        threshold=lambda case: case.asked.most_reverting,
        computation=_reverting,
        rule=_by_decision,
        sentence={
            Status.passed: "{policy} moves by decisions, in {moving:.1%} of periods.",
            Status.undecided: "{policy} moves all the time, in {moving:.0%} of periods: whatever moved it "
            "may have moved {outcome} too, and no test here would see it.",
            Status.failed: "the rate has trade in its denominator: {policy} moves in {moving:.0%} of "
            "periods, and {value:.0%} of the variance of its changes is transitory.",
        },
        advice=remedies(_STATUTORY, _STATUTORY),
    )
)


def _effective(case: EffectCase) -> Iterator[Finding]:
    if case.evidence is not None:
        yield Finding(case.evidence.effective)


ENOUGH_TREATED = EFFECT.register(
    Check(
        id="enough treated",
        title="More than a few carry it",
        question="Do enough clusters carry what is known of the effect?",
        threshold=lambda case: case.asked.least_clusters,
        computation=_effective,
        rule=at_least,
        sentence={
            Status.passed: "What is known of it rests on as good as {value:.1f} clusters of like weight.",
            Status.failed: "all that is known rests on as good as {value:.1f} treated clusters, wanted "
            "{threshold:g}: whatever else happened there would count as the effect.",
        },
        advice="Bring sectors that were treated apart from these.",
    )
)


def _detectable(case: EffectCase) -> Iterator[Finding]:
    if case.evidence is not None:
        yield Finding(case.evidence.detectable / case.scale)


POWER = EFFECT.register(
    Check(
        id="power",
        title="An effect would have been found",
        question="Would these data have shown an effect of the size that is to be expected?",
        threshold=lambda case: case.asked.largest_detectable,
        computation=_detectable,
        rule=at_most,
        sentence={
            Status.passed: "An effect of {value:.2g} % for each per cent of the price would have been found.",
            Status.failed: "{policy} hardly moved beside what else moves {outcome}: only an effect of "
            "{value:.2g} % or more for each per cent of the price would be found, wanted {threshold:g}.",
        },
        advice="Bring data in which the policy moved more.",
    )
)


def _estimated(case: EffectCase) -> Iterator[Finding]:
    if case.evidence is not None:
        estimated, asked = case.periods
        yield Finding(estimated / asked, words={"estimated": estimated, "asked": asked})


_SHORTER = "A quarter of the periods can be asked about: ask for a shorter path, or bring more."
ESTIMATED = EFFECT.register(
    Check(
        id="length",
        title="Estimated as far as asked",
        question="Is the response estimated for as many periods after a rise as the path has?",
        threshold=lambda case: 1.0,
        computation=_estimated,
        rule=lambda found, whole: Status.passed if found.value >= whole else Status.undecided,
        sentence={
            Status.passed: "The response is estimated for all of the path.",
            Status.undecided: "The response is estimated for {estimated} of the {asked} periods of the path, "
            "and taken to stay there: what comes later is not in it.",
        },
        advice=remedies(_SHORTER, _SHORTER),
    )
)


def _moved(case: EffectCase) -> Iterator[Finding]:
    if case.evidence is not None:
        alike = case.evidence.differ.p > case.asked.hint
        little = case.moved >= case.asked.nearly_all - _ROUNDING
        rest = f"; the band allows for others that differ by {case.spread / case.scale:.2g} %"
        words = {"known": alike or little, "rest": "" if case.moved == 1 else rest}
        yield Finding(case.moved, words=words)


def _covered(found: Finding, least: float) -> Status:
    """Undecided above ``least`` where more than a few were spared, and something hints at sectors that
    differ: those that were treated may not stand for them. Where nothing does, the band holds what they may
    differ by.
    """
    if found.value < least:
        return Status.failed
    return Status.passed if found.words["known"] else Status.undecided


_TREATED = "Ask of the sectors that were treated (scenario.sectors)."
COVERED = EFFECT.register(
    Check(
        id="own policy moved",
        title="Those asked about were treated",
        question="Did the policy move in the sectors that are asked about?",
        threshold=lambda case: case.asked.least_moved,
        computation=_moved,
        rule=_covered,
        sentence={
            Status.passed: "{policy} moved in {value:.0%} of the sectors that are asked about{rest}.",
            Status.undecided: "{policy} moved in {value:.0%} of the sectors that are asked about: the others "
            "are assumed to answer as these did, though something hints at sectors that differ.",
            Status.failed: "few of those asked about were treated: {policy} moved in {value:.0%} of them, "
            "wanted {threshold:.0%}, and nothing tells whether the others would answer as these did.",
        },
        advice=remedies(_TREATED, _TREATED),
    )
)


def _first(case: EffectCase) -> Iterator[Finding]:
    if case.first is not None:
        yield Finding(case.first.f, words={"slope": case.first.slope, "error": case.first.error})


_STAGE = "Where {policy} rises by one per cent, {rate} rises by {slope:.2f} (± {error:.2f}, F {value:.3g})"
STRONG_STAGE = EFFECT.register(
    Check(
        id="first stage",
        title="The rate follows the law",
        question="Does the rate that is asked about follow the one that identifies the effect?",
        threshold=lambda case: case.asked.weak,
        computation=_first,
        rule=at_least,
        sentence={
            Status.passed: f"{_STAGE}: the response is divided by that, and the path is one of {{rate}}.",
            Status.failed: "{rate} hardly follows {policy}: where that rises by one per cent it rises by "
            "{slope:.2f} (± {error:.2f}, F {value:.3g}, wanted {threshold:g}), which says nothing of a path.",
        },
        advice="Ask about the statutory rate itself (scenario.variable).",
    )
)
